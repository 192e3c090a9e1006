// Package linktoken makes and checks the tokens of mailed links.
//
// A token is a version, the id of the key that signed it, what it claims, and
// an HMAC-SHA-256 over all of that and the kind of link, in base64url. Nothing
// of it is stored. Several keys may be known, of which the last one signs: a
// new key is added, and an old one taken away once its last link has run out.
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

// Kind is what a link is for. A token of one kind is none of another.
type Kind string

// The kinds.
const (
	Invitation    Kind = "invitation"
	PasswordReset Kind = "password-reset"
)

// Claims is what a token says. Organization and User are zero in a password
// reset.
type Claims struct {
	Organization, User [16]byte
	Subject            [20]byte // digest of the address it was mailed to
	Nonce              [16]byte // of the invitation or reset it is for; a newer one makes it dead
	ExpiresAt          time.Time
}

const (
	version     = 1
	headSize    = 2
	payloadSize = 16 + 16 + 20 + 16 + 8
	macSize     = sha256.Size
	tokenSize   = headSize + payloadSize + macSize
)

// ErrInvalid is what Verify says of anything it did not sign. It does not say
// why: the reason would only help who tries.
var ErrInvalid = errors.New("linktoken: not a token of ours")

// Sign makes a token of this kind with the current key.
func (k Keys) Sign(kind Kind, c Claims) string {
	current := k.all[len(k.all)-1]
	raw := append([]byte{version, current.id}, c.encode()...)
	return base64.RawURLEncoding.EncodeToString(append(raw, current.mac(kind, raw)...))
}

// Verify gives what a token of this kind claims, or ErrInvalid. Whether it has
// run out is the caller's to judge by ExpiresAt.
func (k Keys) Verify(kind Kind, token string) (Claims, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || strings.ContainsAny(token, "\r\n") || len(raw) != tokenSize || raw[0] != version {
		return Claims{}, ErrInvalid
	}
	signed, mac := raw[:headSize+payloadSize], raw[headSize+payloadSize:]
	for _, candidate := range k.all {
		if candidate.id == raw[1] && hmac.Equal(mac, candidate.mac(kind, signed)) {
			return decode(signed[headSize:]), nil
		}
	}
	return Claims{}, ErrInvalid
}

func macWith(secret []byte) func(Kind, []byte) []byte {
	return func(kind Kind, signed []byte) []byte {
		h := hmac.New(sha256.New, secret)
		h.Write([]byte("usher link v1\x00" + string(kind) + "\x00"))
		h.Write(signed)
		return h.Sum(nil)
	}
}

func (c Claims) encode() []byte {
	raw := make([]byte, 0, payloadSize)
	raw = append(raw, c.Organization[:]...)
	raw = append(raw, c.User[:]...)
	raw = append(raw, c.Subject[:]...)
	raw = append(raw, c.Nonce[:]...)
	return binary.BigEndian.AppendUint64(raw, uint64(c.ExpiresAt.Unix())) //nolint:gosec // after 1970
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
