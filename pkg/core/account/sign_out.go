package account

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/activity"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// SignOut ends the caller's session. It returns unauthenticated for a session
// that has ended already.
func (s *Service) SignOut(ctx context.Context, c *access.Caller, _ api.None) (api.None, access.Reply, error) {
	p, err := s.Guard.Authenticate(ctx, c, nil)
	if err != nil {
		return api.None{}, access.Reply{}, err
	}
	return api.None{}, access.Reply{Ended: true}, s.end(ctx, c, store.SessionKey(p.Digest, p.Session.ID), p.Session.ID)
}

// end ends a session of a caller who is proved, whether or not it is still there.
func (s *Service) end(ctx context.Context, c *access.Caller, key store.Key, session string) error {
	tx := s.Guard.Public(c, audit.Actor{}).WithoutEvent(audit.SignOut)
	s.endSession(tx.Transaction, c, key, session)
	return tx.Commit(ctx)
}

// endSession adds to a transaction that a session ends, and that the person's record says so.
func (s *Service) endSession(t *store.Transaction, c *access.Caller, key store.Key, session string) {
	t.Delete(key, nil)
	s.Activity.Add(t, c, store.DigestOf(key), activity.SessionEnd, session)
}
