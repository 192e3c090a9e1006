// Package link makes and opens the links that are mailed. What a link holds is signed, not stored: without the key
// nothing in the table, its backups or its stream opens an account.
package link

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"sync"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
	"usher/pkg/lib/linktoken"
	"usher/pkg/store"
)

// Maker makes and opens links. Keys are fetched at the first use or by Prefetch, since they may come from another
// service; a failure to fetch them is retried at the next use.
type Maker struct {
	Keys func(context.Context) (linktoken.Keys, error)
	Now  func() time.Time

	mu      sync.Mutex
	keys    *linktoken.Keys
	fetched time.Time
}

// refetch is how often a link that no known key signed has the keys fetched
// again: it may be signed by one that was added since.
const refetch = time.Minute

// Prefetch fetches the keys, so that the first use finds them. A failure is left to that.
func (m *Maker) Prefetch(ctx context.Context) { _, _ = m.fetch(ctx) }

func (m *Maker) fetch(ctx context.Context) (linktoken.Keys, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.keys == nil {
		keys, err := m.Keys(ctx)
		if err != nil {
			return keys, problem.Unavailable(err)
		}
		m.keys, m.fetched = &keys, m.Now()
	}
	return *m.keys, nil
}

// behind is what stands behind a link in a mail or a message, and that programs take for a part of it.
const behind = ".,;:!?)]}>'\"’”»…\u00a0 "

// verify verifies with the known keys. Where they fail and are not fresh, it does so once more with fresh ones.
func (m *Maker) verify(ctx context.Context, kind linktoken.Kind, token string) (linktoken.Claims, error) {
	token = strings.TrimRight(token, behind)
	keys, err := m.fetch(ctx)
	if err != nil {
		return linktoken.Claims{}, err
	}
	claims, err := keys.Verify(kind, token)
	if err == nil || !m.forget() {
		return claims, err
	}
	if keys, err = m.fetch(ctx); err != nil {
		return linktoken.Claims{}, err
	}
	return keys.Verify(kind, token)
}

// forget drops the keys when they are old enough, and reports whether it did.
func (m *Maker) forget() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	old := m.keys != nil && m.Now().Sub(m.fetched) >= refetch
	if old {
		m.keys = nil
	}
	return old
}

// Invitation is the token of the user's current invitation. It returns try_again when the keys cannot be fetched.
func (m *Maker) Invitation(ctx context.Context, u *store.User) (string, error) {
	keys, err := m.fetch(ctx)
	if err != nil {
		return "", err
	}
	var claims linktoken.Claims
	claims.Organization, _ = id.Binary(id.Organization, u.Org)
	claims.User, _ = id.Binary(id.User, u.ID)
	claims.Subject, _ = email.DigestBytes(u.Digest())
	copy(claims.Nonce[:], decodeNonce(u.Invitation.Nonce))
	return keys.Sign(linktoken.Invitation, claims), nil
}

// Invitation is what an invitation's link says, as it was signed.
type Invitation struct {
	Org, User string
	Digest    string // of the invited address
	Nonce     string
}

// OpenInvitation reads a token. It returns invitation_invalid for what is not a link of ours, and try_again when the
// keys cannot be fetched; Validate says whether the link may still be used.
func (m *Maker) OpenInvitation(ctx context.Context, token string) (Invitation, error) {
	claims, err := m.verify(ctx, linktoken.Invitation, token)
	if errors.Is(err, linktoken.ErrInvalid) {
		return Invitation{}, Invalid()
	}
	if err != nil {
		return Invitation{}, err
	}
	return Invitation{
		Org: id.Text(id.Organization, claims.Organization), User: id.Text(id.User, claims.User),
		Digest: email.DigestText(claims.Subject), Nonce: encodeNonce(claims.Nonce[:]),
	}, nil
}

// Validate says whether the link may be used, given its user as it is now. It returns invitation_used once it was
// accepted, invitation_invalid once it was replaced or the user removed, invitation_expired.
func (i Invitation) Validate(u *store.User, found bool, now time.Time) error {
	switch {
	case !found:
		return Invalid()
	case u.Invitation == nil:
		return problem.New(problem.InvitationUsed, "This invitation has been accepted. Sign in with your password.")
	case u.Invitation.Nonce != i.Nonce:
		return Invalid()
	case u.StatusAt(now) != api.Invited:
		return problem.New(problem.InvitationExpired, "This invitation expired on %s. Ask for a new one.",
			u.Invitation.ExpiresAt.UTC().Format("2 January 2006 at 15:04 MST"))
	}
	return nil
}

// Invalid is invitation_invalid, for a link that is not ours, or does not lead anywhere any more.
func Invalid() error {
	return problem.New(problem.InvitationInvalid, "Open the link of the newest mail, whole, or ask for a new one.")
}

// NewNonce makes the nonce of a new invitation or reset.
func NewNonce(ids id.Source) string { return encodeNonce(ids.Bytes(linktoken.NonceSize)) }

func encodeNonce(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func decodeNonce(s string) []byte {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return nil
	}
	return b
}

// Reset is what a password link says, as it was signed.
type Reset struct{ Digest, Nonce string }

// Reset is the token of a person's open password reset. It returns try_again when the keys cannot be fetched.
func (m *Maker) Reset(ctx context.Context, digest string, r *store.Reset) (string, error) {
	return m.sign(ctx, linktoken.PasswordReset, digest, r.Nonce)
}

func (m *Maker) sign(ctx context.Context, kind linktoken.Kind, digest, nonce string) (string, error) {
	keys, err := m.fetch(ctx)
	if err != nil {
		return "", err
	}
	var claims linktoken.Claims
	claims.Subject, _ = email.DigestBytes(digest)
	copy(claims.Nonce[:], decodeNonce(nonce))
	return keys.Sign(kind, claims), nil
}

// OpenReset reads a token. It returns password_reset_invalid for what is not a
// link of ours, and try_again when the keys cannot be fetched.
func (m *Maker) OpenReset(ctx context.Context, token string) (Reset, error) {
	return m.open(ctx, linktoken.PasswordReset, token,
		problem.New(problem.ResetInvalid, "Open the link of the newest mail, whole, or ask for another."))
}

func (m *Maker) open(ctx context.Context, kind linktoken.Kind, token string, invalid error) (Reset, error) {
	claims, err := m.verify(ctx, kind, token)
	if errors.Is(err, linktoken.ErrInvalid) {
		return Reset{}, invalid
	}
	if err != nil {
		return Reset{}, err
	}
	return Reset{Digest: email.DigestText(claims.Subject), Nonce: encodeNonce(claims.Nonce[:])}, nil
}
