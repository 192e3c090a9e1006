package address_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"usher/pkg/address"
)

func TestParse(t *testing.T) {
	tests := []struct{ name, typed, display, key string }{
		{"plain", "ada@example.com", "ada@example.com", "ada@example.com"},
		{"trimmed", " \t ada@example.com \r\n", "ada@example.com", "ada@example.com"},
		{"trimmed of no-break spaces", "\u00a0ada@example.com\u00a0", "ada@example.com", "ada@example.com"},
		{"case is kept to show and folded to compare", "Ada.Byron@Example.COM", "Ada.Byron@Example.COM", "ada.byron@example.com"},
		{"a plus-tag is kept", "ada+work@example.com", "ada+work@example.com", "ada+work@example.com"},
		{"dots are kept", "a.d.a@gmail.com", "a.d.a@gmail.com", "a.d.a@gmail.com"},
		{"international domain", "ada@BÜCHER.example", "ada@BÜCHER.example", "ada@xn--bcher-kva.example"},
		{"the same, decomposed", "ada@bu\u0308cher.example", "ada@bu\u0308cher.example", "ada@xn--bcher-kva.example"},
		{"the same, in ASCII", "ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"},
		{"an ideographic full stop", "ada@example。com", "ada@example。com", "ada@example.com"},
		{"full-width domain", "ada@ｅｘａｍｐｌｅ.com", "ada@ｅｘａｍｐｌｅ.com", "ada@example.com"},
		{"every sign of an atom", "!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com"},
		{"digits", "007@007.example", "007@007.example", "007@007.example"},
		{"hyphens", "a-b@a-b.co-op.example", "a-b@a-b.co-op.example", "a-b@a-b.co-op.example"},
		{"one character", "a@b.c", "a@b.c", "a@b.c"},
		{"64 characters before the @", strings.Repeat("a", 64) + "@b.cd", strings.Repeat("a", 64) + "@b.cd", strings.Repeat("a", 64) + "@b.cd"},
		{"a label of 63", "a@" + strings.Repeat("b", 63) + ".cd", "a@" + strings.Repeat("b", 63) + ".cd", "a@" + strings.Repeat("b", 63) + ".cd"},
		{"254 characters", longest(254), longest(254), longest(254)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := address.Parse(tt.typed)
			if err != nil || a.Display != tt.display || a.Key != tt.key {
				t.Errorf("Parse(%q) = %+v, %v; want display %q, key %q", tt.typed, a, err, tt.display, tt.key)
			}
		})
	}
}

// longest is an address of n characters: a full local part, then labels of 61.
func longest(n int) string {
	s := strings.Repeat("a", 64) + "@"
	for len(s) < n-3 {
		s += strings.Repeat("b", min(61, n-3-len(s))) + "."
	}
	return s + strings.Repeat("c", n-len(s))
}

func TestParseRefuses(t *testing.T) {
	const domain, whole, local = "must end in a valid domain", "must end in a whole domain", "must have only letters, digits and common signs"
	tests := []struct{ name, typed, message string }{
		{"nothing", "", "must not be empty"},
		{"only spaces", " \t\n ", "must not be empty"},
		{"no @", "ada.example.com", "must have one @"},
		{"two @", "ada@byron@example.com", "must have one @"},
		{"nothing before the @", "@example.com", "must have 1 to 64 characters before"},
		{"65 characters before the @", strings.Repeat("a", 65) + "@example.com", "must have 1 to 64 characters before"},
		{"nothing behind the @", "ada@", "must end in a"},
		{"no dot in the domain", "ada@localhost", whole},
		{"a dot at the start", ".ada@example.com", "must not have a dot at the start"},
		{"a dot at the end", "ada.@example.com", "must not have a dot at the start"},
		{"two dots", "ada..byron@example.com", "must not have a dot at the start"},
		{"mailto", "mailto:ada@example.com", "without mailto:"},
		{"MAILTO", "MailTo:ada@example.com", "without mailto:"},
		{"a name with it", "Ada Byron <ada@example.com>", "without a name"},
		{"two by comma", "ada@example.com,bob@example.com", "without a name"},
		{"two by semicolon", "ada@example.com;bob@example.com", "without a name"},
		{"a space", "ada byron@example.com", "must not contain spaces"},
		{"a line break", "ada@example.com\r\nBcc:eve@example.com", "must not contain spaces"},
		{"NUL", "ada\x00@example.com", "must not contain spaces"},
		{"delete", "ada\x7f@example.com", "must not contain spaces"},
		{"a C1 control", "ada\u0085x@example.com", "must not contain spaces"},
		{"a no-break space", "ada\u00a0byron@example.com", "must not contain spaces"},
		{"invalid UTF-8", "ada\xff@example.com", "must be valid text"},
		{"quoted", `"ada"@example.com`, local},
		{"a comment", "ada(byron)@example.com", local},
		{"a backslash", `a\da@example.com`, local},
		{"letters that need SMTPUTF8", "ådå@example.com", local},
		{"a dotted capital I, which no case folding makes an i of", "ad\u0130@example.com", local},
		{"a dotless i", "ad\u0131@example.com", local},
		{"a Kelvin sign, which NFC makes a K of", "ada\u212a@example.com", local},
		{"a long s", "ada\u017f@example.com", local},
		{"a Cyrillic a", "\u0430da@example.com", local},
		{"a Greek question mark", "ada\u037ebob@example.com", local},
		{"an address literal", "ada@[192.0.2.1]", domain},
		{"an IP address", "ada@192.0.2.1", "must end in a domain, not in a number"},
		{"a numeric top level", "ada@example.123", "must end in a domain, not in a number"},
		{"a hyphen at a label's start", "ada@-example.com", domain},
		{"a hyphen at a label's end", "ada@example-.com", domain},
		{"an underscore", "ada@exam_ple.com", domain},
		{"an empty label", "ada@example..com", domain},
		{"a dot at the domain's start", "ada@.example.com", domain},
		{"a dot at the domain's end", "ada@example.com.", domain},
		{"a label of 64", "ada@" + strings.Repeat("b", 64) + ".com", domain},
		{"punycode of nothing", "ada@xn--a.example", domain},
		{"255 characters", longest(255), "must be at most 254 characters"},
		{"a megabyte", strings.Repeat("a", 1<<20) + "@example.com", "must be at most 254 characters"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := address.Parse(tt.typed)
			var bad *address.Error
			if !errors.As(err, &bad) || bad.Code != "invalid_email" || !strings.Contains(bad.Message, tt.message) {
				t.Fatalf("Parse(%.80q) = %+v, %v; want invalid_email %q", tt.typed, a, err, tt.message)
			}
			if a != (address.Address{}) {
				t.Errorf("a refused address is still given: %+v", a)
			}
		})
	}
}

