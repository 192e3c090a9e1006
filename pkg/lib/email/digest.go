package email

import (
	"crypto/sha256"
	"encoding/base32"
)

// DigestSize is how much of the SHA-256 is kept, in bytes: enough that nobody finds two addresses with the same digest,
// and 32 characters without padding.
const DigestSize = 20

// digestText is the encoding of a digest: base32 in lower case.
var digestText = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Digest returns what an address with this Key is stored under: 32 lower-case letters and digits. Keys of the table
// show up in metrics, access logs and error messages, where addresses do not belong. It keeps nothing secret: whoever
// guesses an address can compute its digest.
func Digest(key string) string {
	sum := sha256.Sum256([]byte("usher address\x00" + key))
	return DigestText([DigestSize]byte(sum[:DigestSize]))
}

// Digest returns what the address is stored under.
func (a Address) Digest() string { return Digest(a.Key) }

// DigestText returns a digest as text, as keys of the table hold it.
func DigestText(b [DigestSize]byte) string { return digestText.EncodeToString(b[:]) }

// DigestBytes returns the bytes of a digest's text; false for any other text. Of the several spellings that base32
// decodes to the same bytes, it accepts only the one that DigestText writes.
func DigestBytes(text string) ([DigestSize]byte, bool) {
	raw, err := digestText.DecodeString(text)
	if err != nil || len(raw) != DigestSize || digestText.EncodeToString(raw) != text {
		return [DigestSize]byte{}, false
	}
	return [DigestSize]byte(raw), true
}
