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

// seatAttempts bounds how often a request that found no seat frees some and retries, while others take what it freed.
const seatAttempts = 8

// withSeat runs a write that takes a seat. Where none is free it gives back those of the organization's expired
// invitations and retries, so that nobody waits for the schedule. A refusal counts only the second time that there is
// nothing to give back: the first time somebody else may just have given back what there was.
func (s *Service) withSeat(ctx context.Context, org string, take func(context.Context) error) error {
	refused := false
	for range seatAttempts {
		err := take(ctx)
		if !problem.Is(err, problem.SeatLimitReached) || refused {
			return err
		}
		freed, reapErr := s.freeSeats(ctx, org)
		if reapErr != nil {
			return reapErr
		}
		refused = !freed
	}
	return problem.Unavailable(store.ErrStale)
}

// freeSeats marks a batch of the organization's expired invitations. It reports whether there were any, which somebody
// else may have marked since.
func (s *Service) freeSeats(ctx context.Context, org string) (bool, error) {
	due := store.ExpiredInvitations(org, s.now())
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

// expire marks these expired invitations of one organization and gives their
// seats back, all or none. It returns store.ErrStale when one of them is no
// longer what it was: accepted, sent again, removed, or marked by somebody else.
func (s *Service) expire(ctx context.Context, org string, open []store.OpenInvitation, requestID string) error {
	tx := s.Guard.Log.Begin(audit.System(api.ExpireInvitations.ID), audit.Origin{Org: org, RequestID: requestID})
	now := s.now()
	var events []audit.Event
	for _, i := range open {
		tx.Change(store.UserKey(org, i.User),
			[]store.Change{store.UserStatus.Set(api.Expired), store.UserUpdatedAt.Set(now), store.UserVersion.Add(1)},
			store.FailWith(store.ErrStale),
			store.UserStatus.Is(api.Invited), store.UserInvitationNonce.Is(i.Nonce))
		tx.Delete(i.Key, nil)
		events = append(events, audit.Event{Action: "user.expire", Target: audit.Target{Type: "user", ID: i.User},
			Changes: []audit.Change{{Field: "status", Before: api.Invited, After: api.Expired}}})
	}
	n := len(open)
	tx.Change(store.OrganizationKey(org), []store.Change{
		store.OrganizationSeatsUsed.Add(-n), store.OrganizationInvited.Add(-n),
		store.OrganizationExpired.Add(n), store.OrganizationMoves.Add(1),
	}, store.FailWith(store.ErrStale), store.Exists())
	return tx.Commit(ctx, events...)
}
