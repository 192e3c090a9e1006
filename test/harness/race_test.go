package harness_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/test/harness"
)

// together runs n calls at the same time and counts their answers.
func together(t *testing.T, n int, call func(i int) (harness.Answer, error)) map[string]int {
	t.Helper()
	var wait sync.WaitGroup
	var mu sync.Mutex
	answers, begin := map[string]int{}, make(chan struct{})
	for i := range n {
		wait.Go(func() {
			<-begin
			a, err := call(i)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				answers[err.Error()]++
				return
			}
			answers[fmt.Sprint(a.Status, a.Code())]++
		})
	}
	close(begin)
	wait.Wait()
	return answers
}

// recount counts an organization's users page by page and holds the counters to it.
func recount(t *testing.T, m harness.Member) api.Seats {
	t.Helper()
	var c api.Seats
	owners, path := 0, "users?limit=7"
	for path != "" {
		page := harness.Into[api.Page[api.User]](t, m.Do(t, "GET", m.Path(path), nil).Want(t, 200, ""))
		path = ""
		for _, u := range page.Data {
			switch u.Status {
			case api.Invited:
				c.Invited++
			case api.Active:
				c.Active++
				if u.Role == api.Owner {
					owners++
				}
			case api.Blocked:
				c.Blocked++
			case api.Expired:
				c.Expired++
			}
		}
		if page.NextCursor != nil {
			path = "users?limit=7&cursor=" + *page.NextCursor
		}
	}
	got := harness.Into[api.Organization](t, m.Do(t, "GET", m.Path(), nil).Want(t, 200, "")).Seats
	c.Limit, c.Used = got.Limit, c.Invited+c.Active+c.Blocked
	c.Available = max(0, c.Limit-c.Used)
	if got != c {
		t.Errorf("the organization says %+v, a recount %+v", got, c)
	}
	if o := m.System.Organization(t, m.Org); o.ActiveOwners != owners || o.SeatsUsed != o.Invited+o.Active+o.Blocked {
		t.Errorf("counters %+v do not add up; %d owners counted", o, owners)
	}
	return c
}

// TestSeatsRace sends 120 creates at once to a fresh organization of ten seats,
// of which its Owner holds one: nine are created, every other is refused.
func TestSeatsRace(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	answers := together(t, 120, func(int) (harness.Answer, error) {
		return owner.Try("POST", owner.Path("users"), harness.NewUser(api.Auditor))
	})
	if answers["201"] != 9 || answers["409seat_limit_reached"] != 111 || len(answers) != 2 {
		t.Errorf("answers: %v", answers)
	}
	if c := recount(t, owner); c.Used != 10 {
		t.Errorf("%d seats used", c.Used)
	}
}

// TestSameAddressRace creates the same person many times at once, in all spellings.
func TestSameAddressRace(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	spellings := []string{"ada@example.com", "ADA@example.com", " Ada@Example.COM ", "ada@EXAMPLE.com"}
	answers := together(t, 24, func(i int) (harness.Answer, error) {
		body := harness.NewUser(api.Auditor)
		body["email"] = spellings[i%len(spellings)]
		return owner.Try("POST", owner.Path("users"), body)
	})
	if answers["201"] != 1 || answers["409email_taken"] != 23 {
		t.Errorf("answers: %v", answers)
	}
	recount(t, owner)
}

// TestSixteenClicks accepts one link sixteen times at once: one account.
func TestSixteenClicks(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	u := owner.Invite(t, api.Auditor)
	token := s.Token(t, owner.Org, u.ID)
	answers := together(t, 16, func(int) (harness.Answer, error) {
		return s.Browser().Try("POST", "/v1/invitations/"+token+"/accept", map[string]string{"password": harness.Password})
	})
	if answers["200"] != 1 || answers["410invitation_used"] != 15 {
		t.Errorf("answers: %v", answers)
	}
	if c := recount(t, owner); c.Active != 2 || c.Invited != 0 {
		t.Errorf("seats: %+v", c)
	}
}

// TestAlwaysAnOwner has two Owners block, remove and demote each other at once,
// a hundred times: one is always left, and one of the two always fails.
func TestAlwaysAnOwner(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	actions := []func(who, whom harness.Member) (harness.Answer, error){
		func(who, whom harness.Member) (harness.Answer, error) {
			return who.Try("POST", who.Path("users", whom.ID, "block"), nil)
		},
		func(who, whom harness.Member) (harness.Answer, error) {
			return who.Try("DELETE", who.Path("users", whom.ID), nil)
		},
		func(who, whom harness.Member) (harness.Answer, error) {
			return who.Try("PATCH", who.Path("users", whom.ID), map[string]string{"role": "auditor"})
		},
	}
	const rounds, crews = 100, 4
	var wait sync.WaitGroup
	for crew := range crews {
		wait.Go(func() {
			for i := crew; i < rounds; i += crews {
				duel(t, s, actions[i%3], actions[(i/3)%3])
			}
		})
	}
	wait.Wait()
}

