package access

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
)

// DeviceToken is the content of the device cookie: whose account the browser has signed in to, which browser, and the
// secret that proves it. It opens nothing: it only says by which count attempts are limited.
type DeviceToken struct {
	Digest string // of the person's address
	ID     string
	Secret []byte `json:"-"`
}

// Format keeps the secret out of logs, by whatever verb the token is printed.
func (t DeviceToken) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "token of "+t.ID) }

// NewDeviceToken makes the token of a browser that was not known.
func NewDeviceToken(ids id.Source, digest string) DeviceToken {
	return DeviceToken{Digest: digest, ID: ids.New(id.Device), Secret: ids.Bytes(secretSize)}
}

// Encode is the cookie's value.
func (t DeviceToken) Encode() string {
	digest, _ := email.DigestBytes(t.Digest)
	device, _ := id.Binary(id.Device, t.ID)
	return base64.RawURLEncoding.EncodeToString(append(append(digest[:], device[:]...), t.Secret...))
}

// ParseDeviceToken reads a cookie's value; false when it is not one of ours.
func ParseDeviceToken(value string) (DeviceToken, bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(value)
	if err != nil || strings.ContainsAny(value, "\r\n") || len(raw) != headSize {
		return DeviceToken{}, false
	}
	t := DeviceToken{
		Digest: email.DigestText([digestSize]byte(raw[:digestSize])),
		ID:     id.Text(id.Device, [idSize]byte(raw[digestSize:digestSize+idSize])),
		Secret: raw[digestSize+idSize:],
	}
	return t, id.Valid(id.Device, t.ID)
}

// Hash is what the table keeps of the secret.
func (t DeviceToken) Hash() []byte {
	sum := sha256.Sum256(t.Secret)
	return sum[:]
}

// Matches compares the secret with a stored hash, in constant time.
func (t DeviceToken) Matches(hash []byte) bool {
	return subtle.ConstantTimeCompare(t.Hash(), hash) == 1
}
