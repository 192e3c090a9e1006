package organization_test

import (
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/ratelimit"
	"usher/pkg/lib/email"
	"usher/test/client"
	"usher/test/harness"
)

// TestOpenInvitationsToOneAddressAreBounded has many organizations invite one address until there are enough: the next
// is refused by every way to invite, without a word of the others, while other addresses and accounts go on.
func TestOpenInvitationsToOneAddressAreBounded(t *testing.T) {
	t.Parallel()
	s := harness.New(t, harness.Limited)
	s.Clock.Align(ratelimit.InvitationsByAddress.Window)
	owner, other := s.Found(t, "Acme"), s.Found(t, "Other")
	target, _ := email.Parse(harness.Address("target"))
	expired := other.InviteAddress(t, target.Display, api.Auditor)
	for n := range ratelimit.InvitationsByAddress.Limit - 1 {
		if err := s.App.Limits().Count(t.Context(), ratelimit.InvitationsByAddress, target.Digest()); err != nil {
			t.Fatal(n, err)
		}
	}
	other.Do(t, "POST", other.Path("users", expired.ID, "invitation"), nil).Want(t, 202, "")
	s.Clock.Advance(8 * 24 * time.Hour)
	browser := s.Browser()
	browser.SignIn(t, owner.Email, harness.Password).Want(t, 200, "")
	owner.Browser = browser
	browser = s.Browser()
	browser.SignIn(t, other.Email, harness.Password).Want(t, 200, "")
	for _, a := range []client.Answer{
		owner.Send(t, client.CreateUser(owner.Org, client.User(target.Display, "auditor"))),
		browser.Do(t, "POST", other.Path("users", expired.ID, "invitation"), nil),
		s.Browser().Send(t, client.CreateOrganization("Third", target.Display)),
	} {
		a.Want(t, 429, "too_many_requests")
		if a.Header.Get("Retry-After") == "" || strings.Contains(string(a.Body), "organization") {
			t.Errorf("answered %s", a.Body)
		}
	}
	rows := []map[string]string{client.User(target.Display, "auditor"), client.User(harness.Address("fine"), "auditor")}
	for _, path := range []string{"users/import?dry_run=true", "users/import"} {
		report := harness.Into[api.Import](t, owner.Do(t, "POST", owner.Path(path), rows).Want(t, 200, ""))
		if report.Created != 1 || report.Results[0].Status != api.ImportInvalid || report.Results[0].Errors[0].Field != "email" {
			t.Errorf("imported %+v", report.Results)
		}
	}
	if c := owner.Recount(t); c.Invited != 1 {
		t.Errorf("seats %+v", c)
	}
	s.Clock.Advance(ratelimit.InvitationsByAddress.Window)
	owner = s.Found(t, "Later")
	owner.InviteAddress(t, target.Display, api.Auditor)
}
