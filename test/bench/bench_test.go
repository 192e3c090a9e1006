package bench_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"usher/pkg/lib/password"
	"usher/pkg/transport/lambdahttp"
	"usher/test/bench"
	"usher/test/harness"
)

// requests are what is measured, in the order of docs/performance.md.
func (s *system) requests() []events.APIGatewayV2HTTPRequest {
	org := map[string]string{"org": s.org}
	user := map[string]string{"org": s.org, "user": s.user}
	signIn := s.event("sign-in", nil, "", map[string]string{"email": s.address, "password": harness.Password})
	signIn.Cookies = nil // a sign-in ends the session that the browser had
	return []events.APIGatewayV2HTTPRequest{
		s.event("create-user", org, "", harness.NewUser("auditor")),
		s.event("get-user", user, "", nil),
		s.event("list-users", org, "", nil),
		s.event("get-organization", org, "", nil),
		s.event("get-me", nil, "", nil),
		signIn,
		s.event("view-invitation", map[string]string{"token": s.token}, "", nil),
		s.event("create-flow", org, "", map[string]any{"name": "Nightly import", "description": "Of all leads",
			"definition": flow()}),
		s.event("list-audit-events", org, "", nil),
		s.event("block-user", user, "", nil),
	}
}

// flow is a definition of a middling size.
func flow() map[string]any {
	steps := make([]map[string]any, 8)
	for i := range steps {
		steps[i] = map[string]any{"action": "lookup", "field": "email", "retries": i,
			"when": map[string]string{"status": "active"}}
	}
	return map[string]any{"steps": steps}
}

// BenchmarkHandler measures operations through transport.Handler, with the memory that their functions have. All are
// recorded first, since a benchmark runs several times and a user is created once.
func BenchmarkHandler(b *testing.B) { handlers(b, newSystem(b), (*system).requests, bench.Collect) }

// BenchmarkDefaults measures two of them with Go's defaults for collecting.
func BenchmarkDefaults(b *testing.B) {
	two := func(s *system) []events.APIGatewayV2HTTPRequest { return s.requests()[:2] }
	handlers(b, newSystem(b), two, func(*testing.B, int) {})
}

func handlers(b *testing.B, s *system, of func(*system) []events.APIGatewayV2HTTPRequest,
	collect func(*testing.B, int)) {
	requests := of(s)
	s.tape.Record()
	for _, e := range requests {
		once(b, s.handler(b, e), request(b, e))
	}
	s.tape.Play()
	for _, e := range requests {
		h, r := s.handler(b, e), request(b, e)
		b.Run(h.Route.ID, func(b *testing.B) {
			collect(b, h.Route.MemoryMB)
			bench.Loop(b, func() { once(b, h, r) })
		})
	}
}

// BenchmarkLambda measures one operation from the bytes of API Gateway's event to the bytes of the answer.
func BenchmarkLambda(b *testing.B) {
	s := newSystem(b)
	e := s.event("get-user", map[string]string{"org": s.org, "user": s.user}, "", nil)
	h := s.handler(b, e)
	raw, err := json.Marshal(e)
	if err != nil {
		b.Fatal(err)
	}
	s.tape.Record()
	once(b, h, request(b, e))
	s.tape.Play()
	b.Run(h.Route.ID, func(b *testing.B) {
		bench.Collect(b, h.Route.MemoryMB)
		bench.Loop(b, func() {
			var e events.APIGatewayV2HTTPRequest
			if err := json.Unmarshal(raw, &e); err != nil {
				b.Fatal(err)
			}
			answer := h.Handle(context.Background(), request(b, e))
			if text, err := json.Marshal(lambdahttp.Response(answer)); err != nil || answer.Status != http.StatusOK {
				b.Fatal(err, answer.Status, string(text))
			}
		})
	})
}

// BenchmarkPassword measures what a sign-in adds: one argon2id hash.
func BenchmarkPassword(b *testing.B) {
	hasher := password.Hasher{Random: rand.Reader}
	encoded, err := hasher.Hash(harness.Password)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("verify", func(b *testing.B) {
		bench.Loop(b, func() {
			if ok, _, err := hasher.Verify(encoded, harness.Password); !ok || err != nil {
				b.Fatal(ok, err)
			}
		})
	})
}
