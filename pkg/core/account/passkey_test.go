package account_test

import (
	"encoding/json"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/test/client"
	"usher/test/harness"
)

const sessionOptions = "/v1/passkey-sessions/options"

// TestPasskeys follows a passkey: added, used as a second factor and alone, renamed, removed.
func TestPasskeys(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	passkey := owner.AddPasskey(t, "Laptop")
	b, second := halfSignedIn(t, s, owner.Email, api.MethodPasskey)
	b.Complete(t, "passkey", passkey.Sign(t, *second.PasskeyOptions)).Want(t, 200, "")
	alone := s.Browser()
	signedIn := harness.Into[api.SignedIn](t, signIn(t, alone, passkey.Sign(t, alone.PasskeyOptions(t, sessionOptions))).
		Want(t, 200, ""))
	if len(signedIn.Memberships) != 1 || signedIn.SecondFactor != nil || signedIn.Identity.Email != owner.Email {
		t.Errorf("%+v", signedIn)
	}
	alone.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
	path := "/v1/me/passkeys/" + passkey.ID
	owner.Do(t, "PATCH", path, map[string]string{"name": "Old laptop"}).Want(t, 200, "")
	all := harness.Into[api.Factors](t, owner.Do(t, "GET", "/v1/me/factors", nil).Want(t, 200, ""))
	if len(all.Passkeys) != 1 || all.Passkeys[0].Name != "Old laptop" || all.Passkeys[0].LastUsed == nil {
		t.Errorf("%+v", all)
	}
	other := s.Found(t, "Other")
	other.Do(t, "DELETE", path, nil).Want(t, 404, "not_found")
	other.Do(t, "PATCH", path, map[string]string{"name": "Mine"}).Want(t, 404, "not_found")
	owner.Do(t, "DELETE", path, nil).Want(t, 204, "")
	owner.Do(t, "DELETE", path, nil).Want(t, 404, "not_found")
	signIn(t, alone, passkey.Sign(t, alone.PasskeyOptions(t, sessionOptions))).Want(t, 401, "invalid_factor")
	s.Browser().SignIn(t, owner.Email, harness.Password).Want(t, 200, "")
}

func signIn(t *testing.T, b *harness.Browser, credential json.RawMessage) client.Answer {
	t.Helper()
	return b.Do(t, "POST", "/v1/passkey-sessions", map[string]any{"credential": credential})
}

// TestHostileAssertions: another site, challenge, person or device, a copy, a replay, and no verified user.
func TestHostileAssertions(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	ada, mallory := s.Found(t, "Acme"), s.Found(t, "Other")
	mine, theirs := ada.AddPasskey(t, "Laptop"), mallory.AddPasskey(t, "Laptop")
	b := s.Browser()
	for name, sign := range map[string]func() json.RawMessage{
		"another origin": func() json.RawMessage {
			p := *mine
			p.Site.Origin = "https://usher.evil.example"
			return p.Sign(t, b.PasskeyOptions(t, sessionOptions))
		},
		"another site": func() json.RawMessage {
			p := *mine
			p.Site.ID = "evil.example"
			return p.Sign(t, b.PasskeyOptions(t, sessionOptions))
		},
		"a challenge made up": func() json.RawMessage {
			o := b.PasskeyOptions(t, sessionOptions)
			o.PublicKey = json.RawMessage(`{"challenge":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","rpId":"localhost"}`)
			return mine.Sign(t, o)
		},
		"a challenge to create": func() json.RawMessage {
			return mine.Sign(t, ada.PasskeyOptions(t, "/v1/me/passkeys/options"))
		},
		"a challenge for another person": func() json.RawMessage {
			_, second := halfSignedIn(t, s, mallory.Email, api.MethodPasskey)
			return mine.Sign(t, *second.PasskeyOptions)
		},
		"an expired challenge": func() json.RawMessage {
			o := b.PasskeyOptions(t, sessionOptions)
			s.Clock.Advance(5 * time.Minute)
			return mine.Sign(t, o)
		},
		"another person's handle": func() json.RawMessage {
			p := *theirs
			p.Device.Options.UserHandle = mine.Device.Options.UserHandle
			return p.Sign(t, b.PasskeyOptions(t, sessionOptions))
		},
		"another key": func() json.RawMessage {
			p := *mine
			p.Key.Key = theirs.Key.Key
			return p.Sign(t, b.PasskeyOptions(t, sessionOptions))
		},
		"no verified user": func() json.RawMessage {
			p := *mine
			p.Device.Options.UserNotVerified = true
			return p.Sign(t, b.PasskeyOptions(t, sessionOptions))
		},
		"nothing signed": func() json.RawMessage { return json.RawMessage(`{"rawId":1,"response":[]}`) },
	} {
		if a := signIn(t, b, sign()); a.Code() != "invalid_factor" {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	copied := *mine
	signed := mine.Sign(t, b.PasskeyOptions(t, sessionOptions))
	signIn(t, b, signed).Want(t, 200, "")
	signIn(t, b, signed).Want(t, 401, "invalid_factor")
	signIn(t, b, copied.Sign(t, b.PasskeyOptions(t, sessionOptions))).Want(t, 401, "invalid_factor") // its counter is behind
	// As a second factor nobody's but the person's own is taken.
	half, _ := halfSignedIn(t, s, ada.Email, api.MethodPasskey)
	half.Complete(t, "passkey", theirs.Sign(t, b.PasskeyOptions(t, sessionOptions))).Want(t, 401, "invalid_factor")
	half.Complete(t, "passkey", mine.Sign(t, b.PasskeyOptions(t, sessionOptions))).Want(t, 200, "")
}

// TestHostileCreations: a passkey is added only for whom it was asked, where it was asked, once.
func TestHostileCreations(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	ada, mallory := s.Found(t, "Acme"), s.Found(t, "Other")
	const path = "/v1/me/passkeys/options"
	add := func(m harness.Member, credential json.RawMessage) client.Answer {
		return m.Do(t, "POST", "/v1/me/passkeys", map[string]any{"name": "Laptop", "credential": credential})
	}
	evil := s.NewPasskey(t)
	evil.Site.Origin = "https://usher.evil.example"
	add(ada, evil.Create(t, ada.PasskeyOptions(t, path))).Want(t, 401, "invalid_factor")
	blind := s.NewPasskey(t)
	blind.Device.Options.UserNotVerified = true
	add(ada, blind.Create(t, ada.PasskeyOptions(t, path))).Want(t, 401, "invalid_factor")
	p := s.NewPasskey(t)
	add(mallory, p.Create(t, ada.PasskeyOptions(t, path))).Want(t, 401, "invalid_factor")
	late := p.Create(t, ada.PasskeyOptions(t, path))
	s.Clock.Advance(5 * time.Minute)
	add(ada, late).Want(t, 401, "invalid_factor")
	made := p.Create(t, ada.PasskeyOptions(t, path))
	add(ada, made).Want(t, 201, "")
	add(ada, made).Want(t, 401, "invalid_factor")
	add(ada, p.Sign(t, ada.PasskeyOptions(t, sessionOptions))).Want(t, 401, "invalid_factor")
}
