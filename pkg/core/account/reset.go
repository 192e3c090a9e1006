package account

import (
	"context"
	"encoding/base64"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/ratelimit"
	"usher/pkg/lib/email"
	"usher/pkg/store"
)

const (
	resetLifetime = time.Hour
	nonceSize     = 16
)

// RequestReset asks for a link to set a new password. It does and answers the
// same for an address of nobody: whether there is an account is found out only
// when the mail is made. It answers too_many_requests to a client that asks too
// often; what is asked too often for one address is left undone in silence,
// since saying so would tell that others asked.
func (s *Service) RequestReset(ctx context.Context, c *access.Caller, in api.RequestPasswordResetInput) (api.None, error) {
	addr, err := email.Parse(in.Email)
	if err != nil {
		return api.None{}, problem.Invalid(problem.Field{Field: "email", Code: "invalid_email", Message: err.Error()})
	}
	now, digest := s.Now(), email.Digest(addr.Key)
	key := store.ResetKey(digest)
	var t store.Transaction
	t.Put(key, store.Reset{Key: key, Email: addr.Mailbox(), Nonce: base64.RawURLEncoding.EncodeToString(s.IDs.Bytes(nonceSize)),
		ExpiresAt: api.At(now.Add(resetLifetime).Truncate(time.Second)), TTL: now.Add(2 * resetLifetime).Unix()}, nil)
	s.Limits.Take(&t, ratelimit.ResetsByClient, c.Client)
	s.Limits.TakeSilently(&t, ratelimit.ResetsByAddress, digest, errEnough)
	if err := s.Table.Commit(ctx, &t); err != nil && err != errEnough { //nolint:errorlint // never wrapped
		return api.None{}, err
	}
	return api.None{}, nil
}

// errEnough says that enough was asked for an address.
var errEnough = problem.New(problem.TooManyRequests, "")

// Reset is an open reset as its link names it.
type Reset struct {
	Digest, Nonce string
	Expires       time.Time
}

// ResetPassword sets a new password with a link that was asked for. It answers
// password_reset_invalid once the link was used, replaced or has run out, and
// invalid_request with the reason for a password that is too weak.
func (s *Service) ResetPassword(ctx context.Context, c *access.Caller, r Reset, pass string) error {
	var open store.Reset
	var p Person
	read := store.Fetch(store.ResetKey(r.Digest), &open)
	err := store.Together(ctx,
		func(ctx context.Context) error { return s.Table.Load(ctx, read) },
		func(ctx context.Context) (err error) { p, err = s.Read(ctx, r.Digest); return err })
	switch {
	case err != nil:
		return err
	case !read.Found() || !p.Known || open.Nonce != r.Nonce || !s.Now().Before(open.ExpiresAt.Time):
		return errReset()
	}
	if err := validatePassword(pass, p.Identity.Email); err != nil {
		return err
	}
	var t store.Transaction
	t.Delete(store.ResetKey(r.Digest), store.FailWith(errReset()), store.ResetNonce.Is(r.Nonce))
	if err := s.setPassword(&t, c, p, pass); err != nil {
		return err
	}
	s.Limits.Forget(&t, ratelimit.SignInsByAddress, r.Digest)
	return s.Table.Commit(ctx, &t)
}

func errReset() error {
	return problem.New(problem.ResetInvalid, "The link was used, replaced by a newer one, or has run out. Ask for another.")
}

// setPassword adds to a transaction the new password, which ends every session,
// the notice that is mailed about it, and the events in the person's
// organizations.
func (s *Service) setPassword(t *store.Transaction, c *access.Caller, p Person, pass string) error {
	hash, err := s.Hasher.Hash(pass)
	if err != nil {
		return err
	}
	now := api.At(s.Now())
	t.Change(store.IdentityKey(p.Digest), []store.Change{
		store.IdentityPasswordHash.Set(hash), store.IdentityGeneration.Add(1), store.IdentityUpdatedAt.Set(now),
	}, store.FailWith(problem.Unavailable(store.ErrStale)), store.IdentityGeneration.Is(p.Identity.Generation))
	notice := store.NoticeKey(p.Digest, now)
	t.Put(notice, store.Notice{Key: notice, Email: p.Identity.Email, At: now, TTL: now.Add(48 * time.Hour).Unix()}, nil)
	for i, m := range p.joined() {
		if i == maxTouched {
			break
		}
		s.Log.Add(t, now.Time, audit.Event{Org: m.Org, Action: "user.password", RequestID: c.RequestID, Client: c.Client,
			Actor: audit.Actor{Type: "user", ID: m.User, Name: m.Email}, Target: audit.Target{Type: "user", ID: m.User, Name: m.Email}})
	}
	return nil
}

// ChangePassword changes the caller's own password; their other sessions end.
// It answers invalid_credentials when the present one is wrong, and
// too_many_requests after too many of those.
func (s *Service) ChangePassword(ctx context.Context, c *access.Caller, in api.ChangePasswordInput) (api.None, error) {
	var p Person
	known, err := s.Guard.Authenticate(ctx, c, func(ctx context.Context) (err error) {
		p, err = s.Read(ctx, c.Session.Digest)
		return err
	})
	if err != nil {
		return api.None{}, err
	}
	if _, err := s.Prove(ctx, p, in.Current); err != nil {
		return api.None{}, err
	}
	if err := validatePassword(in.Password, p.Identity.Email); err != nil {
		return api.None{}, err
	}
	var t store.Transaction
	s.Limits.Take(&t, ratelimit.Joins, p.Digest) // so that beyond the limit not even the right password is taken
	if err := s.setPassword(&t, c, p, in.Password); err != nil {
		return api.None{}, err
	}
	s.Begin(&t, c, Person{Digest: known.Digest}, p.Identity.Generation+1, p.Organizations())
	if err := s.Table.Commit(ctx, &t); err != nil {
		c.Started = nil
		return api.None{}, err
	}
	return api.None{}, nil
}
