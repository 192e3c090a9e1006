// Package linktoken makes and checks the tokens of mailed links.
//
// # What a token is
//
// A version, the id of the key that signed it, what it claims, and an
// HMAC-SHA-256 over all of that and the kind of link, together 110 bytes, in
// base64url without padding (RFC 4648, section 5): 147 characters that fit in a
// path as they are. It is signed, not encrypted: whoever holds it can read the
// ids in it, but cannot change them. The token is not stored, so whoever reads
// the table, its backups or its stream cannot open a link.
//
// # What Verify says, and what it does not
//
// Verify says that the token was made here, for this kind of link. The caller
// checks, with the claims and the table, whether it has expired, was used, or was
// replaced by a newer one. The holder of a signed token is told which; for
// anything else, the response gives no reason.
//
// # Keys
//
// There may be several keys. The last one signs and all of them verify, so that
// a new key leaves the links in people's mailboxes valid. See ParseKeys.
package linktoken

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
	"time"
)

// Kind is what a link is for. A token of one kind is not valid as another.
type Kind string

// The kinds.
const (
	Invitation    Kind = "invitation"
	PasswordReset Kind = "password-reset"
)

// Claims is what a token says. All kinds have the same layout, so that there is
// one thing to get right; a password reset leaves Organization and User zero.
type Claims struct {
	Organization, User [16]byte  // the bytes of the ids
	Subject            [20]byte  // the digest of the address it was mailed to
	Nonce              [16]byte  // of the invitation or reset; a newer one replaces it
	ExpiresAt          time.Time // in whole seconds; fractions are cut off
}

const (
	version     = 1
	headSize    = 2
	payloadSize = 16 + 16 + 20 + 16 + 8
	macSize     = sha256.Size
	tokenSize   = headSize + payloadSize + macSize
)

// ErrInvalid is Verify's error for everything that Sign did not make. It does not
// say why: the reason would only help an attacker.
var ErrInvalid = errors.New("linktoken: not a token of ours")

// Sign returns a token of this kind, signed with the current key. The same claims
// give the same token every time. It panics if there are no keys, which ParseKeys
// never returns.
func (k Keys) Sign(kind Kind, c Claims) string {
	if len(k.all) == 0 {
		panic("linktoken: no key to sign with")
	}
	current := k.all[len(k.all)-1]
	raw := append([]byte{version, current.id}, c.encode()...)
	return base64.RawURLEncoding.EncodeToString(append(raw, current.mac(kind, raw)...))
}

// Verify returns the claims of a token of this kind, or ErrInvalid for everything
// that Sign did not make, bit for bit, with one of the keys: a token has only one
// spelling. The caller checks ExpiresAt, which is in UTC.
func (k Keys) Verify(kind Kind, token string) (Claims, error) {
	raw, ok := decodeText(token)
	if !ok {
		return Claims{}, ErrInvalid
	}
	signed, mac := raw[:headSize+payloadSize], raw[headSize+payloadSize:]
	for _, candidate := range k.all {
		if candidate.id == signed[1] && hmac.Equal(mac, candidate.mac(kind, signed)) {
			return decode(signed[headSize:]), nil
		}
	}
	return Claims{}, ErrInvalid
}

// decodeText returns the bytes of a token of this version. It checks the length
// first, so that a long text costs nothing.
func decodeText(token string) ([]byte, bool) {
	encoding := base64.RawURLEncoding.Strict()
	if len(token) != encoding.EncodedLen(tokenSize) || strings.ContainsAny(token, "\r\n") { // which base64 skips
		return nil, false
	}
	raw, err := encoding.DecodeString(token)
	return raw, err == nil && raw[0] == version
}

func (c Claims) encode() []byte {
	raw := make([]byte, 0, payloadSize)
	raw = append(raw, c.Organization[:]...)
	raw = append(raw, c.User[:]...)
	raw = append(raw, c.Subject[:]...)
	raw = append(raw, c.Nonce[:]...)
	return binary.BigEndian.AppendUint64(raw, uint64(c.ExpiresAt.Unix())) //nolint:gosec // the same bits come back
}

func decode(raw []byte) Claims {
	var c Claims
	raw = raw[copy(c.Organization[:], raw):]
	raw = raw[copy(c.User[:], raw):]
	raw = raw[copy(c.Subject[:], raw):]
	raw = raw[copy(c.Nonce[:], raw):]
	c.ExpiresAt = time.Unix(int64(binary.BigEndian.Uint64(raw)), 0).UTC() //nolint:gosec // as it was signed
	return c
}
