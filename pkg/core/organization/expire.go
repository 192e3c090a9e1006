package organization

import (
	"context"
	"errors"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/audit"
	"usher/pkg/store"
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
	return problem.Unavailable(store.ErrStale)
}

// reap marks a batch of the organization's run-out invitations. It reports
// whether there were any, which somebody else may have marked meanwhile.
func (s *Service) reap(ctx context.Context, org string) (bool, error) {
	due := store.RunOut(org, s.now())
	due.Limit = expireBatch
	items, _, err := s.Table.Query(ctx, due)
	if err != nil || len(items) == 0 {
		return false, err
	}
	open, err := store.DecodeAll[store.OpenInvitation](items)
	if err != nil {
		return false, err
	}
	err = s.expire(ctx, org, open, "")
	if errors.Is(err, store.ErrStale) {
		return true, nil
	}
	return true, err
}

// expire marks these run-out invitations of one organization and gives their
// seats back, all or none. It returns table.ErrStale when one of them is no
// longer what it was: accepted, sent again, removed, or marked by somebody else.
func (s *Service) expire(ctx context.Context, org string, open []store.OpenInvitation, requestID string) error {
	var t store.Transaction
	now := s.now()
	for _, i := range open {
		t.Change(store.UserKey(org, i.User),
			[]store.Change{store.UserStatus.Set(api.Expired), store.UserUpdatedAt.Set(now), store.UserVersion.Add(1)},
			store.FailWith(store.ErrStale),
			store.UserStatus.Is(api.Invited), store.UserInvitationNonce.Is(i.Nonce))
		t.Delete(i.Key, nil)
		s.Log.Add(&t, now.Time, audit.Event{Org: org, Action: "user.expire",
			Actor: audit.Actor{Type: "system", ID: "expire-invitations"}, Target: audit.Target{Type: "user", ID: i.User},
			Changes: []audit.Change{{Field: "status", Before: api.Invited, After: api.Expired}}, RequestID: requestID})
	}
	n := len(open)
	t.Change(store.OrganizationKey(org), []store.Change{
		store.OrganizationSeatsUsed.Add(-n), store.OrganizationInvited.Add(-n),
		store.OrganizationExpired.Add(n), store.OrganizationMoves.Add(1),
	}, store.FailWith(store.ErrStale), store.Exists())
	return s.Table.Commit(ctx, &t)
}