// anyAddress draws what is often an address and sometimes nearly one.
func anyAddress() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		local := rapid.StringMatching(`[A-Za-z0-9!#$%&'*+/=?^_{|}~.İıſKÅé-]{1,12}`).Draw(t, "local")
		domain := rapid.StringMatching(`[A-Za-z0-9üßéЖ中ａ-]{1,8}(\.[A-Za-zßİ中]{1,6}){0,2}`).Draw(t, "domain")
		space := rapid.SampledFrom([]string{"", " ", "\t", "\u00a0"}).Draw(t, "space")
		return space + local + "@" + domain + space
	})
}

func checkAddress(t interface {
	Helper()
	Fatalf(string, ...any)
}, typed string) {
	t.Helper()
	a, err := address.Parse(typed)
	if err != nil {
		var bad *address.Error
		if !errors.As(err, &bad) || bad.Code == "" || bad.Message == "" {
			t.Fatalf("Parse(%q): the error %#v does not say what is wrong", typed, err)
		}
		return
	}
	again, err := address.Parse(a.Key)
	if err != nil || again.Key != a.Key || again.Display != a.Key {
		t.Fatalf("Parse(%q) has the key %q, which reads as %+v, %v", typed, a.Key, again, err)
	}
	if strings.ContainsFunc(a.Key, func(r rune) bool { return r <= ' ' || r > '~' || r >= 'A' && r <= 'Z' }) || len(a.Key) > 254 {
		t.Fatalf("Parse(%q) has the key %q", typed, a.Key)
	}
	if shown, err := address.Parse(a.Display); err != nil || shown != a {
		t.Fatalf("Parse(%q) = %+v, but its display reads as %+v, %v", typed, a, shown, err)
	}
}

func TestKeyIsTheOneForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkAddress(t, anyAddress().Draw(t, "address")) })
}

func TestCaseMakesNoOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringMatching(`[a-z0-9]{1,10}(\.[a-z0-9+]{1,5})?@[a-z0-9]{1,10}\.[a-z]{2,5}`).Draw(t, "address")
		lower, err := address.Parse(typed)
		upper, err2 := address.Parse(strings.ToUpper(typed))
		if err != nil || err2 != nil || lower.Key != upper.Key {
			t.Fatalf("%q: %+v, %v; in upper case %+v, %v", typed, lower, err, upper, err2)
		}
	})
}

// Only ASCII before the @ is ever an address, whatever a case mapping makes of
// the rest: two people must not become one.
func TestNoOtherLetterBecomesASCII(t *testing.T) {
	for r := rune(0xa1); r <= 0x10ffff; r++ {
		a, err := address.Parse("x" + string(r) + "y@example.com")
		if err == nil {
			t.Errorf("%U: accepted as %q", r, a.Key)
		}
	}
}

func TestDigest(t *testing.T) {
	const want = 32 // 20 bytes in base32
	one, two := address.Digest("ada@example.com"), address.Digest("bob@example.com")
	if one == two || one != address.Digest("ada@example.com") {
		t.Errorf("digests: %s, %s", one, two)
	}
	for _, digest := range []string{one, two, address.Digest("")} {
		if len(digest) != want || strings.Trim(digest, "abcdefghijklmnopqrstuvwxyz234567") != "" {
			t.Errorf("%q is not %d characters of base32", digest, want)
		}
	}
	if one != "" && strings.Contains(one, "ada") {
		t.Errorf("%q shows the address", one)
	}
}

// The digest is in keys that are stored: a change of it loses everybody.
func TestDigestStays(t *testing.T) {
	if got, want := address.Digest("ada@example.com"), "s34a6sg2xqddu6zrmfmnbgfya4ivzb55"; got != want {
		t.Errorf("Digest = %q, want %q", got, want)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "ada@example.com", " Ada@EXAMPLE.com ", "a@b", "a@b.c", "@", "a@@b.c", "ad\u0130@example.com", "ada@bücher.example",
		"ada@xn--bcher-kva.example", "ada@xn--a.example", "mailto:a@b.c", "a@b.c.", "a@1.2.3.4", "\xff@b.c", "a@ß.de", "a@\u200d.de", "\u1fef@b.cd",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) { checkAddress(t, typed) })
}
