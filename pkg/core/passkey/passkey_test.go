package passkey_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"testing"

	"github.com/descope/virtualwebauthn"

	"usher/pkg/core/passkey"
)

const challenge, handle = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AQIDBAUGBwgJCgsMDQ4PEA"

// TestCounters: a counter that does not go up is that of a copy; an authenticator without one stays at zero.
func TestCounters(t *testing.T) {
	v := passkey.Verifier{Dashboard: "https://usher.example.com/app"}
	site := virtualwebauthn.RelyingParty{ID: "usher.example.com", Origin: "https://usher.example.com"}
	device, key := virtualwebauthn.NewAuthenticator(), virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeRSA)
	device.Options.UserHandle, _ = base64.RawURLEncoding.DecodeString(handle)
	raw, _ := base64.RawURLEncoding.DecodeString(challenge)
	made, err := v.Create(handle, challenge, []byte(virtualwebauthn.CreateAttestationResponse(site, device, key,
		virtualwebauthn.AttestationOptions{Challenge: raw})))
	if err != nil || string(made.Credential) != string(key.ID) {
		t.Fatalf("%+v, %v", made, err)
	}
	for _, tt := range []struct {
		stored int64
		signed uint32
		ok     bool
	}{{0, 0, true}, {0, 1, true}, {1, 2, true}, {2, 2, false}, {2, 1, false}, {2, 0, false}, {1, 4294967295, true}} {
		made.SignCount, key.Counter = tt.stored, tt.signed
		signed := virtualwebauthn.CreateAssertionResponse(site, device, key, virtualwebauthn.AssertionOptions{Challenge: raw})
		count, err := v.Assert(handle, challenge, &made, []byte(signed))
		if (err == nil) != tt.ok || tt.ok && count != int64(tt.signed) || !tt.ok && !errors.Is(err, passkey.ErrCopied) {
			t.Errorf("%+v: %d, %v", tt, count, err)
		}
	}
}

// FuzzCredentials: whatever comes in, it is refused without a panic.
func FuzzCredentials(f *testing.F) {
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA"}}`))
	f.Add([]byte(`{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA"}}`))
	v := passkey.Verifier{Dashboard: "https://usher.example.com"}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) {
			return
		}
		if _, err := v.Create(handle, challenge, raw); err == nil {
			t.Error("created")
		}
	})
}
