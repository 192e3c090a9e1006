package account

import (
	"context"
	"slices"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/lib/invalid"
	"usher/pkg/store"
)

// Codes makes and verifies one-time codes. It is passed in so that only the functions that need it link it.
type Codes interface {
	// URI is the secret as a QR code holds it.
	URI(issuer, account string, secret []byte) string
	// Verify finds the time step that a code is of, if it is later than one and about now.
	Verify(secret []byte, code string, now, after int64) (step int64, ok bool)
}

// Authenticators verifies what passkeys answer. It is passed in for the same reason as Codes.
type Authenticators interface {
	// Create verifies a new passkey for the account with this opaque id, which was asked for with the challenge.
	Create(handle, challenge string, credential []byte) (store.Passkey, error)
	// Assert verifies a signature, and returns the passkey's counter.
	Assert(handle, challenge string, known *store.Passkey, credential []byte) (signCount int64, err error)
}

// factors are what a person has beside the password, as stored.
type factors struct {
	totp     store.TOTP
	recovery store.Recovery
	passkeys []store.Passkey
}

// fetch asks for the items that are there once.
func (f *factors) fetch(digest string) []*store.Read {
	return []*store.Read{store.Fetch(store.TOTPKey(digest), &f.totp), store.Fetch(store.RecoveryKey(digest), &f.recovery)}
}

// readPasskeys reads all of a person's passkeys, the oldest first.
func (s *Service) readPasskeys(ctx context.Context, digest string, into *[]store.Passkey) error {
	all, err := store.All[store.Passkey](ctx, s.Table, store.Passkeys(digest))
	*into = all
	return err
}

// digestOf is whom the caller claims to be; empty without a session.
func digestOf(c *access.Caller) string {
	if c.Session == nil {
		return ""
	}
	return c.Session.Digest
}

// authenticate proves the caller, and reads their identity and factors beside that.
func (s *Service) authenticate(ctx context.Context, c *access.Caller, f *factors) (access.Person, *Person, error) {
	p := &Person{Digest: digestOf(c)}
	known, err := s.Guard.Authenticate(ctx, c,
		func(ctx context.Context) error { return s.readPasskeys(ctx, p.Digest, &f.passkeys) },
		append(f.fetch(p.Digest), p.Fetch())...)
	return known, p, err
}

// GetFactors reads the caller's factors.
func (s *Service) GetFactors(ctx context.Context, c *access.Caller, _ api.None) (api.Factors, error) {
	var f factors
	_, _, err := s.authenticate(ctx, c, &f)
	if err != nil {
		return api.Factors{}, err
	}
	return f.view(), nil
}

// Factors reads the factors of somebody who is proved.
func (s *Service) Factors(ctx context.Context, digest string) (api.Factors, error) {
	var f factors
	err := store.Together(ctx,
		func(ctx context.Context) error { return s.Table.Load(ctx, f.fetch(digest)...) },
		func(ctx context.Context) error { return s.readPasskeys(ctx, digest, &f.passkeys) })
	return f.view(), err
}

func (f *factors) view() api.Factors {
	out := api.Factors{Passkeys: []api.Passkey{}, RecoveryCodes: len(f.recovery.Hashes)}
	for i := range f.passkeys {
		out.Passkeys = append(out.Passkeys, viewPasskey(&f.passkeys[i]))
	}
	if t := &f.totp; t.ConfirmedAt != nil {
		out.TOTP = &api.TOTP{CreatedAt: *t.ConfirmedAt, LastUsed: *t.LastUsed}
	}
	return out
}

// methods are the ways that a person has to give a second factor.
func methods(i *store.Identity) (all []api.FactorMethod) {
	if i.TOTP {
		all = append(all, api.MethodTOTP)
	}
	if i.Passkeys > 0 {
		all = append(all, api.MethodPasskey)
	}
	if i.RecoveryCodes > 0 {
		all = append(all, api.MethodRecoveryCode)
	}
	return all
}

// errFactor is the answer to a factor that is not accepted, whatever is wrong with it.
func errFactor(cause error) error {
	e := problem.New(problem.InvalidFactor, "Give the next code, or begin again with the passkey.")
	e.Cause = cause
	return e
}

// one checks that a request gives exactly one of the ways there are.
func one(given ...bool) error {
	if len(slices.DeleteFunc(given, func(g bool) bool { return !g })) == 1 {
		return nil
	}
	return problem.Invalid(problem.Field{Field: "totp", Code: invalid.Required,
		Message: "or another of the ways to prove yourself must be there, and only one"})
}

// factorChange is a factor that is added, removed or replaced.
type factorChange struct {
	kind  string // totp, passkey or recovery_codes
	added bool
}

// commitFactors commits a change of the person's factors: with the condition that no other has been made since they
// were read, and that they have joined no organization, a notice that is mailed about it, and an event in each of their
// organizations, of whose lists it changes whether they have a second factor.
func (s *Service) commitFactors(
	ctx context.Context, c *access.Caller, tx *audit.Transaction, p *Person, ch factorChange, more ...store.Change,
) error {
	if err := s.readAllMembers(ctx, p); err != nil {
		return err
	}
	tx.Change(store.IdentityKey(p.Digest), append(more, store.IdentityFactorMoves.Add(1)),
		store.FailWith(store.ErrStale), store.IdentityFactorMoves.IsOrAbsent(p.Identity.FactorMoves),
		store.IdentitySessionMoves.IsOrAbsent(p.Identity.SessionMoves)) // who joins begins a session
	s.notify(tx.Transaction, p, ch.name())
	r := renewal{person: p, action: "user." + ch.verb(),
		changes: []audit.Change{{Field: ch.kind, Before: !ch.added, After: ch.added}}}
	if has := ch.added || p.factors() > 1; has != p.Identity.SecondFactor() {
		r.factor = &has
	}
	return s.commitRenewal(ctx, c, tx, r)
}

func (ch factorChange) verb() string {
	if ch.added {
		return "factor_add"
	}
	return "factor_remove"
}

// name is the change as a notice names it.
func (ch factorChange) name() string { return ch.kind + "." + ch.verb() }

// removed adds to a transaction that a factor is gone; with the last one the recovery codes go too.
func (s *Service) removed(tx *audit.Transaction, p *Person, change store.Change) []store.Change {
	if p.factors() > 1 {
		return []store.Change{change}
	}
	tx.Delete(store.RecoveryKey(p.Digest), nil)
	return []store.Change{change, store.IdentityRecoveryCodes.Set(0)}
}

// factors is how many factors the person has that stand for more than the password: an app, and passkeys.
func (p *Person) factors() int {
	if p.Identity.TOTP {
		return p.Identity.Passkeys + 1
	}
	return p.Identity.Passkeys
}
