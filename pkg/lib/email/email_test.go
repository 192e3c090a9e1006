package email_test

import (
	"errors"
	"strings"
	"testing"

	"usher/pkg/lib/email"
	"usher/pkg/lib/invalid"
)

// longest is an address of exactly 254 octets whose parts are as long as they may be.
var longest = strings.Repeat("a", 64) + "@" + strings.Repeat("b", 63) + "." + strings.Repeat("c", 63) + "." + strings.Repeat("d", 61)

func TestParse(t *testing.T) {
	tests := []struct{ typed, key string }{
		{"ada@example.com", "ada@example.com"},
		{" \u00a0ada@example.com\n", "ada@example.com"},
		{"Ada.Lovelace@EXAMPLE.com", "ada.lovelace@example.com"},
		{"ada+news@example.com", "ada+news@example.com"},
		{"a.d.a@gmail.com", "a.d.a@gmail.com"},
		{"!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com"},
		{"ada@bücher.example", "ada@xn--bcher-kva.example"},
		{"ada@BU\u0308CHER.example", "ada@xn--bcher-kva.example"}, // decomposed
		{"ada@XN--BCHER-KVA.example", "ada@xn--bcher-kva.example"},
		{"ada@例え\u3002テスト", "ada@xn--r8jz45g.xn--zckzah"},                                     // ideographic full stop
		{"ada@\uff45\uff58\uff41\uff4d\uff50\uff4c\uff45.com", "ada@example.com"},             // full width
		{"ada@straße.example", "ada@xn--strae-oqa.example"},                                   // not strasse, which is another domain
		{"ada@\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.com", "ada@xn--mgba3gch31f060k.com"}, // a joiner that makes a difference
		{"1@1.2x", "1@1.2x"},
		{"a-b@a-b.co-op.example", "a-b@a-b.co-op.example"},
		{"ada@a.b.c.d.e.f.example.co.uk", "ada@a.b.c.d.e.f.example.co.uk"},
		{longest, longest},
	}
	for _, tt := range tests {
		t.Run(tt.typed, func(t *testing.T) {
			got, err := email.Parse(tt.typed)
			if err != nil {
				t.Fatal(err)
			}
			if got.Key != tt.key {
				t.Errorf("key is %q, want %q", got.Key, tt.key)
			}
			if want := strings.TrimSpace(tt.typed); got.Display != want {
				t.Errorf("display is %q, want %q", got.Display, want)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	const required, tooLong, bad = "required", "too_long", "invalid_email"
	tests := []struct{ typed, code, says string }{
		{"", required, "empty"},
		{" \t\n", required, "empty"},
		{"ada@exam\x00ple.com", bad, "control"},
		{"ada@example.com\u0085x", bad, "control"},
		{"ada@example.com\r\nBcc: eve@example.com", bad, "control"},
		{"ada\u200b@example.com", bad, "invisible"},
		{"ada@exam\u00adple.com", bad, "invisible"},
		{"\u202eada@example.com", bad, "invisible"},
		{"ada@exam\ufe0fple.com", bad, "invisible"},
		{"ada@example.com\xff", bad, "valid text"},
		{"ada lovelace@example.com", bad, "spaces"},
		{"ada@exam\u00a0ple.com", bad, "spaces"},
		{"mailto:ada@example.com", bad, "mailto:"},
		{"MailTo:ada@example.com", bad, "mailto:"},
		{"Ada <ada@example.com>", bad, "without a name"},
		{"<ada@example.com>", bad, "without a name"},
		{"ada@example.com, eve@example.com", bad, "not several"},
		{"ada@example.com;eve@example.com", bad, "not several"},
		{`"ada lovelace"@example.com`, bad, "quotes"},
		{`"ada"@example.com`, bad, "quotes"},
		{"ada", bad, "must have an @"},
		{"ada.example.com", bad, "must have an @"},
		{"ada@eve@example.com", bad, "only one @"},
		{"@example.com", bad, "before the @"},
		{"ada@", bad, "domain after the @"},
		{"ada@example", bad, "whole domain"},
		{"ada@localhost", bad, "whole domain"},
		{"ada@[192.0.2.1]", bad, "IP address"},
		{"ada@[IPv6:2001:db8::1]", bad, "IP address"},
		{"ada@192.0.2.1", bad, "IP address"},
		{"ada@example.123", bad, "not a number"},
		{"ada@example..com", bad, "two in a row"},
		{"ada@.example.com", bad, "start or end of the domain"},
		{"ada@example.com.", bad, "start or end of the domain"},
		{"ada@例え\u3002\u3002テスト", bad, "two in a row"},
		{"ada@-example.com", bad, "hyphen"},
		{"ada@example-.com", bad, "hyphen"},
		{"ada@exam_ple.com", bad, `'_'`},
		{"ada@example.com/x", bad, `'/'`},
		{"ada@exa\uff20mple.com", bad, "valid domain"}, // full-width @
		{"ada@xn--zz--.com", bad, "domain"},
		{"ada@xn--example-.com", bad, "domain"}, // punycode of plain ASCII
		{"ada@xn--ls8h-la.com", bad, "domain"},  // decodes to what IDNA forbids
		{"ada@a\u200db.com", bad, "domain"},     // a joiner where none belongs
		{"ada@xn--a.example", bad, "domain"},    // punycode of nothing
		{"ada(home)@example.com", bad, `'('`},
		{`a\da@example.com`, bad, `'\\'`},
		{"ad\u0131@example.com", bad, "before the @"},     // a dotless i
		{"\u0430da@example.com", bad, "before the @"},     // a Cyrillic a
		{"ada\u037ebob@example.com", bad, "before the @"}, // a Greek question mark, which NFC makes a semicolon of
		{".ada@example.com", bad, "start with a dot"},
		{"ada.@example.com", bad, "right before the @"},
		{"a..da@example.com", bad, "two dots in a row"},
		{"adä@example.com", bad, `'ä'`},
		{"\u212aelvin@example.com", bad, "before the @"}, // a sign that lower-cases to k
		{strings.Repeat("a", 65) + "@example.com", tooLong, "64 characters"},
		{"ada@" + strings.Repeat("b", 64) + ".com", tooLong, "63 characters"},
		{longest + "d", tooLong, "254"},
		{"ada@" + strings.Repeat("ü.", 100) + "example", tooLong, "254"}, // only in ASCII
		{strings.Repeat("ada@example.com", 100), tooLong, "254"},
	}
	for _, tt := range tests {
		t.Run(tt.typed, func(t *testing.T) {
			got, err := email.Parse(tt.typed)
			var wrong *invalid.Error
			if !errors.As(err, &wrong) {
				t.Fatalf("got %+v and error %v, want an *invalid.Error", got, err)
			}
			if wrong.Code != tt.code || !strings.Contains(wrong.Message, tt.says) || !strings.HasPrefix(wrong.Message, "must ") {
				t.Errorf("got %s: %q, want %s: … %s …", wrong.Code, wrong.Message, tt.code, tt.says)
			}
			if got != (email.Address{}) {
				t.Errorf("an address came with the error: %+v", got)
			}
		})
	}
}

func TestMailbox(t *testing.T) {
	tests := []struct{ typed, want string }{
		{" Ada+X@Bücher.example", "Ada+X@xn--bcher-kva.example"},
		{"ada@Example.COM", "ada@example.com"},
	}
	for _, tt := range tests {
		a, err := email.Parse(tt.typed)
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Mailbox(); got != tt.want {
			t.Errorf("mail for %q goes to %q, want %q", tt.typed, got, tt.want)
		}
	}
	if got := (email.Address{}).Mailbox(); got != "" {
		t.Errorf("mail for nobody goes to %q", got)
	}
}

func TestDigest(t *testing.T) {
	// printf 'usher address\0ada@example.com' | sha256sum | cut -c1-40 | xxd -r -p | base32 | tr A-Z a-z
	const want = "s34a6sg2xqddu6zrmfmnbgfya4ivzb55"
	if got := email.Digest("ada@example.com"); got != want {
		t.Errorf("digest is %q, want %q: a change loses everybody's identity", got, want)
	}
	if email.Digest("ada@example.com") == email.Digest("eva@example.com") {
		t.Error("two addresses have one digest")
	}
}

func TestDigestIsBytesAndText(t *testing.T) {
	a, err := email.Parse("Ada@Example.com")
	if err != nil {
		t.Fatal(err)
	}
	text := a.Digest()
	b, ok := email.DigestBytes(text)
	if !ok || email.DigestText(b) != text || text != email.Digest("ada@example.com") {
		t.Errorf("%q is read as %x, %v", text, b, ok)
	}
	for _, other := range []string{"", text[1:], text + "a", strings.ToUpper(text), text[:31] + "=", text[:31] + "1", text[:30] + "\n" + text[30:]} {
		if b, ok := email.DigestBytes(other); ok || b != [email.DigestSize]byte{} {
			t.Errorf("%q is read as %x", other, b)
		}
	}
}

func TestLenient(t *testing.T) {
	if got := email.Lenient(" Ada@Example.com "); got.Display != "Ada@Example.com" || got.Key != "ada@example.com" {
		t.Errorf("%+v", got)
	}
	for _, typed := range []string{"", "ada", "ada@", "Ada Byron", "\xff"} {
		got := email.Lenient(typed)
		if _, err := email.Parse(got.Key); err == nil || got.Display != typed || got.Key != typed {
			t.Errorf("%q is %+v", typed, got)
		}
	}
}
