package access_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"usher/pkg/core/access"
	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
)

var ids = id.Source{Random: rand.Reader, Now: time.Now}

func token(organizations ...string) access.SessionToken {
	return access.NewSessionToken(ids, email.Digest("ada@example.com"), organizations)
}

func organizations(n int) []string {
	var all []string
	for range n {
		all = append(all, ids.New(id.Organization))
	}
	return all
}

func anyToken() *rapid.Generator[access.SessionToken] {
	return rapid.Custom(func(t *rapid.T) access.SessionToken {
		bytes := func(n int, label string) []byte { return rapid.SliceOfN(rapid.Byte(), n, n).Draw(t, label) }
		token := access.SessionToken{
			Digest: email.DigestText([20]byte(bytes(20, "digest"))), ID: id.Text(id.Session, [16]byte(bytes(16, "id"))), Secret: bytes(32, "secret"),
		}
		for range rapid.IntRange(0, 20).Draw(t, "organizations") {
			token.Organizations = append(token.Organizations, id.Text(id.Organization, [16]byte(bytes(16, "organization"))))
		}
		return token
	})
}

func TestSessionTokenRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		token := anyToken().Draw(t, "token")
		text := token.Encode()
		if got, ok := access.ParseSessionToken(text); !ok || !reflect.DeepEqual(got, token) {
			t.Fatalf("%+v is encoded as %q, parsed as %+v, %v", token, text, got, ok)
		}
		if len(text) > 600 || strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Fatalf("%q is no cookie's value", text)
		}
	})
}

func TestNewSessionToken(t *testing.T) {
	orgs := organizations(2)
	one, two := token(orgs...), token(orgs...)
	if one.ID == two.ID || bytes.Equal(one.Secret, two.Secret) || len(one.Secret) != 32 || !id.Valid(id.Session, one.ID) || !slices.Equal(one.Organizations, orgs) {
		t.Errorf("%+v, %+v", one, two)
	}
}

func TestHintsAreBounded(t *testing.T) {
	orgs := organizations(25)
	got, ok := access.ParseSessionToken(token(orgs...).Encode())
	if !ok || !slices.Equal(got.Organizations, orgs[:20]) {
		t.Errorf("%d organizations came through, %v", len(got.Organizations), ok)
	}
	got, ok = access.ParseSessionToken(token("org_none", orgs[0], "usr_1", "").Encode())
	if !ok || !slices.Equal(got.Organizations, orgs[:1]) {
		t.Errorf("of malformed hints %v came through, %v", got.Organizations, ok)
	}
}

func TestEncodeWithoutADigest(t *testing.T) {
	for _, digest := range []string{"", "x", strings.Repeat("a", 31), strings.Repeat("a", 40), strings.Repeat("A", 32), strings.Repeat("1", 32)} {
		broken := token()
		broken.Digest = digest
		if text := broken.Encode(); text != "" {
			t.Errorf("digest %q: %q", digest, text)
		}
	}
}

func malformedTokens() map[string]string {
	good := token(organizations(2)...).Encode()
	raw, _ := base64.RawURLEncoding.DecodeString(good)
	encode := func(n int) string {
		return base64.RawURLEncoding.EncodeToString(append(slices.Clone(raw), make([]byte, 1000)...)[:n])
	}
	return map[string]string{
		"nothing": "", "anything": "x", "a secret alone": "hunter2", "padding": good + "=", "a space": " " + good, "a quote": `"` + good + `"`, "a line break behind": good + "\n",
		"a line break within": good[:10] + "\r\n" + good[10:], "standard base64": "+/" + good[2:], "one byte short": encode(67), "one byte more": encode(69),
		"half a hint": encode(68 + 8), "too many hints": encode(68 + 21*16), "a kilobyte": encode(1000), "not text": "\xff" + good[1:], "a megabyte": strings.Repeat("A", 1<<20),
		"bits behind the last": lastBits(encode(68)),
	}
}

// lastBits sets an unused bit behind the last byte.
func lastBits(text string) string {
	const signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := len(text) - 1
	return text[:last] + string(signs[strings.IndexByte(signs, text[last])+1])
}

func TestParseSessionTokenRefuses(t *testing.T) {
	for name, text := range malformedTokens() {
		t.Run(name, func(t *testing.T) {
			if got, ok := access.ParseSessionToken(text); ok || !reflect.DeepEqual(got, access.SessionToken{}) {
				t.Errorf("parsed as %+v", got)
			}
		})
	}
}

func TestMatches(t *testing.T) {
	one, two := token(), token()
	sum := sha256.Sum256(one.Secret)
	if !bytes.Equal(one.Hash(), sum[:]) || !one.Matches(sum[:]) {
		t.Error("a token does not match its own hash")
	}
	for name, hash := range map[string][]byte{"another's": two.Hash(), "nothing": nil, "empty": {}, "cut off": sum[:31], "longer": append(sum[:], 0), "the secret": one.Secret} {
		if one.Matches(hash) {
			t.Errorf("a token matches %s", name)
		}
	}
	for bit := range 256 {
		flipped := sum
		flipped[bit/8] ^= 1 << (bit % 8)
		if one.Matches(flipped[:]) {
			t.Errorf("a token matches its hash with bit %d flipped", bit)
		}
	}
}

func TestTokensHide(t *testing.T) {
	secret := bytes.Repeat([]byte{0xa7}, 32)
	telling := []string{"167 167", "a7a7", "A7A7", "0xa7, 0xa7", `\xa7`, "\xa7\xa7", "p6en"}
	check := func(how string, value any, text string) {
		for _, part := range telling {
			if strings.Contains(text, part) {
				t.Errorf("%s of %T shows the secret: %s", how, value, text)
			}
		}
	}
	shown := access.SessionToken{Digest: "digest", ID: "ses_1", Secret: secret}
	for _, value := range []any{shown, &shown, access.Caller{Session: &shown}, access.Started{Token: shown}, &access.Started{Token: shown}, []access.SessionToken{shown}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x", "%X", "%q"} {
			check(verb, value, fmt.Sprintf(verb, value))
		}
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", value)
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "value", value)
		check("log", value, log.String())
	}
}

func FuzzParseSessionToken(f *testing.F) {
	for _, seed := range malformedTokens() {
		if len(seed) < 2000 {
			f.Add(seed)
		}
	}
	f.Add(token().Encode())
	f.Add(token(organizations(20)...).Encode())
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := access.ParseSessionToken(text)
		switch {
		case !ok && !reflect.DeepEqual(got, access.SessionToken{}):
			t.Errorf("%q is refused, but parsed as %+v", text, got)
		case ok && got.Encode() != text:
			t.Errorf("%q is parsed as %+v, which is encoded otherwise", text, got)
		case ok && (!id.Valid(id.Session, got.ID) || len(got.Secret) != 32 || len(got.Organizations) > 20):
			t.Errorf("%q is parsed as %+v", text, got)
		}
	})
}
