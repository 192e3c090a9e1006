package idempotency_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/test/client"
	"usher/test/harness"
)

// TestIdempotencyKeys repeats every creating operation: the same key and body
// answer the same, once; another body is refused; another caller's key is another.
func TestIdempotencyKeys(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	second := owner.Join(t, api.Owner)
	fill := strings.NewReplacer("{org}", owner.Org, "{user}", owner.Invite(t, api.Auditor).ID)
	for _, op := range api.Operations() {
		if !op.Creates {
			continue
		}
		path, body := fill.Replace(op.Path), harness.Body(op.ID)
		owner.Header.Set("Idempotency-Key", "key-of-"+op.ID)
		first := owner.Do(t, op.Method, path, body).Want(t, op.Status, "")
		again := owner.Do(t, op.Method, path, body).Want(t, op.Status, "")
		if !bytes.Equal(first.Body, again.Body) || first.Header.Get("Idempotency-Replayed") != "" ||
			again.Header.Get("Idempotency-Replayed") != "true" ||
			first.Header.Get("Location") != again.Header.Get("Location") {
			t.Errorf("%s: %s then %s %v", op.ID, first.Body, again.Body, again.Header)
		}
		if op.BodyLimit > 0 {
			owner.Do(t, op.Method, path, otherBody(op.ID)).Want(t, 422, "idempotency_key_reused")
		}
		if op.ID != "create-organization" { // whose caller is the client
			second.Header.Set("Idempotency-Key", "key-of-"+op.ID)
			if a := second.Do(t, op.Method, path, otherBody(op.ID)); a.Header.Get("Idempotency-Replayed") != "" ||
				a.Status != op.Status {
				t.Errorf("%s: another caller got %d", op.ID, a.Status)
			}
		}
	}
	owner.Header.Set("Idempotency-Key", strings.Repeat("x", 256))
	owner.Do(t, "POST", owner.Path("users"), harness.Body("create-user")).Want(t, 400, "invalid_request")
	owner.Header.Del("Idempotency-Key")
	owner.Recount(t)
}

func otherBody(id string) any {
	switch body := harness.Body(id).(type) {
	case map[string]string:
		body["name"], body["first_name"] = "Other", "Other"
		if id == "create-user" {
			delete(body, "name")
		} else {
			delete(body, "first_name")
		}
		return body
	case map[string]any:
		body["name"] = "Other"
		return body
	case []any: // other people each time
		return body
	}
	return nil
}

// TestIdempotencyRace sends one request with one key many times at once.
func TestIdempotencyRace(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	owner.Header.Set("Idempotency-Key", "once")
	body := harness.NewUser(api.Auditor)
	answers := harness.Together(12, func(int) (client.Answer,
		error) {
		return owner.Try("POST", owner.Path("users"), body)
	})
	if answers["201"] != 12 {
		t.Errorf("answers %v", answers)
	}
	if c := owner.Recount(t); c.Invited != 1 {
		t.Errorf("seats %+v", c)
	}
	s.Clock.Advance(11 * time.Hour)
	owner.Do(t, "POST", owner.Path("users"), body).Want(t, 201, "")
}

// TestNoSecretIsStored looks for a key's secret in everything the table holds.
func TestNoSecretIsStored(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	owner.Header.Set("Idempotency-Key", "9a7c1d60-0b3c-4a39-8f0e-6a1e8d3f2b11")
	made := harness.Into[api.NewAPIKey](t, owner.Do(t, "POST", owner.Path("api-keys"), harness.Body("create-api-key")).
		Want(t, 201, ""))
	items := s.Items(t)
	if len(items) < 8 {
		t.Fatalf("%d items", len(items))
	}
	for _, item := range items {
		for name, v := range item {
			if text := harness.Text(v); strings.Contains(text, made.Secret[10:60]) || strings.Contains(text, harness.Password) ||
				strings.Contains(text, "9a7c1d60") {
				t.Errorf("%s of %s holds a secret", name, harness.Text(item["sk"]))
			}
		}
	}
}

// TestAnswersAreReplayedOnlyToTheirCaller repeats each creating request, its very body and key, as everybody else:
// whoever had no part in it is never answered what was kept, be it a key's secret.
func TestAnswersAreReplayedOnlyToTheirCaller(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, stranger := s.Found(t, "Acme"), s.Found(t, "Other")
	s.Enlarge(t, owner.Org, 100)
	second, auditor := owner.Join(t, api.Owner), owner.Join(t, api.Auditor)
	fill := strings.NewReplacer("{org}", owner.Org, "{user}", owner.Invite(t, api.Auditor).ID)
	program := owner.Program(t, api.Owner)
	victim, _ := access.ParseSessionToken(owner.NewSession(t))
	victim.Secret = make([]byte, 32)
	forger := harness.Member{Browser: s.WithSession(victim.Encode()), Org: owner.Org}
	others := map[string]harness.Member{"another Owner": second, "an Auditor": auditor, "a stranger": stranger,
		"nobody": {Browser: s.Browser()}, "a key": program, "a forged session": forger}
	for _, op := range api.Operations() {
		if !op.Creates || op.ID == "create-organization" { // whose caller is a network address
			continue
		}
		path, body := fill.Replace(op.Path), harness.Body(op.ID)
		owner.Header.Set("Idempotency-Key", "the-same-key")
		first := owner.Do(t, op.Method, path, body).Want(t, op.Status, "")
		for who, m := range others {
			m.Header.Set("Idempotency-Key", "the-same-key")
			a := m.Do(t, op.Method, path, body)
			if a.Header.Get("Idempotency-Replayed") != "" || string(a.Body) == string(first.Body) ||
				a.Code() == "idempotency_key_reused" {
				t.Errorf("%s by %s: %d %s", op.ID, who, a.Status, a.Body)
			}
			m.Header.Del("Idempotency-Key")
		}
	}
}

// TestReplaysEndWithTheCallersRights repeats a request whose answer holds a secret once its caller may not make it
// any more: as an Auditor, blocked, signed out, removed.
func TestReplaysEndWithTheCallersRights(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	maker := owner.Join(t, api.Owner)
	maker.Header.Set("Idempotency-Key", "once")
	path, body := owner.Path("api-keys"), harness.Body("create-api-key")
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
