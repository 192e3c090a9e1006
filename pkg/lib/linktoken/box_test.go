package linktoken_test

import (
	"bytes"
	"errors"
	"testing"

	"usher/pkg/lib/linktoken"
)

// TestSealed opens with the key that sealed it, be it not the newest, and about the same thing; no bit may flip.
func TestSealed(t *testing.T) {
	parse := func(text string) linktoken.Keys {
		keys, err := linktoken.ParseKeys(text)
		if err != nil {
			t.Fatal(err)
		}
		return keys
	}
	old, both, other := parse("1:"+secret(1)), parse("1:"+secret(1)+",2:"+secret(2)), parse("2:"+secret(2))
	sealed, err := old.Seal(bytes.NewReader(make([]byte, 64)), []byte("a secret"), "ada")
	if err != nil {
		t.Fatal(err)
	}
	for _, keys := range []linktoken.Keys{old, both} {
		if got, err := keys.Open(sealed, "ada"); err != nil || string(got) != "a secret" {
			t.Errorf("%s: %q, %v", keys, got, err)
		}
	}
	refuse := func(keys linktoken.Keys, sealed []byte, about string) {
		t.Helper()
		if got, err := keys.Open(sealed, about); !errors.Is(err, linktoken.ErrInvalid) {
			t.Errorf("opened %q, %v", got, err)
		}
	}
	refuse(old, sealed, "eve")
	refuse(other, sealed, "ada")
	refuse(linktoken.Keys{}, sealed, "ada")
	for n := range sealed {
		refuse(both, sealed[:n], "ada")
		flipped := bytes.Clone(sealed)
		flipped[n] ^= 1
		refuse(both, flipped, "ada")
	}
	if _, err := (linktoken.Keys{}).Seal(bytes.NewReader(make([]byte, 64)), nil, ""); err == nil {
		t.Error("sealed without a key")
	}
}
