package account_test

import (
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/test/client"
	"usher/test/harness"
)

// TestProof: what matters asks for a proof that is at most ten minutes old, of people and not of keys; a sign-in is one.
func TestProof(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(15 * time.Minute)
	owner := s.Found(t, "Acme")
	user := owner.Invite(t, api.Auditor)
	key := owner.Program(t, api.Owner)
	csv := func(m harness.Member, path string) client.Answer {
		return m.Send(t, client.Request{Method: "GET", Path: m.Path(path), Header: map[string][]string{"Accept": {"text/csv"}}})
	}
	matters := map[string]func(m harness.Member) client.Answer{
		"create key": func(m harness.Member) client.Answer {
			return m.Do(t, "POST", m.Path("api-keys"), harness.Body("create-api-key"))
		},
		"create Owner": func(m harness.Member) client.Answer {
			return m.Do(t, "POST", m.Path("users"), harness.NewUser(api.Owner))
		},
		"import Owner": func(m harness.Member) client.Answer {
			return m.Do(t, "POST", m.Path("users", "import"), []any{harness.NewUser(api.Owner)})
		},
		"make Owner": func(m harness.Member) client.Answer {
			return m.Do(t, "PATCH", m.Path("users", user.ID), map[string]string{"role": "owner"})
		},
		"export": func(m harness.Member) client.Answer { return csv(m, "audit-events") },
	}
	people := map[string]func(m harness.Member) client.Answer{
		"create totp": func(m harness.Member) client.Answer { return m.Do(t, "POST", "/v1/me/totp", nil) },
		"delete organization": func(m harness.Member) client.Answer {
			return m.Do(t, "DELETE", m.Path(), map[string]string{"name": "Acme"})
		},
		"passkey options": func(m harness.Member) client.Answer { return m.Do(t, "POST", "/v1/me/passkeys/options", nil) },
	}
	s.Clock.Advance(api.ProofLifetime)
	for name, do := range matters {
		if a := do(owner); a.Code() != "proof_required" {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
		if a := do(key); !a.OK() {
			t.Errorf("%s with a key: %d %s", name, a.Status, a.Body)
		}
	}
	for name, do := range people {
		if a := do(owner); a.Code() != "proof_required" {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	owner.Do(t, "PUT", "/v1/me/password", harness.Body("change-password")).Want(t, 403, "proof_required")
	owner.Do(t, "POST", owner.Path("users"), harness.NewUser(api.Auditor)).Want(t, 201, "")
	owner.Do(t, "POST", owner.Path("users", "import"), []any{harness.NewUser(api.Auditor)}).Want(t, 200, "")
	owner.Do(t, "GET", owner.Path("audit-events"), nil).Want(t, 200, "")
	owner.Prove(t, "password", "not the password").Want(t, 401, "invalid_credentials")
	csv(owner, "audit-events").Want(t, 403, "proof_required")
	proved := owner.Prove(t, "password", harness.Password).Want(t, 204, "")
	expires := harness.Into[api.Me](t, owner.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")).ExpiresAt
	if left := expires.Sub(s.Clock.Now()); proved.Cookie().MaxAge > int(left/time.Second)+1 || left > 12*time.Hour-9*time.Minute {
		t.Errorf("the session ends %s later, its cookie in %d s", left, proved.Cookie().MaxAge)
	}
	for name, do := range matters {
		if a := do(owner); !a.OK() {
			t.Errorf("proved, %s: %d %s", name, a.Status, a.Body)
		}
	}
}

// TestProofLifetime: the settings say how long a proof counts.
func TestProofLifetime(t *testing.T) {
	t.Parallel()
	s := harness.New(t, func(a *app.App) { a.Config.ProofLifetime = 8 * time.Second })
	owner := s.Found(t, "Acme")
	s.Clock.Advance(7 * time.Second)
	owner.Do(t, "POST", "/v1/me/totp", nil).Want(t, 201, "")
	s.Clock.Advance(time.Second)
	owner.Do(t, "POST", "/v1/me/totp", nil).Want(t, 403, "proof_required")
}

// TestProofByFactors: a code that proved the person is used, and the session goes on under another token.
func TestProofByFactors(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	app := owner.AddTOTP(t)
	passkey := owner.AddPasskey(t, "Laptop")
	s.Clock.Advance(api.ProofLifetime)
	owner.Do(t, "DELETE", "/v1/me/totp", nil).Want(t, 403, "proof_required")
	first := owner.Prove(t, "totp", app.Code(t, 0)).Want(t, 204, "").Cookie().Value
	second := owner.Prove(t, "recovery_code", app.Recovery[0]).Want(t, 204, "").Cookie().Value
	owner.Prove(t, "totp", app.Code(t, 0)).Want(t, 401, "invalid_factor")
	owner.Prove(t, "recovery_code", app.Recovery[0]).Want(t, 401, "invalid_factor")
	s.WithSession(first).Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	if first == second {
		t.Error("the token is the same")
	}
	signed := passkey.Sign(t, owner.PasskeyOptions(t, "/v1/passkey-sessions/options"))
	owner.Prove(t, "passkey", signed).Want(t, 204, "")
	owner.Prove(t, "passkey", signed).Want(t, 401, "invalid_factor")
	owner.Do(t, "POST", "/v1/sessions/current/proof", map[string]string{"totp": "1", "password": "x"}).
		Want(t, 400, "invalid_request")
	owner.Do(t, "DELETE", "/v1/me/totp", nil).Want(t, 204, "")
}
