package account

import (
	"context"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/activity"
	"usher/pkg/core/audit"
	"usher/pkg/core/link"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
)

const resetLifetime = time.Hour

// RequestReset asks for a link to set a new password. It does and answers the same for an address without an account:
// that is found out only when the mail is made. It returns too_many_requests to a client that asks too often. For an
// address that is asked for too often it does nothing and returns no error, since an error would reveal that others
// asked.
func (s *Service) RequestReset(
	ctx context.Context, c *access.Caller, in api.RequestPasswordResetInput,
) (api.None, error) {
	now, digest := s.Now(), in.Email.Digest()
	key := store.ResetKey(digest)
	tx := s.Guard.Public(c, audit.Actor{}).WithoutEvent(audit.ResetRequested)
	tx.Put(key, store.Reset{Key: key,
		Nonce:     link.NewNonce(s.IDs),
		ExpiresAt: api.At(now.Add(resetLifetime).Truncate(time.Second)), TTL: now.Add(2 * resetLifetime).Unix()}, nil)
	s.Limits.Take(tx.Transaction, ratelimit.ResetsByClient, c.Client)
	s.Limits.TakeSilently(tx.Transaction, ratelimit.ResetsByAddress, digest, errEnough)
	s.Activity.CountIn(tx.Transaction, c, digest, activity.ResetRequest, "")
	if err := tx.Commit(ctx); err != nil && err != errEnough { //nolint:errorlint // never wrapped
		return api.None{}, err
	}
	return api.None{}, nil
}

// errEnough says that an address was asked for often enough.
var errEnough = problem.New(problem.TooManyRequests, "")
