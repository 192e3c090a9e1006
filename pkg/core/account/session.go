package account

import (
	"context"
	"slices"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/activity"
	"usher/pkg/store"
)

// maxAgent bounds what is kept of a browser's name for itself, in bytes.
const maxAgent = 200

// startSession adds a new session of the person to the transaction, and returns what the answer's cookie holds.
// Its organizations are those that were read. The session must be counted: see makeRoom.
func (s *Service) startSession(
	t *store.Transaction, c *access.Caller, p *Person, generation int, by api.SignInMethod,
) *access.Started {
	return s.startIn(t, c, access.NewSessionToken(s.IDs, p.Digest, p.Organizations()), generation, by)
}

func (s *Service) startIn(
	t *store.Transaction, c *access.Caller, token access.SessionToken, generation int, by api.SignInMethod,
) *access.Started {
	idle := int((s.SessionIdle + time.Second - 1) / time.Second)
	return s.putSession(t, c, token, store.Session{Generation: generation, ProvedAt: api.At(s.Now()), IdleLimit: idle},
		s.SessionLifetime, activity.SessionStart, by)
}

func (s *Service) putSession(
	t *store.Transaction, c *access.Caller, token access.SessionToken, as store.Session, lifetime time.Duration,
	action string, by api.SignInMethod,
) *access.Started {
	now := s.Now()
	expires := api.At(now.Add(lifetime))
	as.Key, as.ID, as.Secret = store.SessionKey(token.Digest, token.ID), token.ID, token.Hash()
	as.CreatedAt, as.ExpiresAt, as.TTL = api.At(now), expires, expires.Unix()+1
	as.Agent, as.Client = cut(c.Agent, maxAgent), c.Client
	t.Put(as.Key, as, nil, store.NotExists())
	s.Activity.Add(t, c, token.Digest, action, token.ID, store.ActivityMethod.Set(by))
	return &access.Started{Token: token, Expires: expires.Time}
}

// pendingLifetime is how long a second factor may take.
const pendingLifetime = 10 * time.Minute

// begin adds to a transaction the session of a person who has given their password: a whole one, or where they have a
// second factor one that is good for nothing but giving that.
func (s *Service) begin(
	ctx context.Context, t *store.Transaction, c *access.Caller, p *Person, organizations []string,
) (*access.Started, error) {
	if !p.Identity.SecondFactor() {
		return s.startIn(t, c, access.NewSessionToken(s.IDs, p.Digest, organizations), p.Identity.Generation,
			api.ByPassword), nil
	}
	outstanding := &api.SecondFactor{Methods: methods(&p.Identity)}
	if p.Identity.Passkeys > 0 {
		var all []store.Passkey
		if err := s.readPasskeys(ctx, p.Digest, &all); err != nil {
			return nil, err
		}
		challenge, expires := s.challenge(t, toAssert, p.Digest)
		o, err := options(s.request(challenge, all), expires)
		if err != nil {
			return nil, err
		}
		outstanding.PasskeyOptions = o
	}
	started := s.putSession(t, c, access.NewSessionToken(s.IDs, p.Digest, nil),
		store.Session{Generation: p.Identity.Generation, Pending: true},
		min(pendingLifetime, s.SessionLifetime), activity.SessionPending, api.ByPassword)
	started.SecondFactor = outstanding
	return started, nil
}

// maxEnded bounds how many sessions end in one transaction.
const maxEnded = 20

// stored reads the person's sessions, the oldest first, where by what was counted there may be no room for one more.
func (s *Service) stored(ctx context.Context, p *Person) ([]store.Session, error) {
	if p.Identity.Sessions < api.MaxSessions {
		return nil, nil
	}
	return store.All[store.Session](ctx, s.Table, store.Sessions(p.Digest))
}

// makeRoom counts one more session of a person with an identity, as a part of the transaction that begins it. Where
// api.MaxSessions may be stored the oldest end, so that nobody is locked out by their own; stored are those that were
// read, of which one may be ending otherwise. The transaction fails with store.ErrStale where others have begun since
// the person was read. What ends in other ways, or by TTL, is noticed only when all are counted again.
func (s *Service) makeRoom(
	t *store.Transaction, c *access.Caller, p *Person, stored []store.Session, ending store.Key,
) {
	key, stale := store.IdentityKey(p.Digest), store.FailWith(store.ErrStale)
	moved := store.IdentitySessionMoves.Add(1)
	if p.Identity.Sessions < api.MaxSessions {
		t.Change(key, []store.Change{store.IdentitySessions.Add(1), moved}, stale,
			store.Either(store.IdentitySessions.Absent(), store.IdentitySessions.Below(api.MaxSessions)))
		return
	}
	stored = slices.DeleteFunc(stored, func(one store.Session) bool { return one.Key == ending })
	ended := min(max(len(stored)-api.MaxSessions+1, 0), maxEnded)
	for _, one := range stored[:ended] {
		s.endSession(t, c, one.Key, one.ID)
	}
	t.Change(key, []store.Change{store.IdentitySessions.Set(len(stored) - ended + 1), moved}, stale,
		store.IdentitySessionMoves.IsOrAbsent(p.Identity.SessionMoves))
}

func cut(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}
