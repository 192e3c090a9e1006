package account_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/activity"
	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
	"usher/pkg/store"
	"usher/test/harness"
)

// place puts a person into many more organizations, with this status, and gives the organizations' ids.
func place(t *testing.T, s *harness.System, m harness.Member, n int, status api.Status) []string {
	t.Helper()
	address, _ := email.Parse(m.Email)
	var ids []string
	for chunk := range slices.Chunk(make([]struct{}, n), 30) {
		var tx store.Transaction
		for range chunk {
			o := store.Organization{ID: s.App.IDs().New(id.Organization), Name: fmt.Sprint("Place ", len(ids))}
			u := store.User{ID: s.App.IDs().New(id.User), Org: o.ID, Email: m.Email, Address: address.Key, Status: status,
				Role: api.Auditor, NamesKey: s.App.IDs().Bytes(store.NamesKeySize)}
			o.Key = store.OrganizationKey(o.ID)
			u.Arrange()
			key := store.MemberKey(address.Digest(), o.ID)
			tx.Put(o.Key, o, nil)
			tx.Put(u.Key, u, nil)
			tx.Put(key, store.Member{Key: key, Org: o.ID, User: u.ID, Email: u.Email, Role: u.Role, Status: status,
				NamesKey: u.NamesKey}, nil)
			ids = append(ids, o.ID)
		}
		if err := s.Store.Commit(t.Context(), &tx); err != nil {
			t.Fatal(err)
		}
	}
	return ids
}

// pages reads all of a person's memberships by get-me, and fails where one comes twice.
func pages(t *testing.T, b *harness.Browser, limit int, cursor *string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for {
		query := url.Values{"limit": {fmt.Sprint(limit)}}
		if cursor != nil {
			query.Set("cursor", *cursor)
		}
		me := harness.Into[api.Me](t, b.Do(t, "GET", "/v1/me?"+query.Encode(), nil).Want(t, 200, ""))
		if len(me.Memberships) > limit {
			t.Errorf("%d on a page of %d", len(me.Memberships), limit)
		}
		for _, m := range me.Memberships {
			if all[m.Organization.ID] != "" {
				t.Errorf("%s comes twice", m.Organization.Name)
			}
			all[m.Organization.ID] = m.Organization.Name
		}
		if cursor = me.NextCursor; cursor == nil {
			return all
		}
	}
}

// TestManyOrganizations puts one person into 150 organizations, with as many open invitations besides: they sign in,
// see every organization, join one more, and set a password that every organization has an event of.
func TestManyOrganizations(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	invited := place(t, s, owner, 150, api.Invited)
	joined := append(place(t, s, owner, 149, api.Active), owner.Org)
	b := s.Browser()
	in := harness.Into[api.SignedIn](t, b.SignIn(t, owner.Email, harness.Password).Want(t, 200, ""))
	if len(in.Memberships) != 100 || in.NextCursor == nil {
		t.Errorf("signed in to %d, and then %v", len(in.Memberships), in.NextCursor)
	}
	if rest := pages(t, b, 100, in.NextCursor); len(rest) != 50 {
		t.Errorf("%d follow", len(rest))
	}
	all := pages(t, b, 40, nil)
	if !slices.Equal(slices.Sorted(maps.Keys(all)), slices.Sorted(slices.Values(joined))) {
		t.Errorf("%d organizations, want %d; invited to %d", len(all), len(joined), len(invited))
	}
	other := s.Found(t, "Other")
	u := other.InviteAddress(t, owner.Email, api.Auditor)
	joinedNow := harness.Into[api.SignedIn](t, b.Accept(t, s.Token(t, other.Org, u.ID), harness.Password).Want(t, 200, ""))
	if len(joinedNow.Memberships) != 100 || len(pages(t, b, 100, nil)) != 151 {
		t.Errorf("joined: %d", len(joinedNow.Memberships))
	}
	b.RequestReset(t, owner.Email)
	b.ResetPassword(t, s.ResetToken(t, owner.Email), harness.NewPassword).Want(t, 204, "")
	for _, org := range append(joined, other.Org) {
		items, _, err := s.Store.Query(t.Context(), store.EventsBetween(org, id.Event, id.Event+store.Past, 1))
		if err != nil || len(items) != 1 {
			t.Fatalf("%s has %d events, %v", org, len(items), err)
		}
	}
	b.SignIn(t, owner.Email, harness.NewPassword).Want(t, 200, "")
}

