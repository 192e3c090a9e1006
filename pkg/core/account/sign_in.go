package account

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// SignIn starts a session. It returns invalid_credentials for a wrong password
// and, by the same work, for an unknown address; too_many_requests after too
// many failures for one address or from one client.
func (s *Service) SignIn(
	ctx context.Context, c *access.Caller, in api.SignInInput,
) (api.SignedIn, access.Reply, error) {
	a, err := s.attemptSignIn(ctx, c, in.Email.Digest(), in.Password)
	if err != nil {
		return api.SignedIn{}, access.Reply{}, err
	}
	p := &a.person
	tx := s.Guard.Public(c, audit.Actor{}).WithoutEvent(audit.SignIn)
	err = store.Together(ctx,
		func(ctx context.Context) error { return s.ReadMembers(ctx, p, MaxMemberships, "") },
		func(ctx context.Context) error { return s.endPrevious(ctx, tx.Transaction, c) })
	if err == nil {
		err = s.pin(tx.Transaction, a, in.Password)
	}
	if err != nil {
		return api.SignedIn{}, access.Reply{}, err
	}
	reply := access.Reply{Started: s.StartSession(tx.Transaction, c, p, p.Identity.Generation, p.Organizations())}
	if !a.device {
		reply.Device = s.knowDevice(tx.Transaction, p.Digest)
	}
	a.clear(tx.Transaction)
	names := Names{}
	err = store.Together(ctx,
		func(ctx context.Context) error { return tx.Commit(ctx) },
		func(ctx context.Context) error { return s.Table.Load(ctx, names.Reads(p.Organizations())...) })
	if err != nil {
		return api.SignedIn{}, access.Reply{}, err
	}
	c.Is(reply.Started.Token.ID)
	return SignedIn(p, names, reply.Started), reply, nil
}

// SignedIn is the answer to a person who has signed in.
func SignedIn(p *Person, names Names, started *access.Started) api.SignedIn {
	return api.SignedIn{Identity: api.Identity{Email: p.Identity.Email}, Memberships: p.Memberships(names),
		ExpiresAt: api.At(started.Expires), NextCursor: p.Next}
}

// pin makes the transaction fail when the person's password has changed since it was read: a session must not begin with
// a password that a reset has just replaced. A hash with old parameters is renewed on the way.
func (s *Service) pin(t *store.Transaction, a *attempt, pass string) error {
	key, i := store.IdentityKey(a.person.Digest), &a.person.Identity
	conditions := []store.Condition{store.IdentityPasswordHash.Is(i.PasswordHash), store.IdentityGeneration.Is(i.Generation)}
	if !a.rehash {
		t.Check(key, store.FailWith(errCredentials()), conditions...)
		return nil
	}
	hash, err := s.Hasher.Hash(pass)
	t.Change(key, []store.Change{store.IdentityPasswordHash.Set(hash)}, store.FailWith(errCredentials()), conditions...)
	return err
}
