// Package password hashes passwords and judges new ones.
//
// Hashes are argon2id with the parameters that the OWASP Password Storage Cheat
// Sheet recommends (m=19456 KiB, t=2, p=1), in the PHC string format. Passwords
// are put into NFC before anything else (NIST SP 800-63B, 3.1.1.2), so that the
// same password typed on two keyboards is one.
package password

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// The parameters of new hashes.
const (
	memoryKiB = 19456
	passes    = 2
	lanes     = 1
	saltSize  = 16
	tagSize   = 32
)

// The most a stored hash may ask for: a hostile one must not exhaust a function.
const (
	maxMemoryKiB = 256 << 10
	maxPasses    = 16
	maxLanes     = 8
	maxBytes     = 64
)

// Hasher hashes passwords with salts from Random.
type Hasher struct{ Random io.Reader }

// Normalize is the form of a password that is counted and hashed: NFC.
func Normalize(password string) string { return norm.NFC.String(password) }

// Hash hashes a password with a fresh salt. It returns an error only when there
// is no randomness.
func (h Hasher) Hash(password string) (string, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(h.Random, salt); err != nil {
		return "", fmt.Errorf("password: no randomness: %w", err)
	}
	p := parameters{memoryKiB, passes, lanes}
	return p.encode(salt, p.tag(password, salt, tagSize)), nil
}

// Verify reports whether the password is the hash's, in constant time, and
// whether the hash should be made anew with today's parameters. It returns an
// error for a stored hash that is damaged.
func (h Hasher) Verify(encoded, password string) (ok, rehash bool, err error) {
	p, salt, tag, err := parse(encoded)
	if err != nil {
		return false, false, err
	}
	same := subtle.ConstantTimeCompare(tag, p.tag(password, salt, len(tag))) == 1
	today := p == parameters{memoryKiB, passes, lanes} && len(salt) == saltSize && len(tag) == tagSize
	return same, !today, nil
}

// Decoy is a hash that no password has. Verifying against it takes as long as
// against a real one, which is what an unknown address gets.
func (h Hasher) Decoy() string {
	return parameters{memoryKiB, passes, lanes}.encode(make([]byte, saltSize), make([]byte, tagSize))
}

type parameters struct {
	memory, passes uint32
	lanes          uint8
}

func (p parameters) tag(password string, salt []byte, size int) []byte {
	return argon2.IDKey([]byte(Normalize(password)), salt, p.passes, p.memory, p.lanes, uint32(size)) //nolint:gosec // bounded
}

func (p parameters) encode(salt, tag []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.passes, p.lanes,
		b64.EncodeToString(salt), b64.EncodeToString(tag))
}

var errFormat = errors.New("password: not an argon2id hash within bounds")

// parse reads a hash in the PHC string format, strictly.
func parse(encoded string) (p parameters, salt, tag []byte, err error) {
	parts := strings.Split(encoded, "$")
	if strings.ContainsAny(encoded, "\r\n") || // which base64 skips
		len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v="+strconv.Itoa(argon2.Version) {
		return p, nil, nil, errFormat
	}
	if p, err = parseParameters(parts[3]); err != nil {
		return p, nil, nil, err
	}
	salt, err1 := base64.RawStdEncoding.Strict().DecodeString(parts[4])
	tag, err2 := base64.RawStdEncoding.Strict().DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(salt) < 8 || len(salt) > maxBytes || len(tag) < 16 || len(tag) > maxBytes {
		return p, nil, nil, errFormat
	}
	return p, salt, tag, nil
}

func parseParameters(s string) (parameters, error) {
	fields := strings.Split(s, ",")
	if len(fields) != 3 {
		return parameters{}, errFormat
	}
	var n [3]uint64
	for i, name := range []string{"m=", "t=", "p="} {
		text, ok := strings.CutPrefix(fields[i], name)
		value, err := strconv.ParseUint(text, 10, 32)
		if !ok || err != nil || strconv.FormatUint(value, 10) != text {
			return parameters{}, errFormat
		}
		n[i] = value
	}
	if n[0] < 8 || n[0] > maxMemoryKiB || n[1] < 1 || n[1] > maxPasses || n[2] < 1 || n[2] > maxLanes || n[0] < 8*n[2] {
		return parameters{}, errFormat
	}
	return parameters{uint32(n[0]), uint32(n[1]), uint8(n[2])}, nil
}
