package organization_test

import (
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/test/client"
	"usher/test/harness"
)

// TestSeatsRace sends 120 creates at once to a fresh organization of ten seats,
// of which its Owner holds one: nine are created, every other is refused.
func TestSeatsRace(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	answers := harness.Together(120, func(int) (client.Answer, error) {
		return owner.Try("POST", owner.Path("users"), harness.NewUser(api.Auditor))
	})
	if answers["201"] != 9 || answers["409seat_limit_reached"] != 111 || len(answers) != 2 {
		t.Errorf("answers: %v", answers)
	}
	if c := owner.Recount(t); c.Used != 10 {
		t.Errorf("%d seats used", c.Used)
	}
}

// TestSameAddressRace creates the same person many times at once, in all spellings.
func TestSameAddressRace(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	spellings := []string{"ada@example.com", "ADA@example.com", " Ada@Example.COM ", "ada@EXAMPLE.com"}
	answers := harness.Together(24, func(i int) (client.Answer, error) {
		return owner.Try("POST", owner.Path("users"), client.User(spellings[i%len(spellings)], "auditor"))
	})
	if answers["201"] != 1 || answers["409email_taken"] != 23 {
		t.Errorf("answers: %v", answers)
	}
	owner.Recount(t)
}

// TestOwnAddress is taken like any other.
func TestOwnAddress(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	owner.Send(t, client.CreateUser(owner.Org, client.User(owner.Email, "auditor"))).Want(t, 409, "email_taken")
}

// TestExpiredInvitationsHoldNoSeat fills an organization with invitations that expire: a new user finds a seat at
// once, without the schedule; an expired invitation reads so, its link is gone, and resend brings it back while a seat
// is free.
func TestExpiredInvitationsHoldNoSeat(t *testing.T) {
	t.Parallel()
	s := harness.New(t, func(a *app.App) { a.Config.InvitationLifetime = 8 * time.Second })
	owner := s.Found(t, "Acme")
	first := owner.Invite(t, api.Auditor)
	for range 8 {
		owner.Invite(t, api.Auditor)
	}
	token := s.Token(t, owner.Org, first.ID)
	owner.Do(t, "POST", owner.Path("users"), harness.NewUser(api.Auditor)).Want(t, 409, "seat_limit_reached")
	s.Clock.Advance(9 * time.Second)
	if got := owner.Recount(t); got.Expired != 9 || got.Used != 1 {
		t.Errorf("seats once all have expired: %+v", got)
	}
	owner.Do(t, "POST", owner.Path("users"), harness.NewUser(api.Auditor)).Want(t, 201, "")
	s.Browser().Do(t, "GET", "/v1/invitations/"+token, nil).Want(t, 410, "invitation_expired")
	s.Browser().Accept(t, token, harness.Password).Want(t, 410, "invitation_expired")
	owner.Do(t, "POST", owner.Path("users", first.ID, "invitation"), nil).Want(t, 202, "")
	owner.Recount(t)
	for range 7 {
		owner.Invite(t, api.Auditor)
	}
	expired := harness.Into[api.Page[api.User]](t, owner.Do(t, "GET", owner.Path("users?status=expired"), nil).
		Want(t, 200, ""))
	if len(expired.Data) != 8 {
		t.Fatalf("%d users read expired", len(expired.Data))
	}
	owner.Do(t, "POST", owner.Path("users", expired.Data[0].ID, "invitation"), nil).Want(t, 409, "seat_limit_reached")
	owner.Recount(t)
}

// TestExpiredSeatsRace has many create at once in an organization full of expired invitations: exactly the seats there
// are get taken.
func TestExpiredSeatsRace(t *testing.T) {
	t.Parallel()
	s := harness.New(t, func(a *app.App) { a.Config.InvitationLifetime = time.Minute })
	owner := s.Found(t, "Acme")
	for range 9 {
		owner.Invite(t, api.Auditor)
	}
	s.Clock.Advance(2 * time.Minute)
	answers := harness.Together(40, func(int) (client.Answer, error) {
		return owner.Try("POST", owner.Path("users"), harness.NewUser(api.Auditor))
	})
	if answers["201"] != 9 || answers["409seat_limit_reached"] != 31 {
		t.Errorf("answers: %v", answers)
	}
	owner.Recount(t)
}
