package id_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"

	"usher/pkg/lib/id"
)

var prefixes = []string{id.Organization, id.User, id.APIKey, id.Flow, id.Event, id.Session, id.Request}

func source(at time.Time) id.Source {
	return id.Source{Random: rand.Reader, Now: func() time.Time { return at }}
}

func TestNew(t *testing.T) {
	fixed := id.Source{Random: bytes.NewReader(make([]byte, 10)), Now: func() time.Time { return time.UnixMilli(1) }}
	if got := fixed.New(id.User); got != "usr_00000000010000000000000000" {
		t.Errorf("New = %q", got)
	}
	at := time.Date(2026, 11, 30, 11, 13, 0, 0, time.UTC)
	seen := map[string]bool{}
	for range 1000 {
		for _, prefix := range prefixes {
			made := source(at).New(prefix)
			if seen[made] || !id.Valid(prefix, made) || len(made) != len(prefix)+26 || made != strings.ToLower(made) {
				t.Fatalf("New(%q) = %q", prefix, made)
			}
			seen[made] = true
		}
	}
}

func TestPrefixesAreApart(t *testing.T) {
	for i, prefix := range prefixes {
		for j, other := range prefixes {
			if made := source(time.Now()).New(prefix); id.Valid(other, made) != (i == j) {
				t.Errorf("Valid(%q, %q) = %v", other, made, i != j)
			}
		}
	}
}

func TestIDsSortByTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.Int64Range(0, 1<<48-2).Draw(t, "first")
		later := rapid.Int64Range(first+1, 1<<48-1).Draw(t, "later")
		one, two := source(time.UnixMilli(first)).New(id.User), source(time.UnixMilli(later)).New(id.User)
		if one >= two {
			t.Fatalf("%s of %d, %s of %d", one, first, two, later)
		}
	})
}

func TestBinaryAndTextAreInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := [16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "bytes"))
		prefix := rapid.SampledFrom(prefixes).Draw(t, "prefix")
		text := id.Text(prefix, raw)
		if got, ok := id.Binary(prefix, text); !ok || got != raw || !id.Valid(prefix, text) {
			t.Fatalf("Text(%x) = %q, Binary of it %x, %v", raw, text, got, ok)
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		one := [16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "one"))
		two := [16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "two"))
		if slices.Compare(one[:], two[:]) != strings.Compare(id.Text("", one), id.Text("", two)) {
			t.Fatalf("%x and %x sort otherwise as text", one, two)
		}
	})
}

const good = "usr_01jd8xk3qpv7z0a1b2c3d4e5f6"

// malformed are texts that are not the id of a user.
func malformed() map[string]string {
	return map[string]string{
		"nothing": "", "a prefix alone": "usr_", "no prefix": good[4:], "another prefix": "org_" + good[4:], "the prefix in capitals": "USR_" + good[4:],
		"capitals": "usr_" + strings.ToUpper(good[4:]), "one capital": good[:10] + "Q" + good[11:], "one short": good[:len(good)-1], "one long": good + "0",
		"an i, l, o or u": good[:10] + "i" + good[11:], "an l": good[:10] + "l" + good[11:], "an o": good[:10] + "o" + good[11:], "a u": good[:10] + "u" + good[11:],
		"a hyphen": good[:10] + "-" + good[11:], "beyond 128 bits": "usr_8" + good[5:], "all z": "usr_" + strings.Repeat("z", 26), "a space behind": good[:len(good)-1] + " ",
		"a space before": " " + good, "NUL": good[:10] + "\x00" + good[11:], "a hash": good[:10] + "#" + good[11:], "a long s of two bytes": good[:10] + "ſ" + good[12:],
		"a Kelvin sign of three": good[:10] + "\u212a" + good[13:], "not text": good[:10] + "\xff" + good[11:], "a line break": good + "\n", "a path": "../" + good, "a megabyte": "usr_" + strings.Repeat("0", 1<<20),
		"that of the zero value": "usr_none",
	}
}

func TestValidRefuses(t *testing.T) {
	if !id.Valid(id.User, good) || id.Parse[id.UserKind](good).String() != good {
		t.Fatalf("%q is refused", good)
	}
	for name, text := range malformed() {
		t.Run(name, func(t *testing.T) {
			raw, ok := id.Binary(id.User, text)
			if ok || id.Valid(id.User, text) || raw != [16]byte{} {
				t.Errorf("%q is taken for %x", text, raw)
			}
			if parsed := id.Parse[id.UserKind](text); parsed != (id.UserID{}) || parsed.String() != "usr_none" {
				t.Errorf("Parse(%q) = %q", text, parsed)
			}
		})
	}
}

func TestBytes(t *testing.T) {
	s := id.Source{Random: bytes.NewReader([]byte{1, 2, 3, 4})}
	if got := s.Bytes(3); !bytes.Equal(got, []byte{1, 2, 3}) {
		t.Errorf("Bytes = %v", got)
	}
	if got := s.Bytes(0); len(got) != 0 {
		t.Errorf("Bytes(0) = %v", got)
	}
}

func TestNoRandomnessPanics(t *testing.T) {
	broken := id.Source{Random: iotest.ErrReader(errors.New("broken")), Now: time.Now}
	for name, use := range map[string]func(){"New": func() { broken.New(id.User) }, "Bytes": func() { broken.Bytes(1) }} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if cause, _ := recover().(string); !strings.Contains(cause, "no randomness") {
					t.Errorf("panic: %q", cause)
				}
			}()
			use()
		})
	}
}

func FuzzValid(f *testing.F) {
	for _, seed := range malformed() {
		if len(seed) < 100 {
			f.Add(id.User, seed)
		}
	}
	f.Add(id.User, good)
	f.Fuzz(func(t *testing.T, prefix, text string) {
		raw, ok := id.Binary(prefix, text)
		if ok != id.Valid(prefix, text) || ok && id.Text(prefix, raw) != text || !ok && raw != [16]byte{} {
			t.Errorf("Binary(%q, %q) = %x, %v", prefix, text, raw, ok)
		}
	})
}

func TestIDsOfEveryKind(t *testing.T) {
	const ulid = "01jd8xk3qpv7z0a1b2c3d4e5f6"
	type ids struct {
		Org     id.OrganizationID `json:"org"`
		User    id.UserID         `json:"user"`
		Key     id.APIKeyID       `json:"key"`
		Flow    id.FlowID         `json:"flow"`
		Session id.SessionID      `json:"session"`
	}
	const good = `{"org":"org_` + ulid + `","user":"usr_` + ulid + `","key":"key_` + ulid + `","flow":"flw_` + ulid + `","session":"ses_` + ulid + `"}`
	const bad = `{"org":"org_none","user":"usr_none","key":"key_none","flow":"flw_none","session":"ses_none"}`
	for text, want := range map[string]string{good: good, strings.ReplaceAll(good, ulid, "x"): bad, `{"org":"usr_` + ulid + `"}`: bad} {
		var in ids
		if err := json.Unmarshal([]byte(text), &in); err != nil {
			t.Fatal(err)
		}
		if got, err := json.Marshal(in); err != nil || string(got) != want {
			t.Errorf("%s is %s, %v", text, got, err)
		}
	}
}
