package organization

import (
	"context"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/lib/invalid"
	"usher/pkg/store"
)

// leaving is a user who is being blocked or removed. Their API keys end with it at once, however many there are, since
// a key works only while its person holds it: nothing is written to the keys.
type leaving struct {
	actor    access.Actor
	user     *store.User
	keepKeys bool // the actor takes them over
}

// enterLeaving authorizes the caller and reads the user. It returns invalid_request to a person who wants to keep their
// own keys by themselves: nobody would take them over.
func (s *Service) enterLeaving(
	ctx context.Context, c *access.Caller, in api.LeaveInput, p api.Permission,
) (l leaving, err error) {
	l.keepKeys = in.KeepKeys
	l.actor, l.user, err = s.enterOver(ctx, c, in.Org, in.User, access.Action{Permission: p})
	if err == nil && l.keepKeys && l.actor.Holder.User == l.user.ID {
		err = problem.Invalid(problem.Field{Field: "keep_keys", Code: invalid.NotAllowed,
			Message: "must not be set for yourself: your keys can only be kept by another Owner, who takes them over"})
	}
	return l, err
}

// handOver adds to a transaction which ends the user's keys that the actor takes them over, where they are to be kept.
// It returns what the event says of it.
func (l *leaving) handOver(t *store.Transaction) []audit.Change {
	if !l.keepKeys || l.user.Status != api.Active {
		return nil
	}
	key, heir := store.HeirKey(l.user.Org, l.user.ID, l.user.KeysEpoch), l.actor.Holder
	t.Put(key, store.Heir{Key: key, User: heir.User, Epoch: heir.Epoch}, store.FailWith(store.ErrStale), store.NotExists())
	return []audit.Change{{Field: "api_keys", Before: audit.Of(l.user).Says(l.user.Email),
		After: l.actor.Person().Says(l.actor.Email)}}
}

// afterwards is how long clearing up behind somebody may take.
const afterwards = 4 * time.Second

// clear clears up behind a user who was blocked, removed or demoted or who left, which is committed by now: the keys
// that have ended with it are deleted, and the invitations that have lost their sponsor are cancelled. Neither works
// any more, so that a failure costs nothing but room and a seat for a while, and does not fail the request.
func (s *Service) clear(ctx context.Context, c *access.Caller, by audit.Actor, u *store.User) {
	ctx, cancel := context.WithTimeout(ctx, afterwards)
	defer cancel()
	from := audit.Origin{Org: u.Org, RequestID: c.RequestID, Client: c.Client}
	_ = store.Together(ctx,
		func(ctx context.Context) error { return s.Keys.Clear(ctx, u.ID, by, from) },
		func(ctx context.Context) error { return s.cancelSponsored(ctx, u, by, from) })
}
