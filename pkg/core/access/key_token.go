package access

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"

	"usher/pkg/lib/id"
)

// KeyPrefix begins every API key, so that secret scanners know one.
const KeyPrefix = "usk_"

const (
	keySize      = 3*idSize + secretSize
	checksumSize = 4
)

// KeyToken is an API key as its bearer sends it: the organization it belongs to, which key it is, its root person, and
// the secret. The person is in it so that the key and what they may do are read in one round trip; that it is the key's
// own is checked. A checksum behind them tells a key that was mistyped or cut off from one that never was, without
// asking the table.
type KeyToken struct {
	Org, ID, Root string
	Secret        []byte `json:"-"`
}

// Format keeps the secret out of logs, by whatever verb the token is printed.
func (t KeyToken) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "token of "+t.ID) }

// Encode is the key as text: "usk_" and 112 characters.
func (t KeyToken) Encode() string {
	org, _ := id.Binary(id.Organization, t.Org)
	key, _ := id.Binary(id.APIKey, t.ID)
	root, _ := id.Binary(id.User, t.Root)
	raw := slices.Concat(org[:], key[:], root[:], t.Secret)
	return KeyPrefix + base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(raw, checksum(raw)))
}

// ParseKeyToken reads a key; false when it is not a complete key of ours.
func ParseKeyToken(text string) (KeyToken, bool) {
	encoded, found := strings.CutPrefix(text, KeyPrefix)
	raw, err := base64.RawURLEncoding.Strict().DecodeString(encoded)
	if !found || err != nil || strings.ContainsAny(encoded, "\r\n") || len(raw) != keySize+checksumSize {
		return KeyToken{}, false
	}
	body := raw[:keySize]
	if !bytes.Equal(binary.BigEndian.AppendUint32(nil, checksum(body)), raw[keySize:]) {
		return KeyToken{}, false
	}
	t := KeyToken{Org: id.Text(id.Organization, [idSize]byte(body)), ID: id.Text(id.APIKey, [idSize]byte(body[idSize:])),
		Root: id.Text(id.User, [idSize]byte(body[2*idSize:])), Secret: body[3*idSize:]}
	return t, id.Valid(id.Organization, t.Org) && id.Valid(id.APIKey, t.ID) && id.Valid(id.User, t.Root)
}

func checksum(raw []byte) uint32 { return crc32.ChecksumIEEE(append([]byte(KeyPrefix), raw...)) }

// Hash is what the table keeps of the secret.
func (t KeyToken) Hash() []byte {
	sum := sha256.Sum256(t.Secret)
	return sum[:]
}

// Matches compares the secret with a stored hash, in constant time.
func (t KeyToken) Matches(hash []byte) bool { return subtle.ConstantTimeCompare(t.Hash(), hash) == 1 }
