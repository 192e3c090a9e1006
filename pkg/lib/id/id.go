// Package id makes and checks the ids of the contract: a type prefix and a ULID in lower case ("usr_01jd8x..."),
// opaque to callers, sorted by creation time.
package id

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"
)

// The prefixes of ids, one for each kind of thing.
const (
	Organization = "org_"
	User         = "usr_"
	APIKey       = "key_"
	Flow         = "flw_"
	Event        = "evt_"
	Session      = "ses_"
	Passkey      = "psk_"
	Device       = "dev_"
	Request      = "req_"
)

// Source makes ids and random bytes. Both fields are passed in so that a test can fix them.
type Source struct {
	Random io.Reader
	Now    func() time.Time
}

// New returns a new id with the prefix. Two made in the same millisecond sort in no particular order. It panics only
// if the machine has no randomness, since then nothing sensible can be done.
func (s Source) New(prefix string) string {
	u, err := ulid.New(ulid.Timestamp(s.Now()), s.Random)
	if err != nil {
		panic(fmt.Sprintf("id: no randomness: %v", err))
	}
	return Text(prefix, u)
}

// Bytes returns n random bytes. It panics like New.
func (s Source) Bytes(n int) []byte {
	b := make([]byte, n)
	if _, err := io.ReadFull(s.Random, b); err != nil {
		panic(fmt.Sprintf("id: no randomness: %v", err))
	}
	return b
}

// Valid reports whether s is an id with this prefix, spelled as New spells it.
func Valid(prefix, s string) bool {
	_, ok := Binary(prefix, s)
	return ok
}

// Binary returns the 16 bytes of an id; false if s is not Valid.
func Binary(prefix, s string) ([16]byte, bool) {
	text, found := strings.CutPrefix(s, prefix)
	if !found || len(text) != ulid.EncodedSize {
		return [16]byte{}, false
	}
	u, err := ulid.ParseStrict(text) // in any case
	if spelled := lower(u); err != nil || string(spelled[:]) != text {
		return [16]byte{}, false
	}
	return u, true
}

// Text returns the id with this prefix and these bytes.
func Text(prefix string, b [16]byte) string {
	text := lower(b)
	return prefix + string(text[:])
}

// lower returns a ULID's text in lower case.
func lower(u ulid.ULID) (text [ulid.EncodedSize]byte) {
	_ = u.MarshalTextTo(text[:]) // fails only for another size
	for i, c := range text {
		if 'A' <= c && c <= 'Z' {
			text[i] = c + 'a' - 'A'
		}
	}
	return text
}

// Earliest returns an id that sorts before every id made at t or later.
func Earliest(prefix string, t time.Time) string { return bound(prefix, t, 0x00) }

// Latest returns an id that sorts after every id made at t or earlier.
func Latest(prefix string, t time.Time) string { return bound(prefix, t, 0xff) }

func bound(prefix string, t time.Time, fill byte) string {
	var u ulid.ULID
	for i := range u {
		u[i] = fill
	}
	if err := u.SetTime(ulid.Timestamp(t)); err != nil { // after the year 10889
		_ = u.SetTime(ulid.MaxTime())
	}
	return prefix + strings.ToLower(u.String())
}

// Before returns a text that sorts right before an id and after every smaller id.
func Before(id string) string {
	if id == "" {
		return id
	}
	last := len(id) - 1
	return id[:last] + string(id[last]-1) + "~"
}
