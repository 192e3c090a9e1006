package organization_test

import (
	"net/url"
	"testing"

	"usher/pkg/api"
	"usher/pkg/store"
	"usher/test/client"
	"usher/test/harness"
)

// TestLeaving has every kind of member leave, a blocked one too: nothing of them is left but the event, the seat and the
// address are free, and the session and other organizations are not touched.
func TestLeaving(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, other := s.Found(t, "Acme"), s.Found(t, "Other")
	auditor, second, blocked := owner.Join(t, api.Auditor), owner.Join(t, api.Owner), owner.Join(t, api.Owner)
	owner.Do(t, "POST", owner.Path("users", blocked.ID, "block"), nil).Want(t, 200, "")
	for name, leaver := range map[string]harness.Member{"auditor": auditor, "owner": second, "blocked": blocked} {
		t.Run(name, func(t *testing.T) {
			owner.PutLogo(t, leaver.ID).Want(t, 200, "")
			elsewhere := other.InviteAddress(t, leaver.Email, api.Auditor)
			s.Browser().Accept(t, s.Token(t, other.Org, elsewhere.ID), harness.Password).Want(t, 200, "")
			used := s.Organization(t, owner.Org).SeatsUsed
			leaver.Do(t, "POST", leaver.Path("leave"), nil).Want(t, 204, "")
			leaver.Do(t, "POST", leaver.Path("leave"), nil).Want(t, 404, "not_found")
			if n := s.Organization(t, owner.Org).SeatsUsed; n != used-1 {
				t.Errorf("%d seats are used, %d before", n, used)
			}
			owner.Recount(t)
			owner.Do(t, "GET", owner.Path("users", leaver.ID), nil).Want(t, 404, "not_found")
			owner.Do(t, "GET", owner.Path("users", leaver.ID, "logo"), nil).Want(t, 404, "not_found")
			var logo store.Logo
			var member store.Member
			left := []*store.Read{store.Fetch(store.LogoKey(owner.Org, leaver.ID), &logo),
				store.Fetch(store.MemberKey(elsewhereDigest(t, s, other.Org, elsewhere.ID), owner.Org), &member)}
			if err := s.Store.Load(t.Context(), left...); err != nil || left[0].Found() || left[1].Found() {
				t.Errorf("the picture is left: %v, the membership: %v, %v", left[0].Found(), left[1].Found(), err)
			}
			me := harness.Into[api.Me](t, leaver.Do(t, "GET", "/v1/me", nil).Want(t, 200, ""))
			if len(me.Memberships) != 1 || me.Memberships[0].Organization.ID != other.Org {
				t.Errorf("belongs to %+v", me.Memberships)
			}
			events := owner.Events(t, url.Values{"action": {"user.leave"}, "target": {leaver.ID}})
			if len(events) != 1 || events[0].Actor.ID != leaver.ID || events[0].Actor.Name != leaver.Email {
				t.Errorf("events: %+v", events)
			}
			owner.InviteAddress(t, leaver.Email, api.Auditor)
		})
	}
}

func elsewhereDigest(t *testing.T, s *harness.System, org, user string) string {
	t.Helper()
	u := s.User(t, org, user)
	return u.Digest()
}

// TestWhoCannotLeave: a key has no membership of its own, a stranger and somebody who has not accepted have none yet,
// and nothing changes.
func TestWhoCannotLeave(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, stranger := s.Found(t, "Acme"), s.Found(t, "Other")
	owner.Join(t, api.Owner)
	owner.InviteAddress(t, stranger.Email, api.Auditor)
	used := s.Organization(t, owner.Org).SeatsUsed
	owner.Program(t, api.Owner).Do(t, "POST", owner.Path("leave"), nil).Want(t, 401, "unauthenticated")
	stranger.Do(t, "POST", owner.Path("leave"), nil).Want(t, 404, "not_found")
	s.Browser().Do(t, "POST", owner.Path("leave"), nil).Want(t, 401, "unauthenticated")
	if n := s.Organization(t, owner.Org).SeatsUsed; n != used {
		t.Errorf("%d seats are used, %d before", n, used)
	}
}

// TestOwnersLeavingAtOnce has two Owners leave, or one leave while the other takes the role away or removes them: an
// Owner is always left, and where both leave, one is told that they are the last.
func TestOwnersLeavingAtOnce(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	leave := func(who, _ harness.Member) (client.Answer, error) { return who.Try("POST", who.Path("leave"), nil) }
	for name, theirs := range map[string]func(who, whom harness.Member) (client.Answer, error){
		"leave": leave,
		"remove": func(who, whom harness.Member) (client.Answer, error) {
			return who.Try("DELETE", who.Path("users", whom.ID), nil)
		},
		"demote themselves": func(who, _ harness.Member) (client.Answer, error) {
			return who.Try("PATCH", who.Path("users", who.ID), map[string]string{"role": "auditor"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 20 {
				duel(t, s, leave, theirs)
			}
		})
	}
}

// TestLeavingOnceByManyRequests sends the same request many times at once: one leaves, and the others find nothing.
func TestLeavingOnceByManyRequests(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	leaver := owner.Join(t, api.Owner)
	answers := harness.Together(8, func(int) (client.Answer, error) { return leaver.Try("POST", leaver.Path("leave"), nil) })
	if answers["204"] != 1 || answers["204"]+answers["404not_found"]+answers["503try_again"] != 8 {
		t.Errorf("answers: %v", answers)
	}
	owner.Recount(t)
}
