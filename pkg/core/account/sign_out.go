package account

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/store"
)

// SignOut ends the caller's session. It returns unauthenticated for a session that has ended already.
func (s *Service) SignOut(ctx context.Context, c *access.Caller, _ api.None) (api.None, access.Reply, error) {
	p, err := s.Guard.Authenticate(ctx, c, nil)
	if err != nil {
		return api.None{}, access.Reply{}, err
	}
	return api.None{}, access.Reply{Ended: true}, s.Table.Delete(ctx, store.SessionKey(p.Digest, p.Session.ID))
}
