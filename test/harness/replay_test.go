package harness_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"usher/pkg/api"
	"usher/pkg/store"
	"usher/test/harness"
)

// TestIdempotencyKeys repeats every creating operation: the same key and body
// answer the same, once; another body is refused; another caller's key is another.
func TestIdempotencyKeys(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	second := owner.Join(t, api.Owner)
	for _, op := range api.Operations() {
		if !op.Creates {
			continue
		}
		path, body := strings.ReplaceAll(op.Path, "{org}", owner.Org), goodBody(op.ID)
		owner.Header.Set("Idempotency-Key", "key-of-"+op.ID)
		first := owner.Do(t, op.Method, path, body).Want(t, op.Status, "")
		again := owner.Do(t, op.Method, path, body).Want(t, op.Status, "")
		if !bytes.Equal(first.Body, again.Body) || first.Header.Get("Idempotency-Replayed") != "" || again.Header.Get("Idempotency-Replayed") != "true" ||
			first.Header.Get("Location") != again.Header.Get("Location") {
			t.Errorf("%s: %s then %s %v", op.ID, first.Body, again.Body, again.Header)
		}
		owner.Do(t, op.Method, path, otherBody(op.ID)).Want(t, 422, "idempotency_key_reused")
		if op.ID != "create-organization" { // whose caller is the client
			second.Header.Set("Idempotency-Key", "key-of-"+op.ID)
			if a := second.Do(t, op.Method, path, otherBody(op.ID)); a.Header.Get("Idempotency-Replayed") != "" || a.Status != op.Status {
				t.Errorf("%s: another caller got %d", op.ID, a.Status)
			}
		}
	}
	owner.Header.Set("Idempotency-Key", strings.Repeat("x", 256))
	owner.Do(t, "POST", owner.Path("users"), goodBody("create-user")).Want(t, 400, "invalid_request")
	owner.Header.Del("Idempotency-Key")
	recount(t, owner)
}

func otherBody(id string) any {
	switch body := goodBody(id).(type) {
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
	answers := together(t, 12, func(int) (harness.Answer, error) { return owner.Try("POST", owner.Path("users"), body) })
	if answers["201"] != 12 {
		t.Errorf("answers %v", answers)
	}
	if c := recount(t, owner); c.Invited != 1 {
		t.Errorf("seats %+v", c)
	}
	s.Clock.Advance(11 * time.Hour)
	owner.Do(t, "POST", owner.Path("users"), body).Want(t, 201, "")
}

// TestNoSecretIsKept looks for a key's secret in everything the table holds.
func TestNoSecretIsKept(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	owner.Header.Set("Idempotency-Key", "9a7c1d60-0b3c-4a39-8f0e-6a1e8d3f2b11")
	made := harness.Into[api.NewAPIKey](t, owner.Do(t, "POST", owner.Path("api-keys"), goodBody("create-api-key")).Want(t, 201, ""))
	out, err := s.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &s.Table})
	if err != nil || len(out.Items) < 8 {
		t.Fatalf("%v, %d items", err, len(out.Items))
	}
	for _, item := range out.Items {
		for name, v := range item {
			if text := harness.Text(v); strings.Contains(text, made.Secret[10:60]) || strings.Contains(text, harness.Password) || strings.Contains(text, "9a7c1d60") {
				t.Errorf("%s of %s holds a secret", name, store.Item(item).Key().SK)
			}
		}
	}
}