// TestCursorsOfMemberships refuses cursors that are not this person's.
func TestCursorsOfMemberships(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, other := s.Found(t, "Acme"), s.Found(t, "Other")
	place(t, s, owner, 3, api.Active)
	me := harness.Into[api.Me](t, owner.Do(t, "GET", "/v1/me?limit=2", nil).Want(t, 200, ""))
	for _, cursor := range []string{"x", *me.NextCursor} {
		other.Do(t, "GET", "/v1/me?cursor="+url.QueryEscape(cursor), nil).Want(t, 400, "invalid_request")
		s.Browser().Do(t, "GET", "/v1/me?cursor="+url.QueryEscape(cursor), nil).Want(t, 401, "unauthenticated")
	}
}

// TestRefusedSignInsReadNothingThatGrows counts what a wrong password and an attempt past the limit cost, for a person
// in many organizations and for one in none: the same, by the same calls and writes.
func TestRefusedSignInsReadNothingThatGrows(t *testing.T) {
	t.Parallel()
	ledger := &harness.Ledger{}
	s := harness.New(t, harness.Record(ledger))
	owner, nobody := s.Found(t, "Acme"), harness.Address("nobody")
	place(t, s, owner, 300, api.Invited)
	for range 12 {
		var costs []string
		for _, address := range []string{owner.Email, nobody} {
			ledger.Open(s.Client)
			if a := s.Browser().SignIn(t, address, "not the password"); a.Status != http.StatusUnauthorized &&
				a.Status != http.StatusTooManyRequests {
				t.Errorf("answered %d", a.Status)
			}
			costs = append(costs, fmt.Sprint(ledger.RoundTrips(), ledger.Read, ledger.Write, ledger.Actions))
			if ledger.Read > 1 {
				t.Errorf("read %v units", ledger.Read)
			}
		}
		if costs[0] != costs[1] {
			t.Errorf("a person costs %s, nobody %s", costs[0], costs[1])
		}
	}
}

// TestActivity follows what leaves no change into the person's own record, which no organization sees: neither when the
// person signs in to another one, nor from where they set a password.
func TestActivity(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, other := s.Found(t, "Acme"), s.Found(t, "Other")
	member := owner.Join(t, api.Auditor)
	u := other.InviteAddress(t, member.Email, api.Auditor)
	s.Browser().Accept(t, s.Token(t, other.Org, u.ID), harness.Password).Want(t, 200, "")
	before := s.User(t, owner.Org, member.ID).LastSignIn
	s.Clock.Advance(time.Hour)
	b := s.Browser()
	for range 12 {
		b.SignIn(t, member.Email, "not the password")
	}
	s.Clock.Advance(15 * time.Minute)
	b.SignIn(t, member.Email, harness.Password).Want(t, 200, "")
	b.Do(t, "GET", "/v1/organizations/"+other.Org, nil).Want(t, 200, "")
	if now := s.User(t, owner.Org, member.ID).LastSignIn; before == nil || now == nil || !now.Equal(before.Time) {
		t.Errorf("Acme sees a sign-in that went elsewhere: %v, then %v", before, now)
	}
	if there := s.User(t, other.Org, u.ID).LastSignIn; there == nil || there.Before(s.Clock.Now().Add(-time.Minute)) {
		t.Errorf("Other sees no sign-in: %v", there)
	}
	b.RequestReset(t, member.Email)
	b.Do(t, "PUT", "/v1/me/password", harness.Body("change-password")).Want(t, 204, "")
	b.Do(t, "DELETE", "/v1/sessions/current", nil).Want(t, 204, "")
	for _, m := range []harness.Member{owner, other} {
		events := m.Events(t, url.Values{"action": {"user.password"}})
		if len(events) != 1 || events[0].Client != "" {
			t.Errorf("events %+v", events)
		}
	}
	address, _ := email.Parse(member.Email)
	got := map[string]int{}
	entries, err := store.All[store.Activity](t.Context(), s.Store, store.Activities(address.Digest()))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		got[e.Action] += e.Count
		if e.Client == "" || e.TTL < s.Clock.Now().Unix() {
			t.Errorf("entry %+v", e)
		}
	}
	want := map[string]int{activity.SessionStart: 4, activity.SessionFail: 12, activity.SessionEnd: 1,
		activity.ResetRequest: 1}
	if !maps.Equal(got, want) || len(entries) > 8 {
		t.Errorf("%d entries: %v, want %v", len(entries), got, want)
	}
}
