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
// that fails if anything has changed since, with its audit event. Requests go on
// at the same time. It returns what CountOne found; where that is no drift there
// is nothing to repair. Its errors are those of CountOne.
func (s *Service) Repair(ctx context.Context, org string, by audit.Actor) (r Result, err error) {
	err = store.Retry(ctx, func(ctx context.Context) error {
		if r, err = s.CountOne(ctx, org); err != nil || !r.Drift() {
			return err
		}
		return s.repair(ctx, r, by)
	})
	if problem.Is(err, problem.TryAgain) && errors.Is(err, store.ErrStale) {
		err = ErrBusy
	}
	return r, err
}

func (s *Service) repair(ctx context.Context, r Result, by audit.Actor) error {
	tx, c := s.Log.Begin(by, audit.Origin{Org: r.Organization}), r.Counted
	tx.Change(store.OrganizationKey(r.Organization), []store.Change{
		store.OrganizationSeatsUsed.Set(c.SeatsUsed), store.OrganizationInvited.Set(c.Invited),
		store.OrganizationActive.Set(c.Active),
		store.OrganizationBlocked.Set(c.Blocked), store.OrganizationExpired.Set(c.Expired),
		store.OrganizationActiveOwners.Set(c.ActiveOwners),
		store.OrganizationUpdatedAt.Set(api.At(s.Now())), store.OrganizationMoves.Add(1),
	}, store.FailWith(store.ErrStale),
		store.OrganizationMoves.Is(r.moves), store.OrganizationSeatsUsed.Is(r.Stored.SeatsUsed))
	return tx.Commit(ctx, audit.Event{Action: "organization.recount",
		Target: audit.Target{Type: "organization", ID: r.Organization}, Changes: r.Differences()})
}
