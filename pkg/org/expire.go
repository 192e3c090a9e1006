package org

import (
	"context"
	"errors"

	"usher/pkg/api"
	"usher/pkg/audit"
	"usher/pkg/problem"
	"usher/pkg/table"
)

// expireBatch is how many invitations one transaction marks: three items each
// and the organization's.
const expireBatch = 32

// seatTries bounds how often a request that found no seat frees some and tries
// again, while others take what it freed.
const seatTries = 8

// withSeat runs a write that takes a seat. Where none is free it gives back
// those of the organization's run-out invitations and tries again, so that
// nobody waits for the schedule. It takes no for an answer only the second time
// there is nothing to give back: the first time somebody else may just have
// given back what there was.
func (s *Service) withSeat(ctx context.Context, org string, take func(context.Context) error) error {
	refused := false
	for range seatTries {
		err := take(ctx)
		if !problem.Is(err, problem.SeatLimitReached) || refused {
			return err
		}
		freed, reapErr := s.reap(ctx, org)
		if reapErr != nil {
			return reapErr
		}
		refused = !freed
	}
	return problem.Unavailable(table.ErrStale)
}

// reap marks a batch of the organization's run-out invitations. It reports
// whether there were any, which somebody else may have marked meanwhile.
func (s *Service) reap(ctx context.Context, org string) (bool, error) {
	due := table.RunOut(org, s.now())
	due.Limit = expireBatch
	items, _, err := s.Table.Query(ctx, due)
	if err != nil || len(items) == 0 {
		return false, err
	}
	open, err := table.DecodeAll[table.OpenInvitation](items)
	if err != nil {
		return false, err
	}
	err = s.expire(ctx, org, open, "")
	if errors.Is(err, table.ErrStale) {
		return true, nil
	}
	return true, err
}

// expire marks these run-out invitations of one organization and gives their
// seats back, all or none. It returns table.ErrStale when one of them is no
// longer what it was: accepted, sent again, removed, or marked by somebody else.
func (s *Service) expire(ctx context.Context, org string, open []table.OpenInvitation, requestID string) error {
	var t table.Transaction
	now := s.now()
	for _, i := range open {
		t.Change(table.UserKey(org, i.User),
			[]table.Change{table.Set("status", api.Expired), table.Set("updated_at", now), table.Add("version", 1)},
			table.Otherwise(table.ErrStale),
			table.Is("status", api.Invited), table.Is("invitation.nonce", i.Nonce))
		t.Delete(i.Key, nil)
		s.Log.Add(&t, now.Time, audit.Event{Org: org, Action: "user.expire",
			Actor: audit.Actor{Type: "system", ID: "expire-invitations"}, Target: audit.Target{Type: "user", ID: i.User},
			Changes: []audit.Change{{Field: "status", Before: api.Invited, After: api.Expired}}, RequestID: requestID})
	}
	n := len(open)
	t.Change(table.OrganizationKey(org), []table.Change{
		table.Add("seats_used", -n), table.Add("invited", -n), table.Add("expired", n), table.Add("moves", 1),
	}, table.Otherwise(table.ErrStale), table.Present("pk"))
	return s.Table.Commit(ctx, &t)
}
