package account

import (
	"context"
	"errors"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// SignIn starts a session. It returns invalid_credentials for a wrong password and, by the same work, for an unknown
// address; too_many_requests after too many failures for one address or from one client.
func (s *Service) SignIn(
	ctx context.Context, c *access.Caller, in api.SignInInput,
) (api.SignedIn, access.Reply, error) {
	a, err := s.attemptSignIn(ctx, c, in.Email.Digest(), in.Password)
	if err != nil {
		return api.SignedIn{}, access.Reply{}, err
	}
	var out api.SignedIn
	var reply access.Reply
	err = store.Retry(ctx, func(ctx context.Context) (err error) {
		out, reply, err = s.signIn(ctx, c, a, in.Password)
		if errors.Is(err, store.ErrStale) {
			if failed := s.recount(ctx, a, in.Password); failed != nil {
				return failed
			}
		}
		return err
	})
	if err != nil {
		return api.SignedIn{}, access.Reply{}, err
	}
	c.Is(reply.Started.Token.ID)
	return out, reply, nil
}

// signIn starts a session after an attempt that succeeded. It returns store.ErrStale where sessions have begun in the
// meantime, so that there may be too many.
func (s *Service) signIn(
	ctx context.Context, c *access.Caller, a *attempt, pass string,
) (out api.SignedIn, reply access.Reply, err error) {
	p, names := &a.person, Names{}
	tx := s.Guard.Public(c, audit.Actor{}).WithoutEvent(audit.SignIn)
	if a.passkey != nil {
		if err := s.usePasskey(ctx, tx, p, &factors{}, a.passkey); err != nil {
			return out, reply, err
		}
	}
	var ending store.Key
	var stored []store.Session
	err = store.Together(ctx,
		func(ctx context.Context) error {
			if a.pending() {
				return nil
			}
			return s.ReadMembers(ctx, p, MaxMemberships, "")
		},
		func(ctx context.Context) (err error) {
			ending, err = s.endPrevious(ctx, tx.Transaction, c)
			return err
		},
		func(ctx context.Context) (err error) {
			stored, err = s.stored(ctx, p)
			return err
		})
	if err == nil {
		err = s.pin(tx.Transaction, a, pass)
	}
	if err != nil {
		return out, reply, err
	}
	s.makeRoom(tx.Transaction, c, p, stored, ending)
	if a.passkey != nil {
		reply.Started = s.startSession(tx.Transaction, c, p, p.Identity.Generation, p.Organizations())
	} else if reply.Started, err = s.begin(ctx, tx.Transaction, c, p, p.Organizations()); err != nil {
		return out, reply, err
	}
	if !a.device && !a.pending() {
		reply.Device = s.knowDevice(tx.Transaction, p.Digest)
	}
	a.clear(tx.Transaction)
	err = store.Together(ctx,
		func(ctx context.Context) error { return tx.Commit(ctx) },
		func(ctx context.Context) error { return s.Table.Load(ctx, names.Reads(p.Organizations())...) })
	return SignedIn(p, names, reply.Started), reply, err
}

// recount reads again how many sessions the person may have, and which factors. Where the password's hash has been
// renewed in the meantime, by another sign-in, it is verified again; all else stays as it was.
func (s *Service) recount(ctx context.Context, a *attempt, pass string) error {
	var now store.Identity
	if err := s.Table.Load(ctx, store.Fetch(store.IdentityKey(a.person.Digest), &now)); err != nil {
		return err
	}
	i := &a.person.Identity
	if a.passkey == nil && now.PasswordHash != i.PasswordHash && now.Generation == i.Generation {
		ok, rehash, err := s.Hasher.Verify(now.PasswordHash, pass)
		if err != nil || !ok {
			return errCredentials()
		}
		i.PasswordHash, a.rehash = now.PasswordHash, rehash
	}
	i.Sessions, i.SessionMoves = now.Sessions, now.SessionMoves
	i.TOTP, i.Passkeys, i.RecoveryCodes, i.FactorMoves = now.TOTP, now.Passkeys, now.RecoveryCodes, now.FactorMoves
	return nil
}

// SignedIn is the answer to a person who has signed in.
func SignedIn(p *Person, names Names, started *access.Started) api.SignedIn {
	out := api.SignedIn{Identity: api.Identity{Email: p.Identity.Email}, Memberships: []api.Membership{},
		ExpiresAt: api.At(started.Expires), SecondFactor: started.SecondFactor}
	if out.SecondFactor == nil {
		out.Memberships, out.NextCursor = p.Memberships(names), p.Next
	}
	return out
}

// pin makes the transaction fail when the person's password or factors have changed since they were read: a session
// must not begin with a password that a reset has just replaced, nor without a factor that has just been added. A hash
// with old parameters, or of other software, is renewed on the way.
func (s *Service) pin(t *store.Transaction, a *attempt, pass string) error {
	key, i := store.IdentityKey(a.person.Digest), &a.person.Identity
	conditions := []store.Condition{store.IdentityGeneration.Is(i.Generation),
		store.IdentityFactorMoves.IsOrAbsent(i.FactorMoves)}
	if a.passkey == nil {
		conditions = append(conditions, store.IdentityPasswordHash.Is(i.PasswordHash))
	}
	if !a.rehash {
		t.Check(key, otherPassword(i), conditions...)
		return nil
	}
	hash, err := s.Hasher.Hash(pass)
	t.Change(key, []store.Change{store.IdentityPasswordHash.Set(hash)}, otherPassword(i), conditions...)
	return err
}

// otherPassword answers as a wrong password where the person's has changed since it was read. Where only its hash has,
// another sign-in has renewed that.
func otherPassword(read *store.Identity) store.OnConflict {
	return func(item store.Item) error {
		var now store.Identity
		if err := item.Decode(&now); err != nil {
			return err
		}
		if now.Generation != read.Generation || now.PasswordHash == "" {
			return errCredentials()
		}
		if now.PasswordHash != read.PasswordHash || now.FactorMoves != read.FactorMoves {
			return store.ErrStale
		}
		return nil
	}
}
