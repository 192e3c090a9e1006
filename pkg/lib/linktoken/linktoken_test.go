package linktoken_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"usher/pkg/lib/linktoken"
)

// secret is the text of a key: 32 times the byte.
func secret(b byte) string {
	return base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{b}, linktoken.KeySize))
}

func keys(t testing.TB, text string) linktoken.Keys {
	t.Helper()
	k, err := linktoken.ParseKeys(text)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func anyClaims() *rapid.Generator[linktoken.Claims] {
	return rapid.Custom(func(t *rapid.T) linktoken.Claims {
		var c linktoken.Claims
		copy(c.Organization[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "organization"))
		copy(c.User[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "user"))
		copy(c.Subject[:], rapid.SliceOfN(rapid.Byte(), 20, 20).Draw(t, "subject"))
		copy(c.Nonce[:], rapid.SliceOfN(rapid.Byte(), linktoken.NonceSize, linktoken.NonceSize).Draw(t, "nonce"))
		return c
	})
}

var someClaims = linktoken.Claims{
	Organization: [16]byte{1}, User: [16]byte{15: 2}, Subject: [20]byte{3, 19: 4}, Nonce: [linktoken.NonceSize]byte{5},
}

func TestRoundTrip(t *testing.T) {
	k := keys(t, "1:"+secret(1))
	rapid.Check(t, func(t *rapid.T) {
		claims := anyClaims().Draw(t, "claims")
		for _, kind := range []linktoken.Kind{linktoken.Invitation, linktoken.PasswordReset} {
			token, want, size := k.Sign(kind, claims), claims, 106
			if kind == linktoken.PasswordReset {
				want.Organization, want.User, size = [16]byte{}, [16]byte{}, 63
			}
			if got, err := k.Verify(kind, token); err != nil || got != want {
				t.Fatalf("%s: signed %+v, verified %+v, %v", kind, claims, got, err)
			}
			if len(token) != size || strings.ContainsAny(token[size-1:], "-_") {
				t.Fatalf("%q has %d characters, or a mail program leaves out its last", token, len(token))
			}
			if strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
				t.Fatalf("%q does not fit in a path", token)
			}
		}
	})
}

// The links are in mails that were sent: a change of the form kills them.
func TestTokenStays(t *testing.T) {
	const want = "AgcBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAgMAAAAAAAAAAAAAAAAAAAAAAAAEBQAAAAAAAAAAzrmEkgHyDFu6-qjgceW3qA"
	if got := keys(t, "7:"+secret(9)).Sign(linktoken.Invitation, someClaims); got != want {
		t.Errorf("Sign = %q, want %q", got, want)
	}
}

func refused(t *testing.T, k linktoken.Keys, kind linktoken.Kind, token, why string) {
	t.Helper()
	got, err := k.Verify(kind, token)
	if !errors.Is(err, linktoken.ErrInvalid) || err.Error() != linktoken.ErrInvalid.Error() || got != (linktoken.Claims{}) {
		t.Errorf("%s: Verify(%q) = %+v, %v", why, token, got, err)
	}
}

func TestNoBitMayFlip(t *testing.T) {
	k := keys(t, "1:"+secret(1)+",2:"+secret(2))
	token := k.Sign(linktoken.Invitation, someClaims)
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		t.Fatal(err)
	}
	for bit := range len(raw) * 8 {
		flipped := bytes.Clone(raw)
		flipped[bit/8] ^= 1 << (bit % 8)
		refused(t, k, linktoken.Invitation, base64.RawURLEncoding.EncodeToString(flipped), fmt.Sprintf("bit %d of what it holds", bit))
	}
	for bit := range len(token) * 8 {
		flipped := []byte(token)
		flipped[bit/8] ^= 1 << (bit % 8)
		refused(t, k, linktoken.Invitation, string(flipped), fmt.Sprintf("bit %d of its text", bit))
	}
}

func TestVerifyRefuses(t *testing.T) {
	k := keys(t, "1:"+secret(1))
	token := k.Sign(linktoken.Invitation, someClaims)
	tests := []struct{ name, token string }{
		{"nothing", ""},
		{"anything", "x"},
		{"cut off", token[:len(token)-1]},
		{"cut off by a whole group", token[:len(token)-4]},
		{"one more", token + "A"},
		{"one group more", token + "AAAA"},
		{"twice", token + token},
		{"padding", token + "="},
		{"a line break behind", token + "\n"},
		{"a line break within", token[:40] + "\r\n" + token[40:]},
		{"a space", " " + token},
		{"the other base64", strings.NewReplacer("-", "+", "_", "/").Replace("-_" + token[2:])},
		{"bits behind the last", token[:len(token)-1] + next(token[len(token)-1])},
		{"a megabyte", strings.Repeat("A", 1<<20)},
		{"not text", "\xff\xfe"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { refused(t, k, linktoken.Invitation, tt.token, tt.name) })
	}
}

// next is the next sign of base64url, which differs in the last, unused bits.
func next(sign byte) string {
	const signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return signs[strings.IndexByte(signs, sign)+1:][:1]
}

func TestKindsAreApart(t *testing.T) {
	k := keys(t, "1:"+secret(1))
	kinds := []linktoken.Kind{linktoken.Invitation, linktoken.PasswordReset, "", "invitation\x00", "Invitation"}
	for _, signed := range kinds {
		for _, asked := range kinds {
			if signed != asked {
				refused(t, k, asked, k.Sign(signed, someClaims), fmt.Sprintf("%q as %q", signed, asked))
			}
		}
	}
}

func TestKeysRotate(t *testing.T) {
	before := keys(t, "1:"+secret(1))
	during := keys(t, "1:"+secret(1)+",2:"+secret(2))
	after := keys(t, "2:"+secret(2))
	old, young := before.Sign(linktoken.Invitation, someClaims), during.Sign(linktoken.Invitation, someClaims)
	verified := func(k linktoken.Keys, token, why string) {
		if got, err := k.Verify(linktoken.Invitation, token); err != nil || got != someClaims {
			t.Errorf("%s: %+v, %v", why, got, err)
		}
	}
	verified(during, old, "an old link while both keys are known")
	verified(during, young, "a new link while both keys are known")
	verified(after, young, "a new link once the old key is gone")
	refused(t, after, linktoken.Invitation, old, "an old link once its key is gone")
	refused(t, before, linktoken.Invitation, young, "a new link where the new key is not known yet")
	refused(t, keys(t, "1:"+secret(3)), linktoken.Invitation, old, "the id of a key with another secret")
	refused(t, keys(t, "3:"+secret(1)), linktoken.Invitation, old, "the secret under another id")
	refused(t, linktoken.Keys{}, linktoken.Invitation, old, "no keys")
}

func FuzzVerify(f *testing.F) {
	k := keys(f, "1:"+secret(1)+",2:"+secret(2))
	token := k.Sign(linktoken.Invitation, someClaims)
	for _, seed := range []string{"", token, token[1:], token + "A", strings.ToLower(token), "\n" + token, k.Sign(linktoken.PasswordReset, someClaims)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		claims, err := k.Verify(linktoken.Invitation, text)
		switch {
		case err != nil && (!errors.Is(err, linktoken.ErrInvalid) || claims != (linktoken.Claims{})):
			t.Errorf("Verify(%q) = %+v, %v", text, claims, err)
		case err == nil && text != token:
			t.Errorf("Verify(%q) took what was never signed", text)
		}
	})
}
