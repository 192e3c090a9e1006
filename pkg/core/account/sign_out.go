package account

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/store"
)

// SignOut ends the caller's session. It answers unauthenticated for a session
// that has ended already.
func (s *Service) SignOut(ctx context.Context, c *access.Caller, _ api.None) (api.None, error) {
	p, err := s.Guard.Authenticate(ctx, c, nil)
	if err != nil {
		return api.None{}, err
	}
	if err := s.Table.Delete(ctx, store.SessionKey(p.Digest, p.Session.ID)); err != nil {
		return api.None{}, err
	}
	c.Ended = true
	return api.None{}, nil
}
