package openapitest_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/openapi"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/lib/id"
	"usher/pkg/transport"
	"usher/test/openapitest"
)

func options() transport.Options {
	return transport.Options{IDs: id.Source{Random: rand.Reader, Now: time.Now}, Now: time.Now,
		Logger: slog.New(slog.DiscardHandler), Dashboard: "https://usher.example", Secure: true}
}

// answers runs the operation with a use case that answers this output, or one
// of the problems, and holds what the runner makes of it to the document.
func answers[I, O any](t *testing.T, v *openapitest.Validator, op api.Operation[I, O], output O, body string,
	reply access.Reply) {
	t.Run(op.ID, func(t *testing.T) {
		request := transport.Request{
			Path:   map[string]string{"org": "org_1", "user": "usr_1", "token": "x"},
			Header: http.Header{"Content-Type": {api.JSONBody}}, Cookie: func(string) string { return "" }, Body: []byte(body),
		}
		give := func(err error) transport.Response {
			use := func(context.Context, *access.Caller, I) (O, access.Reply, error) { return output, reply, err }
			return transport.NewReply(op, use, options()).Handle(t.Context(), request)
		}
		if r := give(nil); r.Status != op.Status {
			t.Fatalf("answers %d: %s", r.Status, r.Body)
		} else if err := v.Response(op.ID, r.Status, r.Header, r.Body); err != nil {
			t.Error(err)
		}
		for _, code := range openapi.Codes(op.Declare()) {
			r := give(&problem.Error{Code: code, RetryAfter: time.Second, Detail: "x"})
			if code != problem.TooManyRequests && code != problem.TryAgain {
				r.Header.Del("Retry-After")
			}
			if err := v.Response(op.ID, code.Status(), r.Header, r.Body); err != nil {
				t.Error(err)
			}
		}
		if r := give(problem.NoFactor()); op.Permission != "" {
			if err := v.Response(op.ID, 403, r.Header, r.Body); err != nil {
				t.Error(err)
			}
		}
		r := give(&problem.Error{Code: "unheard_of"})
		if err := v.Response(op.ID, r.Status, r.Header, r.Body); err == nil {
			t.Error("a code that no operation has is let through")
		}
	})
}

// TestTheRunnerAnswersAsDocumented: status, headers and bodies are those the
// runner makes, not those we think it makes.
func TestTheRunnerAnswersAsDocumented(t *testing.T) {
	v := validator(t, committed(t))
	now := api.At(time.Now())
	user := api.User{ID: "usr_1", Email: "ada@example.com", Role: api.Owner, Status: api.Active, CreatedAt: now,
		UpdatedAt: now}
	nothing := access.Reply{}
	begin := access.Reply{Started: &access.Started{Expires: now.Add(time.Hour)}}
	answers(t, v, api.CreateUser, user, create, nothing)
	answers(t, v, api.GetUser, user, "", nothing)
	answers(t, v, api.ListUsers, api.Page[api.User]{Data: []api.User{user}}, "", nothing)
	answers(t, v, api.RemoveUser, api.None{}, "", nothing)
	answers(t, v, api.SignIn, api.SignedIn{Identity: api.Identity{Email: "ada@example.com"},
		Memberships: []api.Membership{}, ExpiresAt: now},
		`{"email":"ada@example.com","password":"x"}`, begin)
	answers(t, v, api.SignOut, api.None{}, "", access.Reply{Ended: true})
}
