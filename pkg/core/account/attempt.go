package account

import (
	"context"
	"encoding/json"
	"errors"

	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/activity"
	"usher/pkg/core/audit"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
)

// attempt is one attempt at a person's password. It is counted before the password is verified, so that beyond the
// limit no answer depends on the password, and no hash is computed.
type attempt struct {
	caller *access.Caller
	person Person
	// limits are as of the attempt's time, so that a success gives back what the attempt took.
	limits ratelimit.Limiter
	device bool // counted by the caller's device
	rehash bool // the password is right, and its hash is to be renewed
	// passkey is what the browser signed in place of a password; nil: nothing.
	passkey json.RawMessage
}

// pending reports whether a second factor is needed behind it.
func (a *attempt) pending() bool { return a.passkey == nil && a.person.Identity.SecondFactor() }

// errStranger says that the caller's device is not known.
var errStranger = errors.New("account: no device of this person")

// attemptSignIn counts an attempt to sign in and verifies the password. An attempt that fails stays counted. It returns
// too_many_requests at the limit, invalid_credentials for a wrong password and, by the same work, for an unknown
// address. Whatever fails reads one item, and is counted in the person's record.
func (s *Service) attemptSignIn(ctx context.Context, c *access.Caller, digest, pass string) (*attempt, error) {
	a := &attempt{caller: c, person: Person{Digest: digest}, limits: s.Limits.Frozen()}
	err := store.Together(ctx,
		func(ctx context.Context) error { return s.countSignIn(ctx, a) },
		func(ctx context.Context) error { return s.Table.Load(ctx, a.person.Fetch()) })
	if err == nil {
		a.rehash, err = s.check(&a.person, pass)
	}
	return a, s.failed(ctx, c, digest, err)
}

// failed counts a refused attempt in the person's record, and returns the error.
func (s *Service) failed(ctx context.Context, c *access.Caller, digest string, err error) error {
	for _, code := range []problem.Code{problem.InvalidCredentials, problem.InvalidFactor, problem.TooManyRequests} {
		if problem.Is(err, code) {
			if uncounted := s.Activity.Count(ctx, c, digest, activity.SessionFail, ""); uncounted != nil {
				return uncounted
			}
		}
	}
	return err
}

// countSignIn counts an attempt by the device, where it is known, and otherwise by address and client as a stranger's.
// Each of the two has its own limit: strangers' failures keep nobody out of a browser that they have signed in from.
func (s *Service) countSignIn(ctx context.Context, a *attempt) error {
	if d := a.caller.Device; d != nil && d.Digest == a.person.Digest {
		if err := s.countDevice(ctx, a); !errors.Is(err, errStranger) {
			a.device = true
			return err
		}
	}
	return store.Together(ctx,
		func(ctx context.Context) error {
			return a.limits.Count(ctx, ratelimit.SignInsByAddress, a.person.Digest)
		},
		func(ctx context.Context) error {
			return a.limits.Count(ctx, ratelimit.SignInsByClient, a.caller.Client)
		})
}

// countDevice counts an attempt by the caller's device, on condition that it is one: then, and with no other read, the
// cookie is known to be good. It returns errStranger where it is not, and too_many_requests.
func (s *Service) countDevice(ctx context.Context, a *attempt) error {
	d := a.caller.Device
	tx := s.Guard.Public(a.caller, audit.Actor{}).WithoutEvent(audit.Attempt)
	tx.Check(store.DeviceKey(d.Digest, d.ID), store.FailWith(errStranger), store.DeviceSecret.Is(d.Hash()),
		store.DeviceTTL.Above(s.Now().Unix()))
	a.limits.Take(tx.Transaction, ratelimit.SignInsByDevice, d.ID)
	return tx.Commit(ctx)
}

// clear adds to a transaction that the attempt succeeded: its address, or device, begins to count again, and the client
// gets the attempt back.
func (a *attempt) clear(t *store.Transaction) {
	if a.passkey != nil {
		a.limits.GiveBack(t, ratelimit.SignInsByClient, a.caller.Client)
		return
	}
	if a.device {
		a.limits.Forget(t, ratelimit.SignInsByDevice, a.caller.Device.ID)
		return
	}
	a.limits.Forget(t, ratelimit.SignInsByAddress, a.person.Digest)
	a.limits.GiveBack(t, ratelimit.SignInsByClient, a.caller.Client)
}

// check compares a password with the person's. For somebody who is not known it
// does as much work, and fails with the same error.
func (s *Service) check(p *Person, pass string) (rehash bool, err error) {
	hash := p.Identity.PasswordHash
	if !p.Known() {
		hash = s.Hasher.Decoy()
	}
	ok, rehash, err := s.Hasher.Verify(hash, pass)
	if err == nil && (!ok || !p.Known()) {
		err = errCredentials()
	}
	return rehash, err
}

// verify counts an attempt by somebody with an invitation or a session in hand, and verifies the password. It reports
// whether the hash of the right one is to be renewed.
func (s *Service) verify(ctx context.Context, p *Person, pass string) (rehash bool, err error) {
	if err := s.Limits.Count(ctx, ratelimit.Joins, p.Digest); err != nil {
		return false, err
	}
	return s.check(p, pass)
}
