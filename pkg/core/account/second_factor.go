package account

import (
	"context"
	"encoding/json"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
)

// countFactor counts an attempt at a person's second factor, before anything of it is looked at. It returns
// too_many_requests at the limit.
func (s *Service) countFactor(ctx context.Context, digest string) error {
	return store.Together(ctx,
		func(ctx context.Context) error { return s.Limits.Count(ctx, ratelimit.Factors, digest) },
		func(ctx context.Context) error { return s.Limits.Count(ctx, ratelimit.FactorsDay, digest) })
}

// forgetFactor adds to a transaction that an attempt succeeded.
func (s *Service) forgetFactor(t *store.Transaction, digest string) {
	s.Limits.Forget(t, ratelimit.Factors, digest)
	s.Limits.Forget(t, ratelimit.FactorsDay, digest)
}

// CompleteSignIn gives the second factor of a sign-in: what the password began goes on as a session of its own. It
// returns invalid_state where nothing is outstanding, invalid_factor and too_many_requests.
func (s *Service) CompleteSignIn(
	ctx context.Context, c *access.Caller, in api.SecondFactorInput,
) (out api.SignedIn, reply access.Reply, err error) {
	if err := one(in.TOTP != "", in.RecoveryCode != "", in.Passkey != nil); err != nil {
		return out, reply, err
	}
	p := &Person{Digest: digestOf(c)}
	known, err := s.Guard.Authenticate(ctx, c, nil, p.Fetch())
	if err == nil && !known.Session.Pending {
		err = problem.New(problem.InvalidState, "The sign-in is complete.")
	}
	if err == nil {
		err = s.countFactor(ctx, p.Digest)
	}
	if err != nil {
		return out, reply, err
	}
	err = store.Retry(ctx, func(ctx context.Context) (err error) {
		out, reply, err = s.completeSignIn(ctx, c, known, p, in)
		return err
	})
	return out, reply, s.failed(ctx, c, p.Digest, err)
}

func (s *Service) completeSignIn(
	ctx context.Context, c *access.Caller, known access.Person, p *Person, in api.SecondFactorInput,
) (out api.SignedIn, reply access.Reply, err error) {
	tx, device := known.Begin().WithoutEvent(audit.SignIn), false
	err = store.Together(ctx,
		func(ctx context.Context) error { return s.useFactor(ctx, tx, p, in) },
		func(ctx context.Context) error { return s.ReadMembers(ctx, p, MaxMemberships, "") },
		func(ctx context.Context) (err error) {
			device, err = s.knows(ctx, c, p.Digest)
			return err
		})
	if err != nil {
		return out, reply, err
	}
	s.forgetFactor(tx.Transaction, p.Digest)
	// One session for another: nothing to count.
	tx.Delete(known.Session.Key, store.FailWith(errFactor(nil)), store.Exists())
	reply.Started = s.startSession(tx.Transaction, c, p, p.Identity.Generation, methodOf(in))
	if !device {
		reply.Device = s.meetDevice(tx.Transaction, c, p)
	}
	names := Names{}
	err = store.Together(ctx,
		func(ctx context.Context) error { return tx.Commit(ctx) },
		func(ctx context.Context) error { return s.Table.Load(ctx, names.Reads(p.Organizations())...) })
	if err != nil {
		return out, access.Reply{}, err
	}
	c.Is(reply.Started.Token.ID)
	return s.SignedIn(p, names, reply.Started), reply, nil
}

// methodOf is by what a sign-in is completed.
func methodOf(in api.SecondFactorInput) api.SignInMethod {
	switch {
	case in.TOTP != "":
		return api.ByTOTP
	case in.RecoveryCode != "":
		return api.ByRecoveryCode
	}
	return api.ByPasskey
}

// useFactor adds to a transaction that a second factor is used, which no other request has used. It returns
// invalid_factor for what is not accepted.
func (s *Service) useFactor(
	ctx context.Context, tx *audit.Transaction, p *Person, in api.SecondFactorInput,
) error {
	var f factors
	if in.Passkey != nil {
		return s.usePasskey(ctx, tx, p, &f, in.Passkey)
	}
	if err := s.Table.Load(ctx, append(f.fetch(p.Digest), p.Fetch())...); err != nil {
		return err
	}
	switch {
	case in.TOTP == "":
		return s.useRecoveryCode(tx, p, &f, in.RecoveryCode)
	case !p.Identity.TOTP: // begun, but not confirmed
		return errFactor(nil)
	}
	return s.useTOTP(ctx, tx, p, &f, in.TOTP)
}

// usePasskey adds to a transaction that a passkey of the person's has signed a challenge. It returns invalid_factor
// where it has not, or by its counter is a copy.
func (s *Service) usePasskey(
	ctx context.Context, tx *audit.Transaction, p *Person, f *factors, raw json.RawMessage,
) error {
	given := parseCredential(raw)
	err := store.Together(ctx,
		func(ctx context.Context) error { return s.Table.Load(ctx, given.fetch(), p.Fetch()) },
		func(ctx context.Context) error { return s.readPasskeys(ctx, p.Digest, &f.passkeys) })
	if err == nil && p.Identity.Moving != nil { // the passkeys too
		if err = s.settle(ctx, p); err == nil {
			err = store.ErrStale
		}
	}
	if err != nil {
		return err
	}
	now := api.At(s.Now())
	if !given.good(toAssert, p.Digest, now.Time) {
		return errFactor(nil)
	}
	for i := range f.passkeys {
		k := &f.passkeys[i]
		if encoding.EncodeToString(k.Credential) != given.RawID {
			continue
		}
		count, err := s.Authenticators.Assert(p.Identity.UserHandle, given.challenge, k, raw)
		if err != nil {
			return errFactor(err)
		}
		given.use(tx.Transaction, now.Time)
		tx.Change(k.Key, []store.Change{store.PasskeySignCount.Set(count), store.PasskeyLastUsed.Set(now)},
			store.FailWith(store.ErrStale), store.PasskeySignCount.Is(k.SignCount))
		return nil
	}
	return errFactor(nil)
}
