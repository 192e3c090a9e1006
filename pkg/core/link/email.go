package link

import (
	"context"

	"usher/pkg/api/problem"
	"usher/pkg/lib/linktoken"
)

// EmailChange is the token with which a person confirms a new address, whom the digest of the one before names. It
// returns try_again when the keys cannot be fetched.
func (m *Maker) EmailChange(ctx context.Context, digest, nonce string) (string, error) {
	return m.sign(ctx, linktoken.EmailChange, digest, nonce)
}

// EmailRestore is the token with which the holder of a former address takes the account back. It returns try_again when
// the keys cannot be fetched.
func (m *Maker) EmailRestore(ctx context.Context, digest, nonce string) (string, error) {
	return m.sign(ctx, linktoken.EmailRestore, digest, nonce)
}

// OpenEmailChange reads a token. It returns not_found for what is not a link of ours, and try_again when the keys
// cannot be fetched.
func (m *Maker) OpenEmailChange(ctx context.Context, token string) (Reset, error) {
	return m.open(ctx, linktoken.EmailChange, token, NoEmailLink())
}

// OpenEmailRestore is OpenEmailChange for the way back.
func (m *Maker) OpenEmailRestore(ctx context.Context, token string) (Reset, error) {
	return m.open(ctx, linktoken.EmailRestore, token, NoEmailLink())
}

// NoEmailLink is not_found, for a link about an address that is not ours, was used or replaced, or has expired.
func NoEmailLink() error {
	return problem.New(problem.NotFound, "The link was used, replaced by a newer one, or has expired.")
}
