package organization

import (
	"context"
	"slices"

	"usher/pkg/core/access"
	"usher/pkg/core/apikey"
	"usher/pkg/core/seat"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// leaving is a user on the way out, and the API keys that go with them.
type leaving struct {
	actor access.Actor
	user  *store.User
	keys  []store.APIKey // none where they are to be kept
	keep  bool
}

// enterLeaving lets the caller in and reads the user with their keys.
func (s *Service) enterLeaving(ctx context.Context, c *access.Caller, org, user string, keep bool, ask access.Action) (l leaving, err error) {
	var all []store.APIKey
	if !keep {
		ask.Also = func(ctx context.Context) (err error) {
			all, err = apikey.All(ctx, s.Table, id.Safe(id.Organization, org))
			return err
		}
	}
	l.keep = keep
	if l.actor, l.user, err = s.enterUser(ctx, c, org, user, ask); err == nil {
		l.keys = apikey.MadeBy(all, l.user.ID)
	}
	return l, err
}

// keysAtOnce is how many keys end in one transaction, two items each, beside
// what else a block or a removal writes.
const keysAtOnce = 45

// revokeMany ends keys until as few are left as end together with the change
// itself, provided that the change may be made. The newest go first, so none is
// ever left whose maker has gone; that of the caller, if it is one, goes last.
func (s *Service) revokeMany(ctx context.Context, c *access.Caller, l *leaving, change seat.Move) error {
	slices.SortStableFunc(l.keys, func(a, b store.APIKey) int { return last(a.ID == l.actor.KeyID) - last(b.ID == l.actor.KeyID) })
	for len(l.keys) > keysAtOnce {
		at := len(l.keys) - keysAtOnce
		var t store.Transaction
		l.actor.Check(&t)
		change.RequireAllowed(&t, l.user.Org)
		s.revoke(&t, c, l.actor, l.keys[at:])
		if err := s.Table.Commit(ctx, &t); err != nil {
			return err
		}
		l.keys = l.keys[:at]
	}
	return nil
}

// last is lower for what goes last: keys are taken from the end.
func last(yes bool) int {
	if yes {
		return 0
	}
	return 1
}

// revoke adds the end of keys to a transaction, which is stale when one of them
// has ended or made another meanwhile.
func (s *Service) revoke(t *store.Transaction, c *access.Caller, actor access.Actor, keys []store.APIKey) {
	for i := range keys {
		apikey.RevokeIn(t, &keys[i], store.ErrStale, apikey.MadeNoMore(store.APIKeyKeysMade, keys[i].KeysMade))
		actor.Record(t, s.Log, c, s.Now(), apikey.Revoked(&keys[i]))
	}
}

// conditions are those on the user's own item: where keys end with the change,
// none may have been made since they were read.
func (l *leaving) conditions(more ...store.Condition) []store.Condition {
	if l.keep {
		return more
	}
	return append(more, apikey.MadeNoMore(store.UserKeysMade, l.user.KeysMade))
}
