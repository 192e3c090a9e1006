package account

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
)

// SignIn starts a session. It answers invalid_credentials for a wrong password
// and, by the same work, for an unknown address; too_many_requests after too
// many failures for one address or from one client.
func (s *Service) SignIn(ctx context.Context, c *access.Caller, in api.SignInInput) (out api.SignedIn, err error) {
	digest := digestOf(in.Email)
	p, err := s.try(ctx, c, digest)
	if err != nil {
		return out, err
	}
	if _, err := s.check(p, in.Password); err != nil {
		return out, err
	}
	var t store.Transaction
	s.pin(&t, p)
	out.ExpiresAt = s.Begin(&t, c, p, p.Identity.Generation, p.Organizations())
	s.clear(&t, c, digest)
	s.touch(&t, p)
	names := Names{}
	err = store.Together(ctx,
		func(ctx context.Context) error { return s.Table.Commit(ctx, &t) },
		func(ctx context.Context) error { return s.Table.Load(ctx, names.Reads(p.Organizations())...) })
	if err != nil {
		c.Started = nil
		return out, err
	}
	out.Identity, out.Memberships = api.Identity{Email: p.Identity.Email}, p.Memberships(names)
	return out, nil
}

// try counts a try at a password and reads the person it is about. A try that
// fails stays counted. It answers too_many_requests at the limit.
func (s *Service) try(ctx context.Context, c *access.Caller, digest string) (p Person, err error) {
	var byAddress error
	err = store.Together(ctx,
		func(ctx context.Context) error {
			byAddress = s.Limits.Count(ctx, ratelimit.SignInsByAddress, digest)
			return byAddress
		},
		func(ctx context.Context) error { return s.Limits.Count(ctx, ratelimit.SignInsByClient, c.Client) },
		func(ctx context.Context) (err error) { p, err = s.Read(ctx, digest); return err })
	if problem.Is(byAddress, problem.TooManyRequests) {
		if told := s.tellThrottled(ctx, c, p, digest); told != nil {
			return p, told
		}
	}
	return p, err
}

// check compares a password with the person's. For a person who is not known it
// does as much work, and fails alike.
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

// pin makes the transaction fail when the person's password changed meanwhile:
// a session must not begin with a password that a reset has just ended.
func (s *Service) pin(t *store.Transaction, p Person) {
	t.Check(store.IdentityKey(p.Digest), store.FailWith(errCredentials()),
		store.IdentityPasswordHash.Is(p.Identity.PasswordHash), store.IdentityGeneration.Is(p.Identity.Generation))
}

// clear forgets what the address has failed before and gives the client's try back.
func (s *Service) clear(t *store.Transaction, c *access.Caller, digest string) {
	s.Limits.Forget(t, ratelimit.SignInsByAddress, digest)
	s.Limits.GiveBack(t, ratelimit.SignInsByClient, c.Client)
}

// maxTouched bounds how many users' last sign-in one sign-in writes; who is in
// more organizations than that has it written in the first ones.
const maxTouched = 20

// touch notes the sign-in on the person's users, for the organizations' lists.
func (s *Service) touch(t *store.Transaction, p Person) {
	for i, m := range p.joined() {
		if i == maxTouched {
			return
		}
		t.Change(store.UserKey(m.Org, m.User), []store.Change{store.UserLastSignIn.Set(api.At(s.Now()))},
			store.FailWith(problem.Unavailable(store.ErrStale)), store.Exists())
	}
}
