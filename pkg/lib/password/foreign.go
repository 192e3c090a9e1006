package password

import (
	"crypto/sha1" //nolint:gosec // what older releases of Django hashed with
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/bcrypt"
)

// maxEncoded is how long a hash of other software is at most, in bytes: Firebase's has some 250.
const maxEncoded = 512

// maxBcryptCost takes as long as the dearest of the others, a second or so of a whole core. Most software has 10 to 12.
const maxBcryptCost = 14

// verifier reports, in constant time, whether a password is that of a hash.
type verifier func(password string) bool

// spelling is one of other software: what it begins with, and what reads the text behind that.
type spelling struct {
	prefix string
	parse  func(rest string) (verifier, error)
}

func spellings() []spelling {
	asTyped := func(p string) []byte { return []byte(p) }
	return []spelling{
		{"$2", func(rest string) (verifier, error) { return parseBcrypt("$2"+rest, asTyped) }},
		{"bcrypt$", func(rest string) (verifier, error) { return parseBcrypt(rest, asTyped) }},
		{"bcrypt_sha256$", func(rest string) (verifier, error) { return parseBcrypt(rest, hexSHA256) }},
		{"argon2$", func(rest string) (verifier, error) { return parseArgon2("$" + rest) }},
		{"pbkdf2_sha256$", func(rest string) (verifier, error) { return parsePBKDF2(rest, sha256.New) }},
		{"pbkdf2_sha1$", func(rest string) (verifier, error) { return parsePBKDF2(rest, sha1.New) }},
		{"scrypt$", parseDjangoScrypt},
		{"$scrypt$", parsePHCScrypt},
		{firebasePrefix, parseFirebase},
	}
}

// parseForeign reads a hash in the spelling of other software. It reports whether the text is in one of them; where it
// is, an error matches ErrHash.
func parseForeign(encoded string) (verify verifier, theirs bool, err error) {
	for _, s := range spellings() {
		rest, found := strings.CutPrefix(encoded, s.prefix)
		switch {
		case !found:
		case len(encoded) > maxEncoded:
			return nil, true, badHash("it is too long")
		default:
			verify, err = s.parse(rest)
			return verify, true, err
		}
	}
	if len(encoded) == betterAuthSize && encoded[betterAuthSalt] == ':' {
		verify, err = parseBetterAuth(encoded)
		return verify, true, err
	}
	return nil, false, nil
}

// parseBcrypt reads $2a$, $2b$ or $2y$, a cost, and 53 characters of salt and hash. $2x$ is of a known fault, and not
// taken. As everywhere, bcrypt sees 72 bytes of what form makes of the password.
func parseBcrypt(encoded string, form func(string) []byte) (verifier, error) {
	const format = "$2b$<cost>$<salt and hash>"
	if len(encoded) != 60 || encoded[0] != '$' || encoded[1] != '2' || !strings.ContainsRune("aby", rune(encoded[2])) ||
		encoded[3] != '$' || encoded[6] != '$' || strings.Trim(encoded[7:],
		"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return nil, badHash("it does not read " + format)
	}
	cost, err := strconv.Atoi(encoded[4:6])
	if err != nil || cost < bcrypt.MinCost || cost > maxBcryptCost || encoded[4] < '0' { // a sign
		return nil, badHash(fmt.Sprintf("its cost is not a number from %d to %d", bcrypt.MinCost, maxBcryptCost))
	}
	return func(password string) bool {
		return bcrypt.CompareHashAndPassword([]byte(encoded), form(password)) == nil
	}, nil
}

// hexSHA256 is what Django's bcrypt_sha256 gives to bcrypt, so that a password may be longer than 72 bytes.
func hexSHA256(password string) []byte {
	sum := sha256.Sum256([]byte(password))
	return []byte(hex.EncodeToString(sum[:]))
}

// parseArgon2 reads a hash in the PHC format behind Django's own prefix.
func parseArgon2(encoded string) (verifier, error) {
	h, err := parse(encoded)
	return h.matches, err
}

// number reads a number of a hash from 1 to most, written without leading zeros. After an error it reads nothing.
func number(err *error, what, text string, most int) int {
	n, bad := strconv.Atoi(text)
	if *err == nil && (bad != nil || n < 1 || n > most || strconv.Itoa(n) != text) {
		*err = badHash(fmt.Sprintf("its %s is not a number from 1 to %d", what, most))
	}
	return n
}

// matches reports whether tag is what derive makes of a password.
func matches(tag []byte, derive func(password string) ([]byte, error)) verifier {
	return func(password string) bool {
		derived, err := derive(password)
		return err == nil && subtle.ConstantTimeCompare(tag, derived) == 1
	}
}
