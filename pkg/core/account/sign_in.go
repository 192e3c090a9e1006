package account

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
)

// SignIn starts a session. It returns invalid_credentials for a wrong password
// and, by the same work, for an unknown address; too_many_requests after too
// many failures for one address or from one client.
func (s *Service) SignIn(
	ctx context.Context, c *access.Caller, in api.SignInInput,
) (api.SignedIn, access.Reply, error) {
	digest := in.Email.Digest()
	p, err := s.attempt(ctx, c, digest)
	if err == nil {
		_, err = s.check(p, in.Password)
	}
	if err != nil {
		return api.SignedIn{}, access.Reply{}, err
	}
	tx := s.Guard.Public(c, audit.Actor{}).WithoutEvent(audit.SignIn)
	s.pin(tx.Transaction, p)
	started := s.StartSession(tx.Transaction, c, p, p.Identity.Generation, p.Organizations())
	s.clear(tx.Transaction, c, digest)
	s.noteSignIn(tx.Transaction, p)
	names := Names{}
	err = store.Together(ctx,
		func(ctx context.Context) error { return tx.Commit(ctx) },
		func(ctx context.Context) error { return s.Table.Load(ctx, names.Reads(p.Organizations())...) })
	return api.SignedIn{Identity: api.Identity{Email: p.Identity.Email}, Memberships: p.Memberships(names),
		ExpiresAt: api.At(started.Expires)}, access.Reply{Started: started}, err
}

// attempt counts an attempt at a password and reads the person it is about. An attempt that
// fails stays counted. It returns too_many_requests at the limit.
func (s *Service) attempt(ctx context.Context, c *access.Caller, digest string) (p Person, err error) {
	var byAddress error
	err = store.Together(ctx,
		func(ctx context.Context) error {
			byAddress = s.Limits.Count(ctx, ratelimit.SignInsByAddress, digest)
			return byAddress
		},
		func(ctx context.Context) error { return s.Limits.Count(ctx, ratelimit.SignInsByClient, c.Client) },
		func(ctx context.Context) (err error) { p, err = s.Read(ctx, digest); return err })
	if problem.Is(byAddress, problem.TooManyRequests) {
		if failed := s.reportThrottled(ctx, c, p, digest); failed != nil {
			return p, failed
		}
	}
	return p, err
}

// check compares a password with the person's. For somebody who is not known it
// does as much work, and fails with the same error.
func (s *Service) check(p Person, pass string) (rehash bool, err error) {
	hash := p.Identity.PasswordHash
	if !p.Known {
		hash = s.Hasher.Decoy()
	}
	ok, rehash, err := s.Hasher.Verify(hash, pass)
	if err == nil && (!ok || !p.Known) {
		err = errCredentials()
	}
	return rehash, err
}

// pin makes the transaction fail when the person's password has changed since it was read:
// a session must not begin with a password that a reset has just replaced.
func (s *Service) pin(t *store.Transaction, p Person) {
	t.Check(store.IdentityKey(p.Digest), store.FailWith(errCredentials()),
		store.IdentityPasswordHash.Is(p.Identity.PasswordHash), store.IdentityGeneration.Is(p.Identity.Generation))
}

// clear resets the failures of the address and gives the client's attempt back.
func (s *Service) clear(t *store.Transaction, c *access.Caller, digest string) {
	s.Limits.Forget(t, ratelimit.SignInsByAddress, digest)
	s.Limits.GiveBack(t, ratelimit.SignInsByClient, c.Client)
}

// noteSignIn notes the sign-in on the person's users, for the organizations' lists.
func (s *Service) noteSignIn(t *store.Transaction, p Person) {
	for _, m := range p.affected() {
		t.Change(store.UserKey(m.Org, m.User), []store.Change{store.UserLastSignIn.Set(api.At(s.Now()))},
			store.FailWith(problem.Unavailable(store.ErrStale)), store.Exists())
	}
}
