package totp_test

import (
	"net/url"
	"testing"

	"usher/pkg/lib/totp"
)

// secret is that of RFC 6238, appendix B.
var secret = []byte("12345678901234567890")

// TestVectors are those of RFC 6238, appendix B, for SHA-1, cut to the last six digits.
func TestVectors(t *testing.T) {
	for now, code := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471",
		1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		step, ok := totp.Codes{}.Verify(secret, code, now, 0)
		if !ok || step != now/30 {
			t.Errorf("%d: %d, %v", now, step, ok)
		}
	}
}

// TestCodesAreGoodForAWhile, and once: never for a step that is not later than the last.
func TestCodesAreGoodForAWhile(t *testing.T) {
	const now, code = int64(1111111111), "050471" // of step 37037037
	for name, tt := range map[string]struct {
		at, after int64
		code      string
		ok        bool
	}{
		"on time": {now, 0, code, true}, "with a space": {now, 0, "050 471", true}, "a step late": {now + 30, 0, code, true},
		"a step early": {now - 30, 0, code, true}, "two steps late": {now + 60, 0, code, false},
		"two steps early": {now - 60, 0, code, false}, "after another": {now, 37037036, code, true},
		"again": {now, 37037037, code, false}, "after a later one": {now, 37037038, code, false},
		"wrong": {now, 0, "050472", false}, "five digits": {now, 0, "05047", false}, "empty": {now, 0, "", false},
		"eight digits": {now, 0, "14050471", false}, "letters": {now, 0, "o5o471", false},
	} {
		if _, ok := (totp.Codes{}).Verify(secret, tt.code, tt.at, tt.after); ok != tt.ok {
			t.Errorf("%s: %v", name, ok)
		}
	}
}

func TestURI(t *testing.T) {
	u, err := url.Parse(totp.Codes{}.URI("Acme & Söhne", "ada@example.com", secret))
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Acme & Söhne:ada@example.com" ||
		u.Query().Get("secret") != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" || u.Query().Get("issuer") != "Acme & Söhne" {
		t.Errorf("%v, %v", u, err)
	}
}
