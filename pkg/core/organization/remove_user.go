package organization

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/etag"
	"usher/pkg/core/seat"
	"usher/pkg/store"
)

// RemoveUser takes a user out for good, frees their seat and address, and revokes
// the API keys they made unless they are to be kept. The person's account stays:
// it may belong to other organizations too. It returns last_owner if no active Owner would remain.
func (s *Service) RemoveUser(ctx context.Context, c *access.Caller, in api.LeaveInput) (api.None, error) {
	return api.None{}, store.Retry(ctx, func(ctx context.Context) error {
		l, err := s.enterLeaving(ctx, c, in, api.UsersRemove)
		if err != nil {
			return err
		}
		if err := s.revokeMany(ctx, &l, departure(l.user)); err != nil {
			return err
		}
		return remove(ctx, l)
	})
}

func remove(ctx context.Context, l leaving) error {
	u, tx := l.user, l.actor.Begin()
	tx.Delete(u.Key, etag.Changed(), l.conditions(store.UserVersion.Is(u.Version))...)
	tx.Delete(store.MemberKey(u.Digest(), u.Org), etag.Changed(), store.Exists())
	dropInvitation(tx.Transaction, u)
	tx.Delete(store.LogoKey(u.Org, u.ID), nil)
	departure(u).Apply(tx.Transaction, u.Org)
	events := append(revoke(tx, l.keys), audit.Event{Action: "user.remove", Target: audit.User(u), Changes: []audit.Change{
		{Field: "email", Before: u.Email}, {Field: "first_name", Before: u.FirstName},
		{Field: "last_name", Before: u.LastName},
		{Field: "role", Before: u.Role}, {Field: "status", Before: u.Status}}})
	return tx.Commit(ctx, events...)
}

// departure is what a user's removal does to the counters.
func departure(u *store.User) seat.Move { return seat.Move{From: u.Status, FromRole: u.Role} }
