package access

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
)

// SessionToken is the content of the session cookie: whose session, which, and
// the secret that proves it. Organizations are only a hint about what to read
// along, so that one round trip does; a forged hint gains nothing, because
// memberships are read too.
type SessionToken struct {
	Digest        string // of the person's address
	ID            string
	Secret        []byte `json:"-"`
	Organizations []string
}

// Format keeps the secret out of logs, by whatever verb the token is printed.
func (t SessionToken) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "token of "+t.ID)
}

const (
	digestSize = email.DigestSize
	secretSize = 32
	idSize     = 16
	headSize   = digestSize + idSize + secretSize
	maxHints   = 20
)

// NewSessionToken makes the token of a new session.
func NewSessionToken(ids id.Source, digest string, organizations []string) SessionToken {
	return SessionToken{Digest: digest, ID: ids.New(id.Session), Secret: ids.Bytes(secretSize),
		Organizations: organizations}
}

// Encode is the cookie's value.
func (t SessionToken) Encode() string {
	digest, ok := email.DigestBytes(t.Digest)
	if !ok {
		return ""
	}
	session, _ := id.Binary(id.Session, t.ID)
	raw := append(append(digest[:], session[:]...), t.Secret...)
	for _, org := range t.Organizations[:min(len(t.Organizations), maxHints)] {
		if b, ok := id.Binary(id.Organization, org); ok {
			raw = append(raw, b[:]...)
		}
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// ParseSessionToken reads a cookie's value; false when it is not one of ours.
func ParseSessionToken(value string) (SessionToken, bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(value)
	if err != nil || strings.ContainsAny(value, "\r\n") || len(raw) < headSize ||
		(len(raw)-headSize)%idSize != 0 || len(raw) > headSize+maxHints*idSize {
		return SessionToken{}, false
	}
	t := SessionToken{
		Digest: email.DigestText([digestSize]byte(raw[:digestSize])),
		ID:     id.Text(id.Session, [idSize]byte(raw[digestSize:digestSize+idSize])),
		Secret: raw[digestSize+idSize : headSize],
	}
	if !id.Valid(id.Session, t.ID) {
		return SessionToken{}, false
	}
	for rest := raw[headSize:]; len(rest) > 0; rest = rest[idSize:] {
		t.Organizations = append(t.Organizations, id.Text(id.Organization, [idSize]byte(rest[:idSize])))
	}
	return t, true
}

// Hash is what the table keeps of the secret.
func (t SessionToken) Hash() []byte {
	sum := sha256.Sum256(t.Secret)
	return sum[:]
}

// Matches compares the secret with a stored hash, in constant time.
func (t SessionToken) Matches(hash []byte) bool {
	return subtle.ConstantTimeCompare(t.Hash(), hash) == 1
}
