package linktoken

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// KeySize is the size of a key, in bytes: the size of a SHA-256, above which HMAC
// gains nothing (RFC 2104, section 3).
const KeySize = 32

// Keys are the keys that verify links; the last one signs. The zero value has no keys: it verifies nothing and must
// not sign. Printing Keys, at any depth inside another value, shows no key.
type Keys struct{ all []key }

// key holds its secret in a function, since fmt prints everything else: some verbs
// ignore String, and unexported fields are printed without it.
type key struct {
	id  byte
	mac func(kind Kind, signed []byte) []byte
	box func() (cipher.AEAD, error)
}

// String says how many keys there are, and keeps them out of logs.
func (k Keys) String() string { return strconv.Itoa(len(k.all)) + " link keys" }

// GoString is String, for the verb %#v.
func (k Keys) GoString() string { return k.String() }

// ParseKeys reads keys as a setting holds them, the newest last: "1:<base64>,2:<base64>", where 1 and 2 are ids from
// 1 to 255 and the base64 is of 32 random bytes, as `openssl rand -base64 32` writes them. To rotate, add a key after
// the others under a new id; remove the old one when its last link has expired. The error says which key is wrong and
// how, and holds nothing of the text, as any part of it may be a secret in the wrong place.
func ParseKeys(s string) (Keys, error) {
	if strings.TrimSpace(s) == "" {
		return Keys{}, errors.New("linktoken: no keys are set")
	}
	var keys Keys
	ids, secrets := map[byte]bool{}, map[[KeySize]byte]bool{}
	for part := range strings.SplitSeq(s, ",") {
		id, secret, err := parseKey(strings.TrimSpace(part))
		switch {
		case err != nil:
		case ids[id]:
			err = errors.New("another key has its id already")
		case secrets[secret]:
			err = errors.New("another key has its bytes already, so it replaces nothing")
		}
		if err != nil {
			return Keys{}, fmt.Errorf("linktoken: key %d of %d: %w", len(keys.all)+1, strings.Count(s, ",")+1, err)
		}
		ids[id], secrets[secret] = true, true
		keys.all = append(keys.all, key{id, macWith(secret[:]), boxWith(secret[:])})
	}
	return keys, nil
}

// parseKey reads one key. It accepts only one spelling of each.
func parseKey(s string) (id byte, secret [KeySize]byte, err error) {
	name, text, found := strings.Cut(s, ":")
	if !found {
		return 0, secret, errors.New(`must read "<id>:<base64>"`)
	}
	n, err := strconv.ParseUint(name, 10, 8)
	if err != nil || n == 0 || strconv.FormatUint(n, 10) != name {
		return 0, secret, errors.New("its id must be a number from 1 to 255")
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	switch {
	case err != nil || strings.ContainsAny(text, "\r\n"): // which base64 skips
		return 0, secret, errors.New("its secret must be base64 with padding")
	case len(raw) != KeySize:
		return 0, secret, fmt.Errorf("its secret must be of %d bytes, not %d", KeySize, len(raw))
	case [KeySize]byte(raw) == [KeySize]byte{}:
		return 0, secret, errors.New("its secret must be random, not all zeros")
	}
	return byte(n), [KeySize]byte(raw), nil
}

// macWith returns the function that signs with a secret. The kind is part of the signed bytes, so that a token of one
// kind is not valid as another. The prefix keeps this use of the secret apart from any other.
func macWith(secret []byte) func(Kind, []byte) []byte {
	return func(kind Kind, signed []byte) []byte {
		h := hmac.New(sha256.New, secret)
		h.Write([]byte("usher link v2\x00" + string(kind) + "\x00"))
		h.Write(signed)
		return h.Sum(nil)[:macSize]
	}
}
