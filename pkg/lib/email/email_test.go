package email_test

import (
	"errors"
	"strings"
	"testing"

	"usher/pkg/lib/email"
	"usher/pkg/lib/invalid"
	"usher/pkg/lib/text"
)

// longest is an address of exactly 254 octets whose parts are as long as they may be.
var longest = strings.Repeat("a", 64) + "@" + strings.Repeat("b", 63) + "." + strings.Repeat("c", 63) + "." + strings.Repeat("d", 61)

func TestParse(t *testing.T) {
	tests := []struct{ typed, key string }{
		{"ada@example.com", "ada@example.com"},
		{" \u00a0ada@example.com\n", "ada@example.com"},
		{"\ufeff\u202aada@example.com\u202c \u200b", "ada@example.com"},
		{"\u2066\u200f\u200eada@example.com\u2060\u2069", "ada@example.com"},
		{"ada@testß.example", "ada@xn--test-yna.example"}, // not testss
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
			if want := text.Trim(tt.typed); got.Display != want {
				t.Errorf("display is %q, want %q", got.Display, want)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct {
		typed string
		code  invalid.Code
		says  string
	}{
		{"", "required", "empty"},
		{" \t\n", "required", "empty"},
		{"ada@exam\x00ple.com", "control_character", "control"},
		{"ada@example.com\u0085x", "control_character", "control"},
		{"ada@example.com\r\nBcc: eve@example.com", "control_character", "control"},
		{"ada\u200b@example.com", "invisible_character", "invisible"},
		{"ada@exam\u00adple.com", "invisible_character", "invisible"},
		{"\u202eada@example.com", "invisible_character", "invisible"},
		{"ada@exam\ufe0fple.com", "invisible_character", "invisible"},
		{"ada@example.com\xff", "invalid_utf8", "valid text"},
		{"ada lovelace@example.com", "space_in_address", "spaces"},
		{"ada@exam\u00a0ple.com", "space_in_address", "spaces"},
		{"mailto:ada@example.com", "mailto_link", "mailto:"},
		{"MailTo:ada@example.com", "mailto_link", "mailto:"},
		{"Ada <ada@example.com>", "address_with_name", "without a name"},
		{"<ada@example.com>", "address_with_name", "without a name"},
		{"ada@example.com, eve@example.com", "several_addresses", "not several"},
		{"ada@example.com;eve@example.com", "several_addresses", "not several"},
		{"ada@example.com eve@example.com", "several_addresses", "not several"},
		{"Ada <ada@example.com>, Eve <eve@example.com>", "several_addresses", "not several"},
		{"ada@example,com", "domain_character", `','`},
		{"ada@example.com\u200b\u202ax", "invisible_character", "invisible"},
		{"ada@example.com\u202e", "invisible_character", "invisible"},
		{`"ada lovelace"@example.com`, "quoted_address", "quotes"},
		{`"ada"@example.com`, "quoted_address", "quotes"},
		{"ada", "no_at_sign", "must have an @"},
		{"ada.example.com", "no_at_sign", "must have an @"},
		{"ada@eve@example.com", "several_at_signs", "only one @"},
		{"@example.com", "no_local_part", "before the @"},
		{"ada@", "no_domain", "domain after the @"},
		{"ada@example", "partial_domain", "whole domain"},
		{"ada@localhost", "partial_domain", "whole domain"},
		{"ada@[192.0.2.1]", "ip_address", "IP address"},
		{"ada@[IPv6:2001:db8::1]", "ip_address", "IP address"},
		{"ada@192.0.2.1", "ip_address", "IP address"},
		{"ada@example.123", "ip_address", "not a number"},
		{"ada@example..com", "misplaced_dot", "two in a row"},
		{"ada@.example.com", "misplaced_dot", "start or end of the domain"},
		{"ada@example.com.", "misplaced_dot", "start or end of the domain"},
		{"ada@例え\u3002\u3002テスト", "misplaced_dot", "two in a row"},
		{"ada@-example.com", "misplaced_hyphen", "hyphen"},
		{"ada@example-.com", "misplaced_hyphen", "hyphen"},
		{"ada@exam_ple.com", "domain_character", `'_'`},
		{"ada@example.com/x", "domain_character", `'/'`},
		{"ada@exa\uff20mple.com", "invalid_domain", "valid domain"}, // full-width @
		{"ada@xn--zz--.com", "misplaced_hyphen", "domain"},
		{"ada@xn--example-.com", "misplaced_hyphen", "domain"}, // punycode of plain ASCII
		{"ada@xn--ls8h-la.com", "invalid_domain", "domain"},    // decodes to what IDNA forbids
		{"ada@a\u200db.com", "invalid_domain", "domain"},       // a joiner where none belongs
		{"ada@xn--a.example", "invalid_domain", "domain"},      // punycode of nothing
		{"ada(home)@example.com", "local_part_character", `'('`},
		{`a\da@example.com`, "local_part_character", `'\\'`},
		{"ad\u0131@example.com", "non_ascii_local_part", "before the @"},     // a dotless i
		{"\u0430da@example.com", "non_ascii_local_part", "before the @"},     // a Cyrillic a
		{"ada\u037ebob@example.com", "non_ascii_local_part", "before the @"}, // a Greek question mark, which NFC makes a semicolon of
		{".ada@example.com", "misplaced_dot", "start with a dot"},
		{"ada.@example.com", "misplaced_dot", "right before the @"},
		{"a..da@example.com", "misplaced_dot", "two dots in a row"},
		{"adä@example.com", "non_ascii_local_part", `'ä'`},
		{"\u212aelvin@example.com", "non_ascii_local_part", "before the @"}, // a sign that lower-cases to k
		{strings.Repeat("a", 65) + "@example.com", "local_part_too_long", "64 characters"},
		{"ada@" + strings.Repeat("b", 64) + ".com", "domain_part_too_long", "63 characters"},
		{longest + "d", "too_long", "254"},
		{"ada@" + strings.Repeat("ü.", 100) + "example", "too_long", "254"}, // only in ASCII
		{strings.Repeat("ada@example.com", 100), "too_long", "254"},
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
