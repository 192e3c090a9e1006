package privacy_test

import (
	"net/url"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/test/harness"
)

// whole reads all pages of an export.
func whole(t *testing.T, m harness.Member) (all api.PersonExport, pages int) {
	t.Helper()
	for cursor := ""; ; pages++ {
		path := "/v1/me/export"
		if cursor != "" {
			path += "?cursor=" + url.QueryEscape(cursor)
		}
		page := harness.Into[api.PersonExport](t, m.Do(t, "GET", path, nil).Want(t, 200, ""))
		if (page.Account != nil) != (cursor == "") {
			t.Errorf("page %d has the account %+v", pages, page.Account)
		}
		if page.Account != nil {
			all.Account = page.Account
		}
		all.Activity = append(all.Activity, page.Activity...)
		all.Memberships = append(all.Memberships, page.Memberships...)
		all.Events = append(all.Events, page.Events...)
		if page.NextCursor == nil {
			return all, pages + 1
		}
		cursor = *page.NextCursor
	}
}

// TestExport exports what is known of a person: theirs, from all their organizations, and nothing that names others.
func TestExport(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	p, boss := everywhere(t, s)
	got, _ := whole(t, p.Member)
	if a := got.Account; a.Email != p.address || a.Factors.TOTP == nil || len(a.Factors.Passkeys) != 1 ||
		len(a.Sessions) == 0 || len(a.Browsers) == 0 {
		t.Errorf("%+v", a)
	}
	if len(got.Activity) < 5 || len(got.Memberships) != 4 { // Acme, invited, expired, deleted
		t.Errorf("%d entries, %+v", len(got.Activity), got.Memberships)
	}
	actions := map[string]bool{}
	for _, e := range got.Events {
		actions[e.Action] = true
		if strings.Contains(e.Actor.Name+e.Target.Name, boss.Email) || e.Actor.ID == p.boss && e.Client != "" {
			t.Errorf("names another: %+v", e)
		}
		if e.Organization == p.Org && e.Target.ID == p.ID && e.Target.Name != p.address {
			t.Errorf("%+v", e)
		}
	}
	for _, want := range []string{"user.create", "user.accept", "user.update", "api_key.create", "user.factor_add"} {
		if !actions[want] {
			t.Errorf("no %s in %v", want, actions)
		}
	}
	p.Do(t, "GET", "/v1/me/export?cursor=x", nil).Want(t, 400, "invalid_request")
	s.Clock.Advance(api.ProofLifetime)
	p.Do(t, "GET", "/v1/me/export", nil).Want(t, 403, "proof_required")
}
