package password

import (
	"crypto/subtle"
	"fmt"
	"io"

	"golang.org/x/text/unicode/norm"
)

// The parameters of new hashes: the first choice of the OWASP Password Storage
// Cheat Sheet, https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html,
// with the salt and tag of RFC 9106, section 4.
const (
	memoryKiB = 19456
	passes    = 2
	lanes     = 1
	saltSize  = 16
	tagSize   = 32
)

// today is how new hashes are made.
func today() parameters { return parameters{memory: memoryKiB, passes: passes, lanes: lanes} }

// Hasher hashes passwords with salts from Random, which is crypto/rand's Reader
// outside of tests.
type Hasher struct{ Random io.Reader }

// Normalize is the form of a password that is counted and hashed: NFC. Hash,
// Verify and Check apply it themselves.
func Normalize(password string) string { return norm.NFC.String(password) }

// Hash hashes a password with a fresh salt. It does not judge it: see Check. It
// returns an error only when there is no randomness.
func (h Hasher) Hash(password string) (string, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(h.Random, salt); err != nil {
		return "", fmt.Errorf("password: no randomness: %w", err)
	}
	p := today()
	return hash{p, salt, p.tag(password, salt, tagSize)}.String(), nil
}

// Verify reports whether encoded is a hash of the password, comparing in
// constant time, and whether it is but should be made anew, as its parameters
// are not today's. It returns an error matching ErrHash, and works no longer
// than reading takes, when encoded is no hash or asks for too much.
func (h Hasher) Verify(encoded, password string) (ok, needsRehash bool, err error) {
	stored, err := parse(encoded)
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(stored.tag, stored.parameters.tag(password, stored.salt, len(stored.tag))) == 1
	asToday := stored.parameters == today() && len(stored.salt) == saltSize && len(stored.tag) == tagSize
	return ok, ok && !asToday, nil
}

// Decoy is a hash that no password has: nobody finds one whose tag is all zeros.
// Verifying against it takes the work of a real one, which is what an unknown
// address gets, so that the time of an answer does not tell who has an account.
func (h Hasher) Decoy() string {
	return hash{today(), make([]byte, saltSize), make([]byte, tagSize)}.String()
}
