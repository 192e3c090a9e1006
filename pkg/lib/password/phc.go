package password

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
)

// The most that a stored hash may ask for: Django's argon2 takes 100 MiB on 8 lanes. Memory and passes together are
// bounded too, as they are what takes time. Somebody who can write to the table cannot exhaust a function.
const (
	maxMemoryKiB    = MaxMemory >> 10
	maxPasses       = 10
	maxLanes        = 16
	maxMemoryPasses = 640 << 10
)

// MaxMemory is how many bytes verifying a stored hash takes at most.
const MaxMemory = 128 << 20

// The sizes of salt and tag that are accepted, in bytes (RFC 9106, section 3.1, sets no upper limits below 2^32).
const (
	minSalt, minTag = 8, 16
	maxBytes        = 64
)

// minMemoryPerLane is what argon2 needs, in KiB (RFC 9106, section 3.1).
const minMemoryPerLane = 8

// ErrHash is matched by all errors about a stored hash: it is damaged, in another
// format, or out of bounds. They name the part, and hold nothing of its content.
var ErrHash = errors.New("password: the stored hash cannot be used")

func badHash(why string) error { return fmt.Errorf("%w: %s", ErrHash, why) }

// parameters are the variant and the cost of an argon2 hash.
type parameters struct {
	argon2i bool   // rather than argon2id
	memory  uint32 // in KiB
	passes  uint32
	lanes   uint8
}

// hash is what a stored hash holds.
type hash struct {
	parameters
	salt, tag []byte
}

func (p parameters) tag(password string, salt []byte, size int) []byte {
	derive := argon2.IDKey
	if p.argon2i {
		derive = argon2.Key
	}
	return derive([]byte(Normalize(password)), salt, p.passes, p.memory, p.lanes, uint32(size))
}

// String returns the hash in the PHC string format,
// https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md.
func (h hash) String() string {
	encoding := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.memory, h.passes, h.lanes,
		encoding.EncodeToString(h.salt), encoding.EncodeToString(h.tag))
}

// parse reads a hash in the spelling that String writes, and in no other; argon2i's too.
func parse(encoded string) (h hash, err error) {
	const format = "$argon2id$v=19$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<tag>"
	parts := strings.Split(encoded, "$")
	switch {
	case len(parts) != 6 || parts[0] != "":
		return hash{}, badHash("it does not read " + format)
	case parts[1] != "argon2id" && parts[1] != "argon2i":
		return hash{}, badHash("it is not argon2id's or argon2i's")
	case parts[2] != "v="+strconv.Itoa(argon2.Version):
		return hash{}, badHash("its version is not 19")
	}
	if h.parameters, err = parseParameters(parts[3]); err != nil {
		return hash{}, err
	}
	h.argon2i = parts[1] == "argon2i"
	if h.salt, err = parseBytes("salt", parts[4], minSalt); err != nil {
		return hash{}, err
	}
	if h.tag, err = parseBytes("tag", parts[5], minTag); err != nil {
		return hash{}, err
	}
	return h, nil
}

func parseParameters(s string) (parameters, error) {
	fields := strings.Split(s, ",")
	if len(fields) != 3 {
		return parameters{}, badHash("its parameters do not read m=<KiB>,t=<passes>,p=<lanes>")
	}
	var n [3]uint32
	for i, limit := range []struct {
		name string
		most uint32
	}{{"m", maxMemoryKiB}, {"t", maxPasses}, {"p", maxLanes}} {
		text, found := strings.CutPrefix(fields[i], limit.name+"=")
		value, err := strconv.ParseUint(text, 10, 32)
		if !found || err != nil || value < 1 || value > uint64(limit.most) || strconv.FormatUint(value, 10) != text {
			return parameters{}, badHash(fmt.Sprintf("its parameter %s is not a number from 1 to %d", limit.name, limit.most))
		}
		n[i] = uint32(value)
	}
	if n[0] < minMemoryPerLane*n[2] {
		return parameters{}, badHash("its memory is less than 8 KiB a lane")
	}
	if n[0]*n[1] > maxMemoryPasses {
		return parameters{}, badHash(fmt.Sprintf("its memory times its passes are more than %d", maxMemoryPasses))
	}
	return parameters{memory: n[0], passes: n[1], lanes: uint8(n[2])}, nil //nolint:gosec // at most maxLanes
}

// parseBytes reads base64 without padding. It checks the length first, so that a long text costs nothing.
func parseBytes(what, text string, least int) ([]byte, error) {
	encoding := base64.RawStdEncoding.Strict()
	if size := encoding.DecodedLen(len(text)); size < least || size > maxBytes {
		return nil, badHash(fmt.Sprintf("its %s is not of %d to %d bytes", what, least, maxBytes))
	}
	raw, err := encoding.DecodeString(text)
	if err != nil || strings.ContainsAny(text, "\r\n") { // which base64 skips
		return nil, badHash("its " + what + " is not base64 without padding")
	}
	return raw, nil
}
