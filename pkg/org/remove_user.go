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

// RemoveUser takes a user out for good, and frees their seat and address. The
// person's account stays: it may belong to other organizations too. It answers
// last_owner when it would leave no active Owner.
func (s *Service) RemoveUser(ctx context.Context, c *access.Caller, in api.UserInput) (api.None, error) {
	return api.None{}, table.Retry(ctx, func(ctx context.Context) error {
		actor, u, err := s.enterUser(ctx, c, in.Org, in.User, access.Ask{Permission: api.UsersRemove})
		if err != nil {
			return err
		}
		return s.Table.Commit(ctx, s.removal(c, actor, u))
	})
}

func (s *Service) removal(c *access.Caller, actor access.Actor, u *table.User) *table.Transaction {
	var t table.Transaction
	actor.Check(&t)
	t.Delete(u.Key, version.Stale(false), table.Is("version", u.Version))
	t.Delete(table.MemberKey(u.Digest(), u.Org), version.Stale(false), table.Present("pk"))
	dropInvitation(&t, u)
	seat.Move{From: u.Status, FromRole: u.Role}.Apply(&t, u.Org)
	actor.Record(&t, s.Log, c, s.Now(), audit.Event{Action: "user.remove", Target: audit.User(u), Changes: []audit.Change{
		{Field: "email", Before: u.Email}, {Field: "first_name", Before: u.FirstName}, {Field: "last_name", Before: u.LastName},
		{Field: "role", Before: u.Role}, {Field: "status", Before: u.Status}}})
	return &t
}
