package org

import (
	"context"

	"usher/pkg/access"
	"usher/pkg/api"
	"usher/pkg/audit"
	"usher/pkg/seat"
	"usher/pkg/table"
	"usher/pkg/version"
)

// RemoveUser takes a user out for good, frees their seat and address, and ends
// the API keys they made unless they are to be kept. The person's account stays:
// it may belong to other organizations too. It answers last_owner when it would
// leave no active Owner.
func (s *Service) RemoveUser(ctx context.Context, c *access.Caller, in api.LeaveInput) (api.None, error) {
	return api.None{}, table.Retry(ctx, func(ctx context.Context) error {
		l, err := s.enterLeaving(ctx, c, in.Org, in.User, in.KeepKeys, access.Ask{Permission: api.UsersRemove})
		if err != nil {
			return err
		}
		if err := s.revokeMany(ctx, c, &l, departure(l.user)); err != nil {
			return err
		}
		return s.Table.Commit(ctx, s.removal(c, l))
	})
}

func (s *Service) removal(c *access.Caller, l leaving) *table.Transaction {
	var t table.Transaction
	u := l.user
	l.actor.Check(&t)
	t.Delete(u.Key, version.Stale(false), l.conditions(table.Is("version", u.Version))...)
	t.Delete(table.MemberKey(u.Digest(), u.Org), version.Stale(false), table.Present("pk"))
	dropInvitation(&t, u)
	departure(u).Apply(&t, u.Org)
	s.revoke(&t, c, l.actor, l.keys)
	l.actor.Record(&t, s.Log, c, s.Now(), audit.Event{Action: "user.remove", Target: audit.User(u), Changes: []audit.Change{
		{Field: "email", Before: u.Email}, {Field: "first_name", Before: u.FirstName}, {Field: "last_name", Before: u.LastName},
		{Field: "role", Before: u.Role}, {Field: "status", Before: u.Status}}})
	return &t
}

// departure is what a user's removal does to the counters.
func departure(u *table.User) seat.Move { return seat.Move{From: u.Status, FromRole: u.Role} }
