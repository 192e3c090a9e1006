package email_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"usher/pkg/lib/email"
	"usher/pkg/lib/invalid"
)

// typedAddress generates addresses of every accepted kind, some of whose
// domains are international.
func typedAddress() *rapid.Generator[string] {
	const atom, label = `[a-zA-Z0-9!#$%&'*+/=?^_{|}~-]{1,20}`, `[a-zA-Zäöüéñßжщλ文][a-zA-Z0-9äöüéñжщλ]{0,9}`
	latin := rapid.StringMatching(atom + `(\.` + atom + `){0,2}@([a-z0-9]{1,12}\.){1,3}[a-z]{2,9}`)
	other := rapid.StringMatching(atom + `@` + label + `(\.` + label + `){1,3}`)
	return rapid.OneOf(latin, other)
}

func TestSpellingsOfOneMailboxHaveOneKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typed := typedAddress().Draw(t, "typed")
		a, err := email.Parse(typed)
		if err != nil {
			t.Fatalf("%q: %v", typed, err)
		}
		local, domain, _ := strings.Cut(typed, "@")
		spellings := []string{
			" " + typed + "\t", a.Key, a.Display, a.Mailbox(), norm.NFD.String(typed), norm.NFC.String(typed),
			strings.ToUpper(local) + "@" + domain, local + "@" + strings.ReplaceAll(domain, ".", "\u3002"),
			strings.ToUpper(a.Key),
		}
		for _, s := range spellings {
			if b, err := email.Parse(s); err != nil || b.Key != a.Key {
				t.Fatalf("%q has the key %q and error %v, %q has %q", s, b.Key, err, typed, a.Key)
			}
		}
	})
}

func TestDifferentMailboxesHaveDifferentKeys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		local := rapid.StringMatching(`[a-z]{2,10}`).Draw(t, "local")
		a, errA := email.Parse(local + "@gmail.com")
		for _, other := range []string{local + "+tag@gmail.com", local[:1] + "." + local[1:] + "@gmail.com", local + "@googlemail.com"} {
			b, errB := email.Parse(other)
			if errA != nil || errB != nil || a.Key == b.Key || email.Digest(a.Key) == email.Digest(b.Key) {
				t.Fatalf("%q and %q are one: %v %v", a.Key, b.Key, errA, errB)
			}
		}
	})
}

// Only ASCII before the @ is ever an address, whatever a case mapping or a
// normal form makes of the rest: two people must not become one.
func TestNoOtherLetterBecomesASCII(t *testing.T) {
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		if a, err := email.Parse("x" + string(r) + "y@example.com"); err == nil {
			t.Errorf("%U: accepted as %q", r, a.Key)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"", "ada@example.com", "Ada@Bücher.example", "ada@xn--bcher-kva.example", "ada@xn--example-.com",
		"ada@例え。テスト", "\u212a@x.yz", "a@straße.de", "a@[::1]", `"a"@b.c`, "a@b..c", "a@\u200d.c", "mailto:a@b.c", "a@xn--a.xn--a", "\xff@\xfe.x",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := email.Parse(s)
		if err != nil {
			if _, ok := errors.AsType[*invalid.Error](err); !ok || a != (email.Address{}) {
				t.Fatalf("got %+v and %T", a, err)
			}
			return
		}
		if len(a.Key) > 254 || a.Key != strings.ToLower(a.Key) || strings.ContainsFunc(a.Key, func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Fatalf("key %q is not ASCII in lower case of at most 254 octets", a.Key)
		}
		for _, again := range []string{a.Key, a.Display, a.Mailbox()} {
			if b, err := email.Parse(again); err != nil || b.Key != a.Key {
				t.Fatalf("%q gave %q, which gives %q: %v", s, a.Key, b.Key, err)
			}
		}
	})
}
