package password

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	hashes "hash"
	"strings"

	"golang.org/x/crypto/scrypt"
	"golang.org/x/text/unicode/norm"
)

// The most that hashes of these functions may ask for: twice what Django and OWASP recommend today.
const (
	maxIterations = 2_500_000 // PBKDF2
	maxScrypt     = MaxMemory / 128
	maxScryptWork = 2 * maxScrypt // its blocks, on all of its lanes
)

// parsePBKDF2 reads <iterations>$<salt>$<base64>, as Django writes it; the salt is text.
func parsePBKDF2(rest string, h func() hashes.Hash) (verifier, error) {
	parts := strings.Split(rest, "$")
	if len(parts) != 3 {
		return nil, badHash("it does not read pbkdf2_<function>$<iterations>$<salt>$<hash>")
	}
	var err error
	iterations, salt := number(&err, "iterations", parts[0], maxIterations), []byte(parts[1])
	tag := decode(&err, base64.StdEncoding, "hash", parts[2])
	if err == nil && len(tag) != h().Size() {
		err = badHash("its hash is of another length than the function's")
	}
	return matches(tag, func(password string) ([]byte, error) {
		return pbkdf2.Key(h, password, salt, iterations, len(tag))
	}), err
}

// scryptCost is what scrypt is asked for.
type scryptCost struct{ n, r, p int }

// check refuses what scrypt does not take (RFC 7914, section 6), and what takes too much memory or time.
func (c scryptCost) check(err *error) {
	if *err == nil && (c.n < 2 || c.n&(c.n-1) != 0 || c.n*c.r > maxScrypt || c.n*c.r*c.p > maxScryptWork) {
		*err = badHash(fmt.Sprintf("its costs are not a power of two with N*r up to %d and N*r*p up to %d",
			maxScrypt, maxScryptWork))
	}
}

func (c scryptCost) key(password string, salt []byte, size int) ([]byte, error) {
	return scrypt.Key([]byte(password), salt, c.n, c.r, c.p, size)
}

// shift is 2 to the power that a text says.
func shift(err *error, what, text string) int {
	if n := number(err, what, text, 20); *err == nil {
		return 1 << n
	}
	return 0
}

// parseDjangoScrypt reads <N>$<salt>$<r>$<p>$<base64>; the salt is text.
func parseDjangoScrypt(rest string) (verifier, error) {
	parts := strings.Split(rest, "$")
	if len(parts) != 5 {
		return nil, badHash("it does not read scrypt$<N>$<salt>$<r>$<p>$<hash>")
	}
	var err error
	c := scryptCost{number(&err, "N", parts[0], maxScrypt), number(&err, "r", parts[2], 64),
		number(&err, "p", parts[3], 64)}
	c.check(&err)
	tag := decode(&err, base64.StdEncoding, "hash", parts[4])
	return matches(tag, func(password string) ([]byte, error) {
		return c.key(password, []byte(parts[1]), len(tag))
	}), err
}

// parsePHCScrypt reads ln=<log2 N>,r=<r>,p=<p>$<salt>$<hash>, as passlib writes it.
func parsePHCScrypt(rest string) (verifier, error) {
	parts := strings.FieldsFunc(rest, func(r rune) bool { return r == '$' || r == ',' })
	if len(parts) != 5 || rest != strings.Join(parts[:3], ",")+"$"+parts[3]+"$"+parts[4] ||
		!strings.HasPrefix(parts[0], "ln=") || !strings.HasPrefix(parts[1], "r=") || !strings.HasPrefix(parts[2], "p=") {
		return nil, badHash("it does not read $scrypt$ln=<log2 N>,r=<r>,p=<p>$<salt>$<hash>")
	}
	var err error
	c := scryptCost{shift(&err, "ln", parts[0][3:]), number(&err, "r", parts[1][2:], 64),
		number(&err, "p", parts[2][2:], 64)}
	c.check(&err)
	salt := decode(&err, base64.RawStdEncoding, "salt", parts[3])
	tag := decode(&err, base64.RawStdEncoding, "hash", parts[4])
	return matches(tag, func(password string) ([]byte, error) { return c.key(password, salt, len(tag)) }), err
}

// What better-auth writes: 32 hexadecimal digits, which as text are the salt, a colon, and a hash of 64 bytes.
const betterAuthSalt, betterAuthSize = 32, 32 + 1 + 128

// parseBetterAuth reads such a hash. The parameters are better-auth's own, and so is the normal form, NFKC.
func parseBetterAuth(encoded string) (verifier, error) {
	salt := encoded[:betterAuthSalt]
	tag, err := hex.DecodeString(encoded[betterAuthSalt+1:])
	if _, bad := hex.DecodeString(salt); bad != nil || err != nil {
		return nil, badHash("it does not read <salt>:<hash> in hexadecimal digits")
	}
	return matches(tag, func(password string) ([]byte, error) {
		return scryptCost{16384, 16, 1}.key(norm.NFKC.String(password), []byte(salt), len(tag))
	}), nil
}

const firebasePrefix = "firebase_scrypt$"

// FirebaseParameters are a Firebase project's password hash parameters, as its console shows them: the signer key and
// the salt's separator in base64.
type FirebaseParameters struct {
	SignerKey, SaltSeparator string
	Rounds, MemCost          int
}

// Firebase spells a hash of Firebase's modified scrypt (https://github.com/firebase/scrypt) for Verify, with the
// project's parameters. Salt and hash are in base64, as `firebase auth:export` writes them.
func Firebase(p FirebaseParameters, salt, hash string) string {
	return fmt.Sprintf("%s%d$%d$%s$%s$%s$%s", firebasePrefix, p.MemCost, p.Rounds, p.SaltSeparator, p.SignerKey,
		salt, hash)
}

// parseFirebase reads what Firebase wrote: the hash is the project's key, encrypted with what scrypt makes of the
// password.
func parseFirebase(rest string) (verifier, error) {
	parts := strings.Split(rest, "$")
	if len(parts) != 6 {
		return nil, badHash("it does not read firebase_scrypt$<mem_cost>$<rounds>$<separator>$<key>$<salt>$<hash>")
	}
	var err error
	c := scryptCost{shift(&err, "mem_cost", parts[0]), number(&err, "rounds", parts[1], 64), 1}
	c.check(&err)
	separator := decode(&err, base64.StdEncoding, "separator", parts[2])
	signer := decode(&err, base64.StdEncoding, "key", parts[3])
	salt := decode(&err, base64.StdEncoding, "salt", parts[4])
	tag := decode(&err, base64.StdEncoding, "hash", parts[5])
	salted := append(append([]byte{}, salt...), separator...)
	return matches(tag, func(password string) ([]byte, error) {
		key, err := c.key(password, salted, 32)
		if err != nil {
			return nil, err
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		sealed := make([]byte, len(signer))
		cipher.NewCTR(block, make([]byte, aes.BlockSize)).XORKeyStream(sealed, signer)
		return sealed, nil
	}), err
}

// decode reads base64 of a part of a hash. What is to be compared has at least 128 bits. After an error it reads
// nothing.
func decode(err *error, encoding *base64.Encoding, what, text string) []byte {
	raw, bad := encoding.Strict().DecodeString(text)
	if *err == nil && (bad != nil || strings.ContainsAny(text, "\r\n")) {
		*err = badHash("its " + what + " is not base64")
	}
	if *err == nil && what == "hash" && len(raw) < minTag {
		*err = badHash("its hash is shorter than 16 bytes")
	}
	return raw
}
