package recount

import (
	"context"
	"errors"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// Repair sets an organization's counters to what is counted, in one transaction
// that holds only if nothing moved since, with the event that tells of it.
// Requests go on meanwhile. It returns what One found; there is nothing to
// repair where that is no drift. Its errors are those of One.
func (s *Service) Repair(ctx context.Context, org string, by audit.Actor) (r Result, err error) {
	err = store.Retry(ctx, func(ctx context.Context) error {
		if r, err = s.CountOne(ctx, org); err != nil || !r.Drift() {
			return err
		}
		return s.Table.Commit(ctx, s.repair(r, by))
	})
	if problem.Is(err, problem.TryAgain) && errors.Is(err, store.ErrStale) {
		err = ErrBusy
	}
	return r, err
}

func (s *Service) repair(r Result, by audit.Actor) *store.Transaction {
	var t store.Transaction
	c := r.Counted
	t.Change(store.OrganizationKey(r.Organization), []store.Change{
		store.OrganizationSeatsUsed.Set(c.SeatsUsed), store.OrganizationInvited.Set(c.Invited),
		store.OrganizationActive.Set(c.Active),
		store.OrganizationBlocked.Set(c.Blocked), store.OrganizationExpired.Set(c.Expired),
		store.OrganizationActiveOwners.Set(c.ActiveOwners),
		store.OrganizationUpdatedAt.Set(api.At(s.Now())), store.OrganizationMoves.Add(1),
	}, store.FailWith(store.ErrStale),
		store.OrganizationMoves.Is(r.moves), store.OrganizationSeatsUsed.Is(r.Stored.SeatsUsed))
	s.Log.Add(&t, s.Now(), audit.Event{Org: r.Organization, Action: "organization.recount", Actor: by,
		Target: audit.Target{Type: "organization", ID: r.Organization}, Changes: r.Differences()})
	return &t
}
