package account

import (
	"context"
	"slices"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/activity"
	"usher/pkg/store"
)

// maxAgent bounds what is kept of a browser's name for itself, in bytes.
const maxAgent = 200

// startSession adds a new session of the person to the transaction, and returns what the answer's cookie holds.
// Organizations are what the person belongs to once the transaction is committed. The session must be counted: see
// makeRoom.
func (s *Service) startSession(
	t *store.Transaction, c *access.Caller, p *Person, generation int, organizations []string,
) *access.Started {
	now := s.Now()
	token := access.NewSessionToken(s.IDs, p.Digest, organizations)
	expires := api.At(now.Add(s.SessionLifetime))
	key := store.SessionKey(p.Digest, token.ID)
	t.Put(key, store.Session{
		Key: key, ID: token.ID, Secret: token.Hash(), Generation: generation,
		CreatedAt: api.At(now), ExpiresAt: expires, Agent: cut(c.Agent, maxAgent), Client: c.Client,
		TTL: expires.Unix() + 1,
	}, nil, store.NotExists())
	s.Activity.Add(t, c, p.Digest, activity.SessionStart, token.ID)
	return &access.Started{Token: token, Expires: expires.Time}
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
