package account

import (
	"context"
	"encoding/base32"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// secretSize is the size of a one-time secret in bytes, as RFC 4226, section 4 recommends.
const secretSize = 20

// about is what a one-time secret is bound to: it opens in no other account.
func about(handle string) string { return "totp " + handle }

// CreateTOTP begins with an app for one-time codes. It returns invalid_state where one is confirmed.
func (s *Service) CreateTOTP(ctx context.Context, c *access.Caller, _ api.None) (out api.NewTOTP, err error) {
	err = store.Retry(ctx, func(ctx context.Context) (err error) {
		out, err = s.createTOTP(ctx, c)
		return err
	})
	return out, err
}

func (s *Service) createTOTP(ctx context.Context, c *access.Caller) (api.NewTOTP, error) {
	p := &Person{Digest: digestOf(c)}
	known, err := s.Guard.Authenticate(ctx, c, nil, p.Fetch())
	if err != nil {
		return api.NewTOTP{}, err
	}
	tx := known.Begin().WithoutEvent(audit.FactorBegun)
	handle, secret := s.handle(tx.Transaction, p), s.IDs.Bytes(secretSize)
	sealed, err := s.Secrets.Seal(ctx, s.IDs.Random, secret, about(handle))
	if err != nil {
		return api.NewTOTP{}, err
	}
	out := api.NewTOTP{Secret: base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret),
		URI: s.Codes.URI(s.Site.Name, p.Identity.Email, secret)}
	key := store.TOTPKey(p.Digest)
	tx.Put(key, store.TOTP{Key: key, Sealed: sealed, CreatedAt: api.At(s.Now())},
		store.FailWith(problem.New(problem.InvalidState, "You have an app for one-time codes. Remove it first.")),
		store.TOTPConfirmedAt.Absent())
	return out, tx.Answer(out).Commit(ctx)
}

// ConfirmTOTP makes the app a second factor, once a code shows that it has the secret, and makes recovery codes. It
// returns invalid_state where there is none to confirm, invalid_factor for a wrong code, and too_many_requests.
func (s *Service) ConfirmTOTP(
	ctx context.Context, c *access.Caller, in api.TOTPCodeInput,
) (out api.RecoveryCodes, err error) {
	err = store.Retry(ctx, func(ctx context.Context) (err error) {
		out, err = s.confirmTOTP(ctx, c, in)
		return err
	})
	return out, err
}

func (s *Service) confirmTOTP(
	ctx context.Context, c *access.Caller, in api.TOTPCodeInput,
) (out api.RecoveryCodes, err error) {
	var f factors
	known, p, err := s.authenticate(ctx, c, &f)
	if err != nil {
		return out, err
	}
	unconfirmed := problem.New(problem.InvalidState, "There is no app for one-time codes to confirm. Begin with one.")
	if f.totp.Sealed == nil || f.totp.ConfirmedAt != nil {
		return out, unconfirmed
	}
	if err := s.countFactor(ctx, p.Digest); err != nil {
		return out, err
	}
	tx, now := known.Begin(), api.At(s.Now())
	if err := s.useTOTP(ctx, tx, p, &f, in.Code, store.TOTPConfirmedAt.Set(now)); err != nil {
		return out, err
	}
	tx.Check(store.TOTPKey(p.Digest), store.FailWith(unconfirmed), store.TOTPConfirmedAt.Absent())
	s.forgetFactor(tx.Transaction, p.Digest)
	out = s.putRecoveryCodes(tx, p, &f)
	return out, s.commitFactors(ctx, c, tx, p, factorChange{kind: "totp", added: true},
		store.IdentityTOTP.Set(true), store.IdentityRecoveryCodes.Set(recoveryCodes))
}

// DeleteTOTP removes the caller's app for one-time codes. It returns not_found where there is none.
func (s *Service) DeleteTOTP(ctx context.Context, c *access.Caller, _ api.None) (api.None, error) {
	return api.None{}, store.Retry(ctx, func(ctx context.Context) error {
		var f factors
		known, p, err := s.authenticate(ctx, c, &f)
		if err != nil {
			return err
		}
		if f.totp.ConfirmedAt == nil {
			return problem.New(problem.NotFound, "You have no app for one-time codes.")
		}
		tx := known.Begin()
		tx.Delete(store.TOTPKey(p.Digest), store.FailWith(store.ErrStale), store.TOTPConfirmedAt.Present())
		return s.commitFactors(ctx, c, tx, p, factorChange{kind: "totp"},
			s.removed(tx, p, store.IdentityTOTP.Set(false))...)
	})
}

// useTOTP adds to a transaction that a code is used, which no other request has used: its time step is later than that
// of the last one. It returns invalid_factor for a wrong code.
func (s *Service) useTOTP(
	ctx context.Context, tx *audit.Transaction, p *Person, f *factors, code string, more ...store.Change,
) error {
	if f.totp.Sealed == nil {
		return errFactor(nil)
	}
	secret, err := s.Secrets.Open(ctx, f.totp.Sealed, about(p.Identity.UserHandle))
	if err != nil {
		return err
	}
	now := api.At(s.Now())
	step, ok := s.Codes.Verify(secret, code, now.Unix(), f.totp.LastStep)
	if !ok {
		return errFactor(nil)
	}
	tx.Change(store.TOTPKey(p.Digest), append(more, store.TOTPLastStep.Set(step), store.TOTPLastUsed.Set(now)),
		store.FailWith(errFactor(nil)), store.TOTPSealed.Is(f.totp.Sealed), store.TOTPLastStep.Below(step))
	return nil
}
