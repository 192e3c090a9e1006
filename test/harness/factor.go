package harness

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"
	"github.com/pquerna/otp/totp"

	"usher/pkg/api"
	"usher/test/client"
)

// TOTP is an app for one-time codes.
type TOTP struct {
	Secret   string
	Recovery []string // codes
	system   *System
}

// Code is what the app shows so long from now.
func (a *TOTP) Code(t testing.TB, from time.Duration) string {
	t.Helper()
	code, err := totp.GenerateCode(a.Secret, a.system.Clock.Now().Add(from))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// AddTOTP adds an app for one-time codes to the account, by a code that is of an earlier step, so that the present
// one is still good.
func (b *Browser) AddTOTP(t testing.TB) *TOTP {
	t.Helper()
	app := b.BeginTOTP(t)
	app.Confirm(t, b)
	return app
}

// BeginTOTP makes an app that is still to be confirmed.
func (b *Browser) BeginTOTP(t testing.TB) *TOTP {
	t.Helper()
	made := Into[api.NewTOTP](t, b.Do(t, "POST", "/v1/me/totp", nil).Want(t, 201, ""))
	if u, err := url.Parse(made.URI); err != nil || u.Query().Get("secret") != made.Secret {
		t.Errorf("%s is not of %s", made.URI, made.Secret)
	}
	if raw, err := base32.StdEncoding.DecodeString(made.Secret); err != nil || len(raw) != 20 {
		t.Errorf("%q, %v", made.Secret, err)
	}
	return &TOTP{Secret: made.Secret, system: b.System}
}

// Confirm confirms it.
func (a *TOTP) Confirm(t testing.TB, b *Browser) {
	t.Helper()
	confirmed := b.Do(t, "POST", "/v1/me/totp/confirm", map[string]string{"code": a.Code(t, -30*time.Second)})
	a.Recovery = Into[api.RecoveryCodes](t, confirmed.Want(t, 200, "")).RecoveryCodes
}

// Passkey is a software authenticator with one passkey.
type Passkey struct {
	ID     string // as the system names it
	Site   virtualwebauthn.RelyingParty
	Device virtualwebauthn.Authenticator
	Key    virtualwebauthn.Credential
}

// wholeKey is the size of a key on P-256 as COSE has it.
const wholeKey = 77

// NewPasskey makes an authenticator that knows the system's site.
func (s *System) NewPasskey(t testing.TB) *Passkey {
	t.Helper()
	u, err := url.Parse(s.App.Config.Dashboard)
	if err != nil {
		t.Fatal(err)
	}
	key := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	for len(key.Key.AttestationData()) != wholeKey { // the library leaves out zeros that a coordinate begins with
		key = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	}
	return &Passkey{Site: virtualwebauthn.RelyingParty{ID: u.Hostname(), Name: "Usher", Origin: u.Scheme + "://" + u.Host},
		Device: virtualwebauthn.NewAuthenticator(), Key: key}
}

// Create answers options of create-passkey-options.
func (p *Passkey) Create(t testing.TB, o api.PasskeyOptions) json.RawMessage {
	t.Helper()
	options, err := virtualwebauthn.ParseAttestationOptions(string(o.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	var user struct{ User struct{ ID string } }
	if err := json.Unmarshal(o.PublicKey, &user); err != nil {
		t.Fatal(err)
	}
	p.Device.Options.UserHandle = decode(t, user.User.ID)
	return json.RawMessage(virtualwebauthn.CreateAttestationResponse(p.Site, p.Device, p.Key, *options))
}

// Sign answers options to ask for a passkey with, and counts.
func (p *Passkey) Sign(t testing.TB, o api.PasskeyOptions) json.RawMessage {
	t.Helper()
	options, err := virtualwebauthn.ParseAssertionOptions(string(o.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	p.Key.Counter++
	return json.RawMessage(virtualwebauthn.CreateAssertionResponse(p.Site, p.Device, p.Key, *options))
}

// PasskeyOptions asks for options: with the path of create-passkey-options, or of create-passkey-session-options.
func (b *Browser) PasskeyOptions(t testing.TB, path string) api.PasskeyOptions {
	t.Helper()
	return Into[api.PasskeyOptions](t, b.Do(t, "POST", path, nil).Want(t, 200, ""))
}

// AddPasskey adds a passkey to the account.
func (b *Browser) AddPasskey(t testing.TB, name string) *Passkey {
	t.Helper()
	p := b.System.NewPasskey(t)
	made := b.Do(t, "POST", "/v1/me/passkeys", map[string]any{"name": name,
		"credential": p.Create(t, b.PasskeyOptions(t, "/v1/me/passkeys/options"))}).Want(t, 201, "")
	p.ID = Into[api.Passkey](t, made).ID
	return p
}

// Complete gives the second factor of a sign-in.
func (b *Browser) Complete(t testing.TB, method string, value any) client.Answer {
	t.Helper()
	return b.Do(t, "POST", "/v1/sessions/current/second-factor", map[string]any{method: value})
}

// Prove proves the person again.
func (b *Browser) Prove(t testing.TB, method string, value any) client.Answer {
	t.Helper()
	return b.Do(t, "POST", "/v1/sessions/current/proof", map[string]any{method: value})
}

func decode(t testing.TB, text string) []byte {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
