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

// RemoveUser takes a user out for good, frees their seat and address, and ends
// the API keys they made unless they are to be kept. The person's account stays:
// it may belong to other organizations too. It answers last_owner when it would
// leave no active Owner.
func (s *Service) RemoveUser(ctx context.Context, c *access.Caller, in api.LeaveInput) (api.None, error) {
	return api.None{}, store.Retry(ctx, func(ctx context.Context) error {
		l, err := s.enterLeaving(ctx, c, in.Org, in.User, in.KeepKeys, access.Action{Permission: api.UsersRemove})
		if err != nil {
			return err
		}
		if err := s.revokeMany(ctx, c, &l, departure(l.user)); err != nil {
			return err
		}
		return s.Table.Commit(ctx, s.removal(c, l))
	})
}

func (s *Service) removal(c *access.Caller, l leaving) *store.Transaction {
	var t store.Transaction
	u := l.user
	l.actor.Check(&t)
	t.Delete(u.Key, etag.Conflict(false), l.conditions(store.UserVersion.Is(u.Version))...)
	t.Delete(store.MemberKey(u.Digest(), u.Org), etag.Conflict(false), store.Exists())
	dropInvitation(&t, u)
	departure(u).Apply(&t, u.Org)
	s.revoke(&t, c, l.actor, l.keys)
	l.actor.Record(&t, s.Log, c, s.Now(), audit.Event{Action: "user.remove", Target: audit.User(u), Changes: []audit.Change{
		{Field: "email", Before: u.Email}, {Field: "first_name", Before: u.FirstName}, {Field: "last_name", Before: u.LastName},
		{Field: "role", Before: u.Role}, {Field: "status", Before: u.Status}}})
	return &t
}

// departure is what a user's removal does to the counters.
func departure(u *store.User) seat.Move { return seat.Move{From: u.Status, FromRole: u.Role} }
