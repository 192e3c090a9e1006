package organization

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/etag"
	"usher/pkg/core/seat"
	"usher/pkg/store"
)

// BlockUser locks an active user out at their next request; the seat stays
// theirs, the API keys they made end unless they are to be kept. Blocking a
// blocked user ends keys that were kept, and changes nothing else. It answers
// last_owner when it would leave no active Owner, and invalid_state for a user
// who has not accepted yet.
func (s *Service) BlockUser(ctx context.Context, c *access.Caller, in api.LeaveInput) (api.User, error) {
	return s.setStatus(ctx, c, in, api.Active, api.Blocked, "user.block",
		"Only an active user can be blocked. Remove one who has not accepted yet.")
}

// UnblockUser lets a blocked user in again, with the seat and role they had.
// Unblocking an active user changes nothing. It answers invalid_state for a
// user who has not accepted yet.
func (s *Service) UnblockUser(ctx context.Context, c *access.Caller, in api.UserInput) (api.User, error) {
	keep := api.LeaveInput{Org: in.Org, User: in.User, KeepKeys: true}
	return s.setStatus(ctx, c, keep, api.Blocked, api.Active, "user.unblock", "Only a blocked user can be unblocked.")
}

func (s *Service) setStatus(ctx context.Context, c *access.Caller, in api.LeaveInput, from, to api.Status, action, otherwise string) (out api.User, err error) {
	err = store.Retry(ctx, func(ctx context.Context) error {
		l, err := s.enterLeaving(ctx, c, in.Org, in.User, in.KeepKeys, access.Action{Permission: api.UsersBlock})
		switch {
		case err != nil:
			return err
		case l.user.Status != from && l.user.Status != to:
			return problem.New(problem.InvalidState, "%s", otherwise)
		}
		move := seat.Move{From: l.user.Status, To: to, FromRole: l.user.Role, ToRole: l.user.Role}
		if err := s.revokeMany(ctx, c, &l, move); err != nil {
			return err
		}
		err = s.commitStatus(ctx, c, l, move, action)
		out = View(l.user, s.Now())
		return err
	})
	return out, err
}

// commitStatus writes the new status, and ends the keys that are left. Where
// there is nothing of either to do it writes nothing.
func (s *Service) commitStatus(ctx context.Context, c *access.Caller, l leaving, move seat.Move, action string) error {
	u, from, to, before := l.user, move.From, move.To, l.user.Version
	if from == to && len(l.keys) == 0 {
		return nil
	}
	var t store.Transaction
	l.actor.Check(&t)
	s.revoke(&t, c, l.actor, l.keys)
	if from == to {
		return s.Table.Commit(ctx, &t)
	}
	u.Status, u.Version, u.UpdatedAt = to, before+1, s.now()
	t.Change(u.Key, []store.Change{
		store.UserStatus.Set(to), store.UserVersion.Set(u.Version), store.UserUpdatedAt.Set(u.UpdatedAt),
	}, etag.Conflict(false), l.conditions(store.UserVersion.Is(before), store.UserStatus.Is(from))...)
	t.Change(store.MemberKey(u.Digest(), u.Org), []store.Change{store.MemberStatus.Set(to)},
		etag.Conflict(false), store.Exists())
	move.Apply(&t, u.Org)
	l.actor.Record(&t, s.Log, c, s.Now(), audit.Event{Action: action, Target: audit.User(u),
		Changes: []audit.Change{{Field: "status", Before: from, After: to}}})
	return s.Table.Commit(ctx, &t)
}
