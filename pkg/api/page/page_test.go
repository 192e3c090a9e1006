package page_test

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"usher/pkg/api/page"
	"usher/pkg/api/problem"
)

var users = page.List{"list-users", "org_1", "by-last-name", "", "owner"}

func refused(t interface {
	Helper()
	Fatalf(string, ...any)
}, l page.List, text string) {
	t.Helper()
	position, err := page.Read(l, text)
	var p *problem.Error
	if !errors.As(err, &p) || p.Code != problem.InvalidRequest || len(p.Fields) != 1 || p.Fields[0].Field != "cursor" ||
		p.Fields[0].Code != "invalid_cursor" || p.Fields[0].Message == "" || position != "" {
		t.Fatalf("Read(%q, %q) = %q, %#v", l, text, position, err)
	}
}

func anyList() *rapid.Generator[page.List] {
	parts := rapid.SliceOfN(rapid.SampledFrom([]string{"", "a", "b", "ab", "org_1", "\x00", "a\x00b", "1:a", "é"}), 0, 4)
	return rapid.Custom(func(t *rapid.T) page.List { return parts.Draw(t, "parts") })
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list, position := anyList().Draw(t, "list"), rapid.StringN(1, 250, 1000).Draw(t, "position")
		text := page.Make(list, position)
		if got, err := page.Read(list, text); err != nil || got != position {
			t.Fatalf("made of %q, read as %q, %v", position, got, err)
		}
		if len(text) > 2048 || strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Fatalf("%q does not fit in a query", text)
		}
	})
}

func TestAnotherListsCursorIsRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list, other := anyList().Draw(t, "list"), anyList().Draw(t, "other")
		if slices.Equal(list, other) {
			t.Skip("the same list")
		}
		refused(t, other, page.Make(list, "position"))
	})
	for _, other := range []page.List{
		nil, {}, users[:4], append(slices.Clone(users), ""), {"list-users", "org_2", "by-last-name", "", "owner"},
		{"list-users", "org_1", "by-last-name", "owner", ""}, {"list-users", "org_1", "by-last-name", "", "auditor"}, {"list-users\x00org_1", "by-last-name", "", "owner"},
	} {
		refused(t, other, page.Make(users, "position"))
	}
}

func TestRead(t *testing.T) {
	if position, err := page.Read(users, ""); err != nil || position != "" {
		t.Errorf("no cursor is read as %q, %v", position, err)
	}
	longest := strings.Repeat("p", 1000)
	if position, err := page.Read(users, page.Make(users, longest)); err != nil || position != longest {
		t.Errorf("the longest position is read as %d bytes, %v", len(position), err)
	}
	good := page.Make(users, "position")
	raw, err := base64.RawURLEncoding.DecodeString(good)
	if err != nil {
		t.Fatal(err)
	}
	encode := func(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
	for name, text := range map[string]string{
		"anything": "x", "not base64": "!!!!", "cut off": good[:4], "no position": page.Make(users, ""), "padding": good + "=", "a space": " " + good,
		"a line break": good[:8] + "\n" + good[8:], "a line break behind": good + "\r\n", "bits behind the last": good[:len(good)-1] + string(good[len(good)-1]+1),
		"the position alone": encode([]byte("position")), "the position in clear": "position", "not text": encode(append(slices.Clone(raw), 0xff)),
		"too long": page.Make(users, longest+"p"), "a megabyte": page.Make(users, strings.Repeat("p", 1<<20)), "standard base64": "+/" + good[2:],
	} {
		t.Run(name, func(t *testing.T) { refused(t, users, text) })
	}
	for bit := range 64 {
		flipped := slices.Clone(raw)
		flipped[bit/8] ^= 1 << (bit % 8)
		refused(t, users, encode(flipped))
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"", "x", page.Make(users, "position"), page.Make(users, "é\x00"), page.Make(nil, "position"), page.Make(users, "p") + "\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		position, err := page.Read(users, text)
		if err != nil {
			refused(t, users, text)
			return
		}
		if text != "" && page.Make(users, position) != text {
			t.Errorf("Read(%q) = %q, of which Make makes another", text, position)
		}
	})
}
