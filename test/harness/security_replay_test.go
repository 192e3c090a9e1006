package harness_test

import (
	"encoding/json"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/test/harness"
)

func jsonOf(body any) (string, error) {
	raw, err := json.Marshal(body)
	return string(raw), err
}

// braces are where a body's objects begin, behind the brace.
func braces(body string) (at []int) {
	for i, r := range body {
		if r == '{' {
			at = append(at, i+1)
		}
	}
	return at
}

// TestAnswersAreKeptForTheirCaller repeats each creating request, its very body
// and key, as everybody else: whoever had no part in it is never answered what
// was kept, be it a key's secret.
func TestAnswersAreKeptForTheirCaller(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, stranger := s.Found(t, "Acme"), s.Found(t, "Other")
	s.Enlarge(t, owner.Org, 100)
	second, auditor := owner.Join(t, api.Owner), owner.Join(t, api.Auditor)
	program := owner.Program(t, api.Owner)
	victim, _ := access.ParseSessionToken(signIn(t, owner))
	victim.Secret = make([]byte, 32)
	forger := harness.Member{Browser: bearing(s, "Cookie", "usher="+victim.Encode()), Org: owner.Org}
	others := map[string]harness.Member{"another Owner": second, "an Auditor": auditor, "a stranger": stranger, "nobody": {Browser: s.Browser()}, "a key": program, "a forged session": forger}
	for _, op := range api.Operations() {
		if !op.Creates || op.ID == "create-organization" { // whose caller is a network address
			continue
		}
		path, body := strings.ReplaceAll(op.Path, "{org}", owner.Org), goodBody(op.ID)
		owner.Header.Set("Idempotency-Key", "the-same-key")
		first := owner.Do(t, op.Method, path, body).Want(t, op.Status, "")
		for who, m := range others {
			m.Header.Set("Idempotency-Key", "the-same-key")
			a := m.Do(t, op.Method, path, body)
			if a.Header.Get("Idempotency-Replayed") != "" || string(a.Body) == string(first.Body) || a.Code() == "idempotency_key_reused" {
				t.Errorf("%s by %s: %d %s", op.ID, who, a.Status, a.Body)
			}
			m.Header.Del("Idempotency-Key")
		}
	}
}

// TestKeptAnswersEndWithTheRight repeats a request whose answer holds a secret
// once its caller may not make it any more: as an Auditor, blocked, signed out,
// removed.
func TestKeptAnswersEndWithTheRight(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	maker := owner.Join(t, api.Owner)
	maker.Header.Set("Idempotency-Key", "once")
	path, body := owner.Path("api-keys"), goodBody("create-api-key")
	maker.Do(t, "POST", path, body).Want(t, 201, "")
	if again := maker.Do(t, "POST", path, body).Want(t, 201, ""); again.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("not repeated: %v", again.Header)
	}
	user := owner.Path("users", maker.ID)
	owner.Do(t, "PATCH", user, map[string]string{"role": "auditor"}).Want(t, 200, "")
	maker.Do(t, "POST", path, body).Want(t, 403, "forbidden")
	owner.Do(t, "POST", user+"/block", nil).Want(t, 200, "")
	maker.Do(t, "POST", path, body).Want(t, 403, "blocked")
	owner.Do(t, "DELETE", user, nil).Want(t, 204, "")
	maker.Do(t, "POST", path, body).Want(t, 404, "not_found")
	maker.Do(t, "DELETE", "/v1/sessions/current", nil).Want(t, 204, "")
	maker.Do(t, "POST", path, body).Want(t, 401, "unauthenticated")
}

// TestUsedLinks follows links that were used, with the right password and from
// the browser that used them too: they let nobody in, and change nothing.
func TestUsedLinks(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	u := owner.Invite(t, api.Auditor)
	invitation, first := s.Token(t, owner.Org, u.ID), s.Browser()
	accept := func(b *harness.Browser, pass string) harness.Answer {
		return b.Do(t, "POST", "/v1/invitations/"+invitation+"/accept", map[string]string{"password": pass})
	}
	accept(first, harness.Password).Want(t, 200, "")
	s.Browser().Do(t, "POST", "/v1/password-resets", map[string]string{"email": owner.Email}).Want(t, 202, "")
	reset := s.ResetToken(t, owner.Email)
	s.Browser().Do(t, "POST", "/v1/password-resets/"+reset, map[string]string{"password": newPassword}).Want(t, 204, "")
	before := contents(t, s)
	for _, b := range []*harness.Browser{first, s.Browser(), owner.Browser} {
		for _, pass := range []string{harness.Password, newPassword, "a wholly other phrase"} {
			if a := accept(b, pass).Want(t, 410, "invitation_used"); a.Header.Get("Set-Cookie") != "" {
				t.Errorf("a used link set a cookie")
			}
			b.Do(t, "POST", "/v1/password-resets/"+reset, map[string]string{"password": pass}).Want(t, 404, "password_reset_invalid")
		}
	}
	unchanged(t, s, before)
	owner.Header.Del("Cookie")
	back := s.Browser()
	back.Do(t, "POST", "/v1/sessions", map[string]string{"email": owner.Email, "password": newPassword}).Want(t, 200, "")
	back.Do(t, "DELETE", owner.Path("users", u.ID), nil).Want(t, 204, "")
	accept(s.Browser(), harness.Password).Want(t, 404, "invitation_invalid")
}
