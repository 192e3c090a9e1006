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

// BlockUser locks an active user out at their next request; the seat stays theirs. Their API keys end, unless the
// caller keeps them and so takes them over, and the open invitations to the role Owner that they sent are cancelled.
// Blocking a blocked user changes nothing more. It returns last_owner if no active Owner would remain, and
// invalid_state for a user who has not accepted yet.
func (s *Service) BlockUser(ctx context.Context, c *access.Caller, in api.LeaveInput) (out api.User, err error) {
	var l leaving
	err = store.Retry(ctx, func(ctx context.Context) error {
		l, err = s.enterLeaving(ctx, c, in, api.UsersBlock)
		if err == nil {
			err = blocking.validate(l.user)
		}
		if err != nil || l.user.Status == blocking.to {
			return err
		}
		return s.block(ctx, l)
	})
	if err != nil {
		return out, err
	}
	s.clear(ctx, c, l.actor.Audit(), l.user)
	return View(l.user, s.Now()), nil
}

// block writes the new status, and ends the user's keys.
func (s *Service) block(ctx context.Context, l leaving) error {
	tx := l.actor.Begin()
	kept := l.handOver(tx.Transaction)
	access.EndKeys(tx.Transaction, store.ErrStale, l.user.Org, l.user.ID, l.user.Digest(), l.user.KeysEpoch)
	l.user.KeysEpoch++
	e := blocking.apply(tx, l.user, s.now())
	e.Changes = append(e.Changes, kept...)
	return tx.Commit(ctx, e)
}

// UnblockUser lets a blocked user in again, with the seat and role they had. Unblocking an active user changes
// nothing. It returns invalid_state for a user who has not accepted yet.
func (s *Service) UnblockUser(ctx context.Context, c *access.Caller, in api.UserInput) (out api.User, err error) {
	err = store.Retry(ctx, func(ctx context.Context) error {
		actor, u, err := s.enterOver(ctx, c, in.Org, in.User, access.Action{Permission: api.UsersBlock})
		if err == nil {
			err = unblocking.validate(u)
		}
		if err != nil {
			return err
		}
		if u.Status != unblocking.to {
			tx := actor.Begin()
			err = tx.Commit(ctx, unblocking.apply(tx, u, s.now()))
		}
		out = View(u, s.Now())
		return err
	})
	return out, err
}

// transition is a way from one status to another that a person sends a user.
type transition struct {
	from, to api.Status
	action   string // of the event
	refusal  string // for a user of any other status
}

var (
	blocking = transition{from: api.Active, to: api.Blocked, action: "user.block",
		refusal: "Only an active user can be blocked. Remove one who has not accepted yet."}
	unblocking = transition{from: api.Blocked, to: api.Active, action: "user.unblock",
		refusal: "Only a blocked user can be unblocked."}
)

// validate returns invalid_state for a user who is at neither end.
func (tr transition) validate(u *store.User) error {
	if u.Status != tr.from && u.Status != tr.to {
		return problem.New(problem.InvalidState, "%s", tr.refusal)
	}
	return nil
}

// move is what it does to the counters.
func (tr transition) move(u *store.User) seat.Move {
	return seat.Move{From: u.Status, To: tr.to, FromRole: u.Role, ToRole: u.Role}
}

// apply adds the new status to a transaction, and sets it on the user. It returns the event of it.
func (tr transition) apply(tx *audit.Transaction, u *store.User, now api.Time) audit.Event {
	move, before := tr.move(u), u.Version
	u.Status, u.Version, u.UpdatedAt = tr.to, before+1, now
	tx.Change(u.Key, []store.Change{
		store.UserStatus.Set(tr.to), store.UserVersion.Set(u.Version), store.UserUpdatedAt.Set(u.UpdatedAt),
	}, etag.Changed(), store.UserVersion.Is(before), store.UserStatus.Is(tr.from))
	tx.Change(store.MemberKey(u.Digest(), u.Org), []store.Change{store.MemberStatus.Set(tr.to)}, etag.Changed(),
		store.Exists())
	move.Apply(tx.Transaction, u.Org)
	return audit.Event{Action: tr.action, Target: audit.User(u),
		Changes: []audit.Change{{Field: "status", Before: tr.from, After: tr.to}}}
}