// duel founds an organization with two Owners who act on each other at once.
func duel(t *testing.T, s *harness.System, mine, theirs func(who, whom harness.Member) (harness.Answer, error)) {
	a, b, ok := owners(s)
	if !ok {
		t.Error("could not make two Owners")
		return
	}
	answers := together(t, 2, func(i int) (harness.Answer, error) {
		if i == 0 {
			return mine(a, b)
		}
		return theirs(b, a)
	})
	won := answers["200"] + answers["204"]
	lost := answers["403blocked"] + answers["403forbidden"] + answers["404not_found"] + answers["409last_owner"]
	if won != 1 || lost != 1 {
		t.Errorf("answers: %v", answers)
	}
	if o := s.Organization(t, a.Org); o.ActiveOwners != 1 {
		t.Errorf("%d active owners are left", o.ActiveOwners)
	}
}

// owners makes an organization with two active Owners by the domain itself, so
// that a hundred of them do not take a hundred times two password hashes.
func owners(s *harness.System) (a, b harness.Member, ok bool) {
	return s.Pair()
}

// TestLastOwner shows that the last active Owner cannot be removed, blocked or
// demoted, an invited one beside them notwithstanding.
func TestLastOwner(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	owner.Invite(t, api.Owner)
	self := owner.Path("users", owner.ID)
	owner.Do(t, "DELETE", self, nil).Want(t, 409, "last_owner")
	owner.Do(t, "POST", self+"/block", nil).Want(t, 409, "last_owner")
	owner.Do(t, "PATCH", self, map[string]string{"role": "auditor"}).Want(t, 409, "last_owner")
	second := owner.Join(t, api.Owner)
	owner.Do(t, "PATCH", self, map[string]string{"role": "auditor"}).Want(t, 200, "")
	second.Do(t, "POST", second.Path("users", owner.ID, "block"), nil).Want(t, 200, "")
	second.Do(t, "DELETE", second.Path("users", second.ID), nil).Want(t, 409, "last_owner")
	recount(t, second)
}

// TestRunOutInvitations fills an organization with invitations that run out: a
// new user finds a seat at once, without the schedule; what ran out reads so,
// its link is gone, and resend brings it back while a seat is free.
func TestRunOutInvitations(t *testing.T) {
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
	if got := recount(t, owner); got.Expired != 9 || got.Used != 1 {
		t.Errorf("seats once all have run out: %+v", got)
	}
	owner.Do(t, "POST", owner.Path("users"), harness.NewUser(api.Auditor)).Want(t, 201, "")
	s.Browser().Do(t, "GET", "/v1/invitations/"+token, nil).Want(t, 410, "invitation_expired")
	s.Browser().Do(t, "POST", "/v1/invitations/"+token+"/accept", map[string]string{"password": harness.Password}).Want(t, 410, "invitation_expired")
	owner.Do(t, "POST", owner.Path("users", first.ID, "invitation"), nil).Want(t, 202, "")
	recount(t, owner)
	for range 7 {
		owner.Invite(t, api.Auditor)
	}
	expired := harness.Into[api.Page[api.User]](t, owner.Do(t, "GET", owner.Path("users?status=expired"), nil).Want(t, 200, ""))
	if len(expired.Data) != 8 {
		t.Fatalf("%d users read expired", len(expired.Data))
	}
	owner.Do(t, "POST", owner.Path("users", expired.Data[0].ID, "invitation"), nil).Want(t, 409, "seat_limit_reached")
	recount(t, owner)
}

// TestRunOutRace has many create at once in an organization full of run-out
// invitations: exactly the seats there are get taken.
func TestRunOutRace(t *testing.T) {
	t.Parallel()
	s := harness.New(t, func(a *app.App) { a.Config.InvitationLifetime = time.Minute })
	owner := s.Found(t, "Acme")
	for range 9 {
		owner.Invite(t, api.Auditor)
	}
	s.Clock.Advance(2 * time.Minute)
	answers := together(t, 40, func(int) (harness.Answer, error) {
		return owner.Try("POST", owner.Path("users"), harness.NewUser(api.Auditor))
	})
	if answers["201"] != 9 || answers["409seat_limit_reached"] != 31 {
		t.Errorf("answers: %v", answers)
	}
	recount(t, owner)
}
