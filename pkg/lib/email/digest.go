package email

import (
	"crypto/sha256"
	"encoding/base32"
)

// DigestSize is how much of the SHA-256 is kept, in bytes: enough that nobody finds two addresses with one digest, and
// 32 characters without padding.
const DigestSize = 20

// digestText is the encoding of a digest: base32 in lower case.
var digestText = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Digest is what an address is kept under, given its Key: 32 lower-case letters and digits. Keys of the table show up
// in metrics, access logs and error messages, where an address has no business. It is not secrecy: whoever guesses an
// address can compute its digest.
func Digest(key string) string {
	sum := sha256.Sum256([]byte("usher address\x00" + key))
	return DigestText([DigestSize]byte(sum[:DigestSize]))
}

// Digest is what the address is kept under.
func (a Address) Digest() string { return Digest(a.Key) }

// DigestText is the text of a digest, as keys of the table hold it.
func DigestText(b [DigestSize]byte) string { return digestText.EncodeToString(b[:]) }

// DigestBytes is the bytes behind a digest's text; false for any other text. The decoder takes several spellings of
// one digest, of which this takes the one that DigestText writes.
func DigestBytes(text string) ([DigestSize]byte, bool) {
	raw, err := digestText.DecodeString(text)
	if err != nil || len(raw) != DigestSize || digestText.EncodeToString(raw) != text {
		return [DigestSize]byte{}, false
	}
	return [DigestSize]byte(raw), true
}
