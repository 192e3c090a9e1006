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

// today returns the parameters of new hashes.
func today() parameters { return parameters{memory: memoryKiB, passes: passes, lanes: lanes} }

// Hasher hashes passwords with salts from Random, which is crypto/rand.Reader outside tests.
type Hasher struct{ Random io.Reader }

// Normalize returns the form of a password that is counted and hashed: NFC. Hash,
// Verify and Check apply it themselves.
func Normalize(password string) string { return norm.NFC.String(password) }

// Hash hashes a password with a new salt. It does not check the policy: see Check.
// It returns an error only if there is no randomness.
func (h Hasher) Hash(password string) (string, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(h.Random, salt); err != nil {
		return "", fmt.Errorf("password: no randomness: %w", err)
	}
	p := today()
	return hash{p, salt, p.tag(password, salt, tagSize)}.String(), nil
}

// Verify reports whether encoded is a hash of the password, comparing in constant time, and if so, whether the
// password should be hashed again because the parameters have changed, or other software made the hash. If encoded is
// not a hash, or asks for too much, it returns an error that matches ErrHash, without hashing anything.
func (h Hasher) Verify(encoded, password string) (ok, needsRehash bool, err error) {
	if verify, theirs, err := parseForeign(encoded); theirs {
		if err != nil {
			return false, false, err
		}
		ok := verify(password)
		return ok, ok, nil
	}
	stored, err := parse(encoded)
	if err != nil {
		return false, false, err
	}
	ok = stored.matches(password)
	asToday := stored.parameters == today() && len(stored.salt) == saltSize && len(stored.tag) == tagSize
	return ok, ok && !asToday, nil
}

func (h hash) matches(password string) bool {
	return subtle.ConstantTimeCompare(h.tag, h.parameters.tag(password, h.salt, len(h.tag))) == 1
}

// CheckHash returns an error that matches ErrHash for a text that Verify does not take: damaged, of a function that is
// not known, or asking for too much time or memory. It hashes nothing.
func CheckHash(encoded string) error {
	_, theirs, err := parseForeign(encoded)
	if !theirs {
		_, err = parse(encoded)
	}
	return err
}

// Decoy returns a hash that no password has: nobody finds one whose tag is all
// zeros. Verifying against it takes as long as against a real one. Use it for an
// unknown address, so that the response time does not tell who has an account.
func (h Hasher) Decoy() string {
	return hash{today(), make([]byte, saltSize), make([]byte, tagSize)}.String()
}
