package organization

import (
	"context"
	"slices"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/apikey"
	"usher/pkg/core/audit"
	"usher/pkg/core/seat"
	"usher/pkg/store"
)

// leaving is a user who is being blocked or removed, and the API keys that go with them.
type leaving struct {
	actor access.Actor
	user  *store.User
	keys  []store.APIKey // none where they are to be kept
	keep  bool
}

// enterLeaving authorizes the caller and reads the user with their keys.
func (s *Service) enterLeaving(
	ctx context.Context, c *access.Caller, in api.LeaveInput, p api.Permission,
) (l leaving, err error) {
	ask, all := access.Action{Permission: p}, []store.APIKey(nil)
	if !in.KeepKeys {
		ask.Also = func(ctx context.Context) (err error) {
			all, err = apikey.All(ctx, s.Table, in.Org.String())
			return err
		}
	}
	l.keep = in.KeepKeys
	if l.actor, l.user, err = s.enterUser(ctx, c, in.Org, in.User, ask); err == nil {
		l.keys = apikey.MadeBy(all, l.user.ID)
	}
	return l, err
}

// keysAtOnce is how many keys are revoked in one transaction, two items each, beside
// what else a block or a removal writes.
const keysAtOnce = 45

// revokeMany revokes keys until those that are left fit into the transaction of the change
// itself, provided that the change may be made. The newest go first, so none is
// ever left whose maker has gone; the caller's own, if it is one of them, goes last.
func (s *Service) revokeMany(ctx context.Context, l *leaving, change seat.Move) error {
	slices.SortStableFunc(l.keys, func(a, b store.APIKey) int {
		return last(a.ID == l.actor.KeyID) - last(b.ID == l.actor.KeyID)
	})
	for len(l.keys) > keysAtOnce {
		at := len(l.keys) - keysAtOnce
		tx := l.actor.Begin()
		change.RequireAllowed(tx.Transaction, l.user.Org)
		if err := tx.Commit(ctx, revoke(tx, l.keys[at:])...); err != nil {
			return err
		}
		l.keys = l.keys[:at]
	}
	return nil
}

// last sorts the caller's own key first, so that it is revoked last: keys are taken from the end.
func last(yes bool) int {
	if yes {
		return 0
	}
	return 1
}

// revoke adds the revocation of keys to a transaction, which fails with store.ErrStale when one of them
// has been revoked or has made another key since it was read. It returns the events of it.
func revoke(tx *audit.Transaction, keys []store.APIKey) (events []audit.Event) {
	for i := range keys {
		apikey.RevokeIn(tx.Transaction, &keys[i], store.ErrStale, apikey.MadeNoMore(store.APIKeyKeysMade, keys[i].KeysMade))
		events = append(events, apikey.Revoked(&keys[i]))
	}
	return events
}

// conditions are those on the user's own item: where keys are revoked with the change,
// none may have been made since they were read.
func (l *leaving) conditions(more ...store.Condition) []store.Condition {
	if l.keep {
		return more
	}
	return append(more, apikey.MadeNoMore(store.UserKeysMade, l.user.KeysMade))
}
