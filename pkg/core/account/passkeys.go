package account

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// handleSize is the size of the opaque id of an account in bytes; 64 at most (WebAuthn, section 14.6.1).
const handleSize = 32

// handle is the opaque id of the person's account. It adds to a transaction that there is one, where there is none.
func (s *Service) handle(t *store.Transaction, p *Person) string {
	if p.Identity.UserHandle != "" {
		return p.Identity.UserHandle
	}
	handle := encoding.EncodeToString(s.IDs.Bytes(handleSize))
	key := store.HandleKey(handle)
	t.Put(key, store.Handle{Key: key, Digest: p.Digest}, nil, store.NotExists())
	t.Change(store.IdentityKey(p.Digest), []store.Change{store.IdentityUserHandle.Set(handle)},
		store.FailWith(store.ErrStale), store.IdentityUserHandle.Absent())
	return handle
}

func errManyPasskeys() error {
	return problem.New(problem.QuotaReached, "You have %d passkeys. Remove one first.", api.MaxPasskeys)
}

func viewPasskey(p *store.Passkey) api.Passkey {
	return api.Passkey{ID: p.ID, Name: p.Name, CreatedAt: p.CreatedAt, LastUsed: p.LastUsed}
}

// CreatePasskeyOptions says what the browser is to make a passkey with. It returns quota_reached.
func (s *Service) CreatePasskeyOptions(
	ctx context.Context, c *access.Caller, _ api.None,
) (out api.PasskeyOptions, err error) {
	err = store.Retry(ctx, func(ctx context.Context) error {
		var f factors
		known, p, err := s.authenticate(ctx, c, &f)
		if err == nil && len(f.passkeys) >= api.MaxPasskeys {
			err = errManyPasskeys()
		}
		if err != nil {
			return err
		}
		tx := known.Begin().WithoutEvent(audit.FactorBegun)
		handle := s.handle(tx.Transaction, p)
		challenge, expires := s.challenge(tx.Transaction, toCreate, p.Digest)
		o, err := options(s.creation(challenge, handle, p.Identity.Email, f.passkeys), expires)
		if err != nil {
			return err
		}
		out = *o
		return tx.Commit(ctx)
	})
	return out, err
}

// CreatePasskey adds a passkey that the browser made. It returns invalid_factor for one that does not verify, or
// answers no challenge of the caller's that is good; and quota_reached.
func (s *Service) CreatePasskey(
	ctx context.Context, c *access.Caller, in api.CreatePasskeyInput,
) (out api.Passkey, err error) {
	err = store.Retry(ctx, func(ctx context.Context) (err error) {
		out, err = s.createPasskey(ctx, c, in)
		return err
	})
	return out, err
}

func (s *Service) createPasskey(
	ctx context.Context, c *access.Caller, in api.CreatePasskeyInput,
) (out api.Passkey, err error) {
	p, given := &Person{Digest: digestOf(c)}, parseCredential(in.Credential)
	known, err := s.Guard.Authenticate(ctx, c, nil, p.Fetch(), given.fetch())
	if err != nil {
		return out, err
	}
	if !given.good(toCreate, p.Digest, s.Now()) {
		return out, errFactor(nil)
	}
	if p.Identity.Passkeys >= api.MaxPasskeys { // no other is added until this is: the commit says so
		return out, errManyPasskeys()
	}
	made, err := s.Authenticators.Create(p.Identity.UserHandle, given.challenge, in.Credential)
	if err != nil {
		return out, errFactor(err)
	}
	made.ID, made.Name, made.CreatedAt = s.IDs.New(id.Passkey), in.Name, api.At(s.Now())
	made.Key = store.PasskeyKey(p.Digest, made.ID)
	out = viewPasskey(&made)
	tx := known.Begin()
	given.use(tx.Transaction, s.Now())
	tx.Put(made.Key, made, nil, store.NotExists())
	tx.Answer(out)
	return out, s.commitFactors(ctx, c, tx, p, factorChange{kind: "passkey", added: true},
		store.IdentityPasskeys.Add(1))
}

// UpdatePasskey renames a passkey of the caller's. It returns not_found for one that is not theirs.
func (s *Service) UpdatePasskey(
	ctx context.Context, c *access.Caller, in api.UpdatePasskeyInput,
) (api.Passkey, error) {
	var now store.Passkey
	read := store.Fetch(store.PasskeyKey(digestOf(c), in.Passkey.String()), &now)
	known, err := s.Guard.Authenticate(ctx, c, nil, read)
	if err == nil && !read.Found() {
		err = problem.Missing()
	}
	if err != nil {
		return api.Passkey{}, err
	}
	tx := known.Begin().WithoutEvent(audit.FactorRenamed)
	tx.Change(now.Key, []store.Change{store.PasskeyName.Set(in.Name)}, store.FailWith(problem.Missing()), store.Exists())
	now.Name = in.Name
	return viewPasskey(&now), tx.Commit(ctx)
}

// DeletePasskey removes a passkey of the caller's. It returns not_found for one that is not theirs.
func (s *Service) DeletePasskey(ctx context.Context, c *access.Caller, in api.PasskeyInput) (api.None, error) {
	return api.None{}, store.Retry(ctx, func(ctx context.Context) error {
		p, now := &Person{Digest: digestOf(c)}, store.Passkey{}
		read := store.Fetch(store.PasskeyKey(p.Digest, in.Passkey.String()), &now)
		known, err := s.Guard.Authenticate(ctx, c, nil, read, p.Fetch())
		if err == nil && !read.Found() {
			err = problem.Missing()
		}
		if err != nil {
			return err
		}
		tx := known.Begin()
		tx.Delete(now.Key, store.FailWith(store.ErrStale), store.Exists())
		return s.commitFactors(ctx, c, tx, p, factorChange{kind: "passkey"},
			s.removed(tx, p, store.IdentityPasskeys.Add(-1))...)
	})
}
