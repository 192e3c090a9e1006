package organization_test

import (
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/test/client"
	"usher/test/harness"
)

// correct has a member give an invited user another address.
func correct(t *testing.T, m harness.Member, user, to string) client.Answer {
	t.Helper()
	return m.Do(t, "PATCH", m.Path("users", user), map[string]string{"email": to})
}

// TestAnAddressIsCorrected: the earlier link is dead, the new one lets the new address in, the user and the seat are
// those they were, and the address before is free.
func TestAnAddressIsCorrected(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	for _, as := range []harness.Member{owner, owner.Program(t, api.Owner)} {
		u := owner.Invite(t, api.Auditor)
		old, right := s.Token(t, owner.Org, u.ID), harness.Address("right")
		got := harness.Into[api.User](t, correct(t, as, u.ID, right).Want(t, 200, ""))
		if got.ID != u.ID || got.Email != right || got.Status != api.Invited || got.Version != 2 || got.Invitation.Sends != 0 {
			t.Errorf("%+v", got)
		}
		s.Browser().Do(t, "GET", "/v1/invitations/"+old, nil).Want(t, 404, "invitation_invalid")
		again := owner.InviteAddress(t, u.Email, api.Auditor)
		owner.Do(t, "DELETE", owner.Path("users", again.ID), nil).Want(t, 204, "")
		e := owner.Events(t, map[string][]string{"action": {"user.email"}, "target": {u.ID}})
		if len(e) != 1 || len(e[0].Changes) != 1 && len(e[0].Changes) != 2 || e[0].Changes[0].Field != "email" {
			t.Errorf("%+v", e)
		}
		b := s.Browser()
		b.Accept(t, s.Token(t, owner.Org, u.ID), harness.Password).Want(t, 200, "")
		if me := harness.Into[api.Me](t, b.Do(t, "GET", "/v1/me", nil)); me.Identity.Email != right || me.Memberships[0].UserID != u.ID {
			t.Errorf("%+v", me)
		}
		correct(t, owner, u.ID, harness.Address("late")).Want(t, 409, "invalid_state")
		correct(t, owner, u.ID, right).Want(t, 200, "") // changes nothing
	}
	owner.Recount(t)
}

// TestAnAddressIsNotCorrected where that may not be, and then nothing changes.
func TestAnAddressIsNotCorrected(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	auditor, u, other := owner.Join(t, api.Auditor), owner.Invite(t, api.Auditor), owner.Invite(t, api.Auditor)
	token := s.Token(t, owner.Org, u.ID)
	correct(t, owner, u.ID, other.Email).Want(t, 409, "email_taken")
	correct(t, owner, u.ID, owner.Email).Want(t, 409, "email_taken")
	correct(t, owner, u.ID, "ada@").Want(t, 400, "invalid_request")
	correct(t, auditor, u.ID, harness.Address("x")).Want(t, 403, "forbidden")
	correct(t, auditor, auditor.ID, harness.Address("x")).Want(t, 403, "forbidden")
	correct(t, owner, owner.ID, harness.Address("x")).Want(t, 409, "invalid_state")
	owner.Send(t, client.Request{Method: "PATCH", Path: owner.Path("users", u.ID), IfMatch: `"7"`,
		Body: map[string]string{"email": harness.Address("x")}}).Want(t, 412, "version_conflict")
	s.Browser().Do(t, "GET", "/v1/invitations/"+token, nil).Want(t, 200, "")
	if got := s.User(t, owner.Org, u.ID); got.Version != 1 || got.Email != u.Email {
		t.Errorf("%+v", got)
	}
	owner.Recount(t)
}

// TestOneAddressForMany has several invited users corrected to one address at once: one of them gets it.
func TestOneAddressForMany(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	var users []api.User
	for range 4 {
		users = append(users, owner.Invite(t, api.Auditor))
	}
	to := harness.Address("one")
	answers := harness.Together(len(users), func(i int) (client.Answer, error) {
		return owner.Try("PATCH", owner.Path("users", users[i].ID), map[string]string{"email": to})
	})
	if answers["200"] != 1 || answers["409email_taken"] != 3 {
		t.Errorf("%v", answers)
	}
	owner.Recount(t)
}

// TestCorrectingWhoHasExpired takes a seat again, and is refused where there is none. The role goes along, and an
// invitation to the role Owner has the actor for its sponsor.
func TestCorrectingWhoHasExpired(t *testing.T) {
	t.Parallel()
	s := harness.New(t, func(a *app.App) { a.Config.InvitationLifetime = lifetime })
	owner := s.Found(t, "Acme")
	first, second := owner.Invite(t, api.Auditor), owner.Invite(t, api.Auditor)
	s.Clock.Advance(lifetime + time.Second)
	owner.Prove(t, "password", harness.Password).Want(t, 204, "")
	got := harness.Into[api.User](t, owner.Do(t, "PATCH", owner.Path("users", first.ID),
		map[string]string{"email": harness.Address("new"), "role": "owner", "first_name": "Grace"}).Want(t, 200, ""))
	if got.Status != api.Invited || got.Role != api.Owner || got.FirstName != "Grace" || *got.Invitation.SponsorID != owner.ID {
		t.Errorf("%+v %+v", got, got.Invitation)
	}
	if c := owner.Recount(t); c.Used != 2 || c.Expired != 1 && c.Expired != 0 {
		t.Errorf("%+v", c)
	}
	for range 8 {
		owner.Invite(t, api.Auditor)
	}
	correct(t, owner, second.ID, harness.Address("late")).Want(t, 409, "seat_limit_reached")
	owner.Recount(t)
}

// TestCorrectingOnlyTheSpelling keeps the lock on the address.
func TestCorrectingOnlyTheSpelling(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	u := owner.InviteAddress(t, "ADA@elsewhere.example", api.Auditor)
	if got := harness.Into[api.User](t, correct(t, owner, u.ID, "ada@elsewhere.example").Want(t, 200, "")); got.Email != "ada@elsewhere.example" {
		t.Errorf("%+v", got)
	}
	owner.Do(t, "POST", owner.Path("users"), map[string]string{"email": "Ada@elsewhere.example", "first_name": "Ada",
		"last_name": "Byron", "role": "auditor"}).Want(t, 409, "email_taken")
	s.Browser().Accept(t, s.Token(t, owner.Org, u.ID), harness.Password).Want(t, 200, "")
	owner.Recount(t)
}
