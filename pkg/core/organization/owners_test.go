package organization_test

import (
	"sync"
	"testing"

	"usher/pkg/api"
	"usher/test/client"
	"usher/test/harness"
)

// TestAlwaysAnOwner has two Owners block, remove and demote each other at once,
// a hundred times: one is always left, and one of the two always fails.
func TestAlwaysAnOwner(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	actions := []func(who, whom harness.Member) (client.Answer, error){
		func(who, whom harness.Member) (client.Answer, error) {
			return who.Try("POST", who.Path("users", whom.ID, "block"), nil)
		},
		func(who, whom harness.Member) (client.Answer, error) {
			return who.Try("DELETE", who.Path("users", whom.ID), nil)
		},
		func(who, whom harness.Member) (client.Answer, error) {
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

// duel makes an organization with two Owners who act on each other at once.
func duel(t *testing.T, s *harness.System, mine, theirs func(who, whom harness.Member) (client.Answer, error)) {
	a, b, err := s.Pair(t.Context())
	if err != nil {
		t.Error(err)
		return
	}
	answers := harness.Together(2, func(i int) (client.Answer, error) {
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
	owner.Do(t, "POST", owner.Path("leave"), nil).Want(t, 409, "last_owner")
	second := owner.Join(t, api.Owner)
	owner.Do(t, "PATCH", self, map[string]string{"role": "auditor"}).Want(t, 200, "")
	second.Do(t, "POST", second.Path("users", owner.ID, "block"), nil).Want(t, 200, "")
	second.Do(t, "DELETE", second.Path("users", second.ID), nil).Want(t, 409, "last_owner")
	second.Recount(t)
}

// TestAuditorsChangeOnlyTheirOwnNames lets an Auditor change their own names and nothing else.
func TestAuditorsChangeOnlyTheirOwnNames(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	auditor := owner.Join(t, api.Auditor)
	self := auditor.Path("users", auditor.ID)
	auditor.Do(t, "PATCH", self, map[string]string{"first_name": "Grete"}).Want(t, 200, "")
	auditor.Do(t, "PATCH", self, map[string]string{"role": "owner"}).Want(t, 403, "forbidden")
	auditor.Do(t, "PATCH", self, map[string]string{"status": "active"}).Want(t, 400, "invalid_request")
	auditor.Do(t, "PATCH", owner.Path("users", owner.ID), map[string]string{"first_name": "Mallory"}).
		Want(t, 403, "forbidden")
}
