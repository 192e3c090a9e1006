package account

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/activity"
	"usher/pkg/core/audit"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
)

// ProveSession notes that the caller has proved themselves again, by their password or a factor beside it. The session
// goes on under another token (OWASP ASVS 5.0, 7.2.4), and ends when it would have. It returns invalid_credentials,
// invalid_factor and too_many_requests.
func (s *Service) ProveSession(
	ctx context.Context, c *access.Caller, in api.ProofInput,
) (api.None, access.Reply, error) {
	factor := api.SecondFactorInput{TOTP: in.TOTP, RecoveryCode: in.RecoveryCode, Passkey: in.Passkey}
	err := one(in.Password != "", in.TOTP != "", in.RecoveryCode != "", in.Passkey != nil)
	if err != nil {
		return api.None{}, access.Reply{}, err
	}
	p := &Person{Digest: digestOf(c)}
	known, err := s.Guard.Authenticate(ctx, c, nil, p.Fetch())
	if err == nil && in.Password != "" {
		_, err = s.verify(ctx, p, in.Password)
	} else if err == nil {
		err = s.countFactor(ctx, p.Digest)
	}
	if err != nil {
		return api.None{}, access.Reply{}, err
	}
	var started *access.Started
	err = store.Retry(ctx, func(ctx context.Context) error {
		tx := known.Begin().WithoutEvent(audit.Proved)
		if in.Password != "" {
			s.Limits.Forget(tx.Transaction, ratelimit.Joins, p.Digest)
		} else if err := s.useFactor(ctx, tx, p, factor); err != nil {
			return err
		} else {
			s.forgetFactor(tx.Transaction, p.Digest)
		}
		started = s.renewSession(tx.Transaction, c, known)
		return tx.Commit(ctx)
	})
	return api.None{}, access.Reply{Started: started}, s.failed(ctx, c, p.Digest, err)
}

// renewSession adds to a transaction that the caller's session goes on under another token, as proved now.
func (s *Service) renewSession(t *store.Transaction, c *access.Caller, known access.Person) *access.Started {
	next := known.Session
	token := access.NewSessionToken(s.IDs, known.Digest, c.Session.Organizations)
	next.Key, next.ID, next.Secret = store.SessionKey(known.Digest, token.ID), token.ID, token.Hash()
	next.ProvedAt = api.At(s.Now())
	t.Delete(known.Session.Key, store.FailWith(access.Ended()), store.Exists())
	t.Put(next.Key, next, nil, store.NotExists())
	s.Activity.Add(t, c, known.Digest, activity.SessionProve, token.ID)
	return &access.Started{Token: token, Expires: next.ExpiresAt.Time}
}
