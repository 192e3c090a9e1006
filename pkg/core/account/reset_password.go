package account

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/link"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
)

// ResetPassword sets a new password with a link that was asked for. It returns password_reset_invalid for what is not a
// link of ours, or once the link was used, replaced or has expired, and invalid_request with the reason for a password
// that is too weak. With EndKeys the person's API keys end too; after an error some may be left, and the link works on.
// The browser is known from then on, so that whoever is kept from signing in by strangers' attempts gets in.
func (s *Service) ResetPassword(
	ctx context.Context, c *access.Caller, in api.ResetPasswordInput,
) (api.None, access.Reply, error) {
	reset, err := s.Links.OpenReset(ctx, in.Token)
	if err != nil {
		return api.None{}, access.Reply{}, err
	}
	p, _, err := s.readReset(ctx, reset)
	if err == nil {
		err = validatePassword(in.Password, p.Identity.Email)
	}
	if err == nil {
		err = s.settle(ctx, p)
	}
	if err == nil {
		err = s.readAllMembers(ctx, p)
	}
	if err != nil {
		return api.None{}, access.Reply{}, err
	}
	tx := s.Guard.Public(c, audit.Actor{})
	link := useLink(reset)
	link(tx.Transaction, false) // before all else: its error comes first
	if err := s.setPassword(tx.Transaction, p, in.Password); err != nil {
		return api.None{}, access.Reply{}, err
	}
	s.Limits.Forget(tx.Transaction, ratelimit.SignInsByAddress, reset.Digest)
	device := s.knowDevice(tx.Transaction, reset.Digest)
	return api.None{}, access.Reply{Device: device}, s.commitRenewal(ctx, c, tx,
		renewal{person: p, action: passwordSet, endKeys: in.EndKeys, link: link})
}

// useLink is what adds a reset's link to a transaction, which fails where it was used or replaced.
func useLink(reset link.Reset) func(t *store.Transaction, used bool) {
	return func(t *store.Transaction, used bool) {
		write := t.Check
		if used {
			write = t.Delete
		}
		write(store.ResetKey(reset.Digest), store.FailWith(errReset()), store.ResetNonce.Is(reset.Nonce))
	}
}

// ViewReset says whose password a link sets, to whoever holds it. It only reads, and returns password_reset_invalid as
// ResetPassword does.
func (s *Service) ViewReset(
	ctx context.Context, _ *access.Caller, in api.PasswordResetToken,
) (api.PasswordResetView, error) {
	reset, err := s.Links.OpenReset(ctx, in.Token)
	if err != nil {
		return api.PasswordResetView{}, err
	}
	p, expires, err := s.readReset(ctx, reset)
	if err != nil {
		return api.PasswordResetView{}, err
	}
	return api.PasswordResetView{Email: p.Identity.Email, ExpiresAt: expires}, nil
}

// readReset reads the person whose password the link may set, and until when.
func (s *Service) readReset(ctx context.Context, reset link.Reset) (*Person, api.Time, error) {
	var open store.Reset
	p, read := &Person{Digest: reset.Digest}, store.Fetch(store.ResetKey(reset.Digest), &open)
	err := s.Table.Load(ctx, read, p.Fetch())
	if err == nil && (!read.Found() || !p.Known() || open.Nonce != reset.Nonce || !s.Now().Before(open.ExpiresAt.Time)) {
		err = errReset()
	}
	return p, open.ExpiresAt, err
}

func errReset() error {
	return problem.New(problem.ResetInvalid,
		"The link was used, replaced by a newer one, or has expired. Ask for another.")
}
