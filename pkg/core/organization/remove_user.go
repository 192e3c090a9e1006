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

// RemoveUser takes a user out for good, and frees their seat and address. Their API keys end, unless the caller keeps
// them and so takes them over, and the open invitations to the role Owner that they sent are cancelled. The person's
// account stays: it may belong to other organizations too. It returns last_owner if no active Owner would remain.
func (s *Service) RemoveUser(ctx context.Context, c *access.Caller, in api.LeaveInput) (api.None, error) {
	var l leaving
	err := store.Retry(ctx, func(ctx context.Context) (err error) {
		if l, err = s.enterLeaving(ctx, c, in, api.UsersRemove); err != nil {
			return err
		}
		return remove(ctx, l)
	})
	if err == nil && l.user.Invitation == nil { // who never accepted has neither keys nor invited anybody
		s.clear(ctx, c, l.actor.Audit(), l.user)
	}
	return api.None{}, err
}

func remove(ctx context.Context, l leaving) error {
	tx := l.actor.Begin()
	kept := l.handOver(tx.Transaction)
	e := takeOut(tx, "user.remove", l.user, store.UserVersion.Is(l.user.Version))
	e.Changes = append(e.Changes, kept...)
	departure(l.user).Apply(tx.Transaction, l.user.Org)
	return tx.Commit(ctx, e)
}

// takeOut adds to a transaction that a user is gone, all but their seat, under conditions on the user. It returns the
// event of it, which is named by the action.
func takeOut(tx *audit.Transaction, action string, u *store.User, conditions ...store.Condition) audit.Event {
	tx.Delete(u.Key, etag.Changed(), conditions...)
	tx.Delete(store.MemberKey(u.Digest(), u.Org), etag.Changed(), store.Exists())
	dropInvitation(tx.Transaction, u)
	tx.Delete(store.LogoKey(u.Org, u.ID), nil)
	leaveKey(tx.Transaction, u)
	is := audit.Of(u)
	return audit.Event{Action: action, Target: audit.User(u), Changes: []audit.Change{
		{Field: "email", Before: is.Says(u.Email)}, {Field: "first_name", Before: is.Says(u.FirstName)},
		{Field: "last_name", Before: is.Says(u.LastName)},
		{Field: "role", Before: u.Role}, {Field: "status", Before: u.Status}}}
}

// leaveKey adds to a transaction that the audit log keeps the names that a user has under their present address.
func leaveKey(t *store.Transaction, u *store.User) {
	former := store.NewFormerUser(u)
	t.Put(former.Key, former, nil)
}

// departure is what a user's removal does to the counters.
func departure(u *store.User) seat.Move { return seat.Move{From: u.Status, FromRole: u.Role} }
