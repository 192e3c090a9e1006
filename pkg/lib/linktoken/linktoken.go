// Package linktoken makes and checks the tokens of mailed links.
//
// # What a token is
//
// A version, the id of the key that signed it, what it claims, and the first 16 bytes of an HMAC-SHA-256 over all of
// that and the kind of link (RFC 2104, section 5, asks for half of the hash), in base64url without padding (RFC 4648,
// section 5): 106 characters for an invitation and 63 for the others, which fit in a path as they are. Neither
// length lets one end in "-" or "_", which mail programs leave out of a link. It is signed, not encrypted: whoever
// holds it can read the ids in it, but cannot change them. The token is not stored, so whoever reads the table, its
// backups or its stream cannot open a link.
//
// # What Verify says, and what it does not
//
// Verify says that the token was made here, for this kind of link. The caller checks, with the claims and the table,
// whether it has expired, was used, or was replaced by a newer one. The holder of a signed token is told which; for
// anything else, the response gives no reason.
//
// # Keys
//
// There may be several keys. The last one signs and all of them verify, so that
// a new key leaves the links in people's mailboxes valid. See ParseKeys.
package linktoken

import (
	"crypto/hmac"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
)

// Kind is what a link is for. A token of one kind is not valid as another.
type Kind string

// The kinds.
const (
	Invitation    Kind = "invitation"
	PasswordReset Kind = "password-reset"
	EmailChange   Kind = "email-change"  // mailed to the new address
	EmailRestore  Kind = "email-restore" // mailed to the old one
)

// NonceSize is the size of a nonce, in bytes. It tells one link of a person from the next; to somebody who has the keys
// it is what is still to be guessed, one request at a time.
const NonceSize = 9

// Claims is what a token says. All but an invitation hold neither Organization nor User. When it expires is not in
// it: that is decided from the table.
type Claims struct {
	Organization, User [16]byte        // the bytes of the ids
	Subject            [20]byte        // the digest of the address it was mailed to
	Nonce              [NonceSize]byte // of the invitation or reset; a newer one replaces it
}

const (
	version   = 2
	headSize  = 2
	resetSize = 20 + NonceSize
	claimSize = 16 + 16 + resetSize
	macSize   = 16
)

// size is how many bytes the claims of a kind take.
func (k Kind) size() int {
	if k == Invitation {
		return claimSize
	}
	return resetSize
}

// ErrInvalid is Verify's error for everything that Sign did not make. It does not
// say why: the reason would only help an attacker.
var ErrInvalid = errors.New("linktoken: not a token of ours")

// Sign returns a token of this kind, signed with the current key. The same claims give the same token every time. It
// panics if there are no keys, which ParseKeys never returns.
func (k Keys) Sign(kind Kind, c Claims) string {
	if len(k.all) == 0 {
		panic("linktoken: no key to sign with")
	}
	current := k.all[len(k.all)-1]
	claims := c.encode()
	raw := append([]byte{version, current.id}, claims[len(claims)-kind.size():]...)
	return base64.RawURLEncoding.EncodeToString(append(raw, current.mac(kind, raw)...))
}

// Verify returns the claims of a token of this kind, or ErrInvalid for everything that Sign did not make, bit for
// bit, with one of the keys: a token has only one spelling.
func (k Keys) Verify(kind Kind, token string) (Claims, error) {
	raw, ok := decodeText(token, headSize+kind.size()+macSize)
	if !ok {
		return Claims{}, ErrInvalid
	}
	signed, mac := raw[:len(raw)-macSize], raw[len(raw)-macSize:]
	for _, candidate := range k.all {
		if candidate.id == signed[1] && hmac.Equal(mac, candidate.mac(kind, signed)) {
			return decode(signed[headSize:]), nil
		}
	}
	return Claims{}, ErrInvalid
}

// decodeText returns the bytes of a token of this version and size. It checks the length
// first, so that a long text costs nothing.
func decodeText(token string, size int) ([]byte, bool) {
	encoding := base64.RawURLEncoding.Strict()
	if len(token) != encoding.EncodedLen(size) || strings.ContainsAny(token, "\r\n") { // which base64 skips
		return nil, false
	}
	raw, err := encoding.DecodeString(token)
	return raw, err == nil && raw[0] == version
}

// encode puts what a password reset holds last.
func (c Claims) encode() []byte {
	return slices.Concat(c.Organization[:], c.User[:], c.Subject[:], c.Nonce[:])
}

func decode(raw []byte) Claims {
	var c Claims
	if len(raw) == claimSize {
		raw = raw[copy(c.Organization[:], raw):]
		raw = raw[copy(c.User[:], raw):]
	}
	raw = raw[copy(c.Subject[:], raw):]
	copy(c.Nonce[:], raw)
	return c
}
