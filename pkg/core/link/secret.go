package link

import (
	"context"
	"errors"
	"fmt"
	"io"

	"usher/pkg/lib/linktoken"
)

// Seal encrypts a secret for the table, so that it opens only with the same text about what it belongs to. It returns
// try_again when the keys cannot be fetched.
func (m *Maker) Seal(ctx context.Context, random io.Reader, secret []byte, about string) ([]byte, error) {
	keys, err := m.fetch(ctx)
	if err != nil {
		return nil, err
	}
	return keys.Seal(random, secret, about)
}

// Open decrypts what Seal returned. It returns try_again when the keys cannot be fetched, and an error of its own for
// what no key opens: somebody changed the table, or a key was removed.
func (m *Maker) Open(ctx context.Context, sealed []byte, about string) ([]byte, error) {
	keys, err := m.fetch(ctx)
	if err != nil {
		return nil, err
	}
	secret, err := keys.Open(sealed, about)
	if errors.Is(err, linktoken.ErrInvalid) && m.forget() {
		if keys, err = m.fetch(ctx); err == nil {
			secret, err = keys.Open(sealed, about)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("link: opening a sealed secret: %w", err)
	}
	return secret, nil
}
