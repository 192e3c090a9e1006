package org

import (
	"context"

	"usher/pkg/access"
	"usher/pkg/api"
	"usher/pkg/audit"
	"usher/pkg/problem"
	"usher/pkg/seat"
	"usher/pkg/table"
	"usher/pkg/version"
)

// BlockUser locks an active user out at their next request; the seat stays
// theirs. Blocking a blocked user changes nothing. It answers last_owner when
// it would leave no active Owner, and invalid_state for a user who has not
// accepted yet.
func (s *Service) BlockUser(ctx context.Context, c *access.Caller, in api.UserInput) (api.User, error) {
	return s.setStatus(ctx, c, in, api.Active, api.Blocked, "user.block",
		"Only an active user can be blocked. Remove one who has not accepted yet.")
}

// UnblockUser lets a blocked user in again, with the seat and role they had.
// Unblocking an active user changes nothing. It answers invalid_state for a
// user who has not accepted yet.
func (s *Service) UnblockUser(ctx context.Context, c *access.Caller, in api.UserInput) (api.User, error) {
	return s.setStatus(ctx, c, in, api.Blocked, api.Active, "user.unblock", "Only a blocked user can be unblocked.")
}

func (s *Service) setStatus(ctx context.Context, c *access.Caller, in api.UserInput, from, to api.Status, action, otherwise string) (out api.User, err error) {
	err = table.Retry(ctx, func(ctx context.Context) error {
		actor, u, err := s.enterUser(ctx, c, in.Org, in.User, access.Ask{Permission: api.UsersBlock})
		switch {
		case err != nil:
			return err
		case u.Status != from && u.Status != to:
			return problem.New(problem.InvalidState, "%s", otherwise)
		case u.Status == from:
			err = s.commitStatus(ctx, c, actor, u, to, action)
		}
		out = View(u, s.Now())
		return err
	})
	return out, err
}

func (s *Service) commitStatus(ctx context.Context, c *access.Caller, actor access.Actor, u *table.User, to api.Status, action string) error {
	from, before := u.Status, u.Version
	u.Status, u.Version, u.UpdatedAt = to, before+1, s.now()
	var t table.Transaction
	actor.Check(&t)
	t.Change(u.Key, []table.Change{
		table.Set("status", to), table.Set("version", u.Version), table.Set("updated_at", u.UpdatedAt),
	}, version.Stale(false), table.Is("version", before), table.Is("status", from))
	t.Change(table.MemberKey(u.Digest(), u.Org), []table.Change{table.Set("status", to)}, version.Stale(false), table.Present("pk"))
	seat.Move{From: from, To: to, FromRole: u.Role, ToRole: u.Role}.Apply(&t, u.Org)
	actor.Record(&t, s.Log, c, s.Now(), audit.Event{Action: action, Target: audit.User(u),
		Changes: []audit.Change{{Field: "status", Before: from, After: to}}})
	return s.Table.Commit(ctx, &t)
}
