package recount

import (
	"context"
	"errors"

	"usher/pkg/api"
	"usher/pkg/audit"
	"usher/pkg/problem"
	"usher/pkg/table"
)

// Repair sets an organization's counters to what is counted, in one transaction
// that holds only if nothing moved since, with the event that tells of it.
// Requests go on meanwhile. It returns what One found; there is nothing to
// repair where that is no drift. Its errors are those of One.
func (s *Service) Repair(ctx context.Context, org string, by audit.Actor) (r Result, err error) {
	err = table.Retry(ctx, func(ctx context.Context) error {
		if r, err = s.One(ctx, org); err != nil || !r.Drift() {
			return err
		}
		return s.Table.Commit(ctx, s.repair(r, by))
	})
	if problem.Is(err, problem.TryAgain) && errors.Is(err, table.ErrStale) {
		err = ErrBusy
	}
	return r, err
}

func (s *Service) repair(r Result, by audit.Actor) *table.Transaction {
	var t table.Transaction
	c := r.Counted
	t.Change(table.OrganizationKey(r.Organization), []table.Change{
		table.Set("seats_used", c.SeatsUsed), table.Set("invited", c.Invited), table.Set("active", c.Active),
		table.Set("blocked", c.Blocked), table.Set("expired", c.Expired), table.Set("active_owners", c.ActiveOwners),
		table.Set("updated_at", api.At(s.Now())), table.Add("moves", 1),
	}, table.Otherwise(table.ErrStale), table.Is("moves", r.moves), table.Is("seats_used", r.Stored.SeatsUsed))
	s.Log.Add(&t, s.Now(), audit.Event{Org: r.Organization, Action: "organization.recount", Actor: by,
		Target: audit.Target{Type: "organization", ID: r.Organization}, Changes: r.Differences()})
	return &t
}
