package bench_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"golang.org/x/crypto/argon2"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/factors"
	"usher/pkg/lib/email"
	"usher/pkg/local/process"
	"usher/pkg/store"
	"usher/pkg/transport"
	"usher/pkg/transport/lambdahttp"
	"usher/test/bench"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// system is a whole system whose clock stands, so that a request's reads are the same whenever it is sent.
type system struct {
	*harness.System
	tape     *bench.Tape
	handlers map[string]*transport.Handler

	org, cookie, address string // of the Owner who asks
	user                 string // a colleague who can be blocked
	token                string // of an invitation that is open
}

// users is how many users the organization has besides its Owner: more than a page.
const users = 30

func newSystem(t testing.TB) *system {
	s := &system{tape: &bench.Tape{Next: process.HTTPClient().Transport}, handlers: map[string]*transport.Handler{}}
	s.System = harness.New(t, func(a *app.App) {
		a.HTTP = &http.Client{Timeout: 3 * time.Second, Transport: s.tape} // as package app has it
		a.Service = "usher-bench"
		a.Logger = slog.New(slog.DiscardHandler)
	})
	s.Clock.Stop()
	for _, h := range factors.Handlers(s.App) {
		s.handlers[h.Route.ID] = h
	}
	s.settle(t)
	return s
}

// settle makes the organization that is asked about.
func (s *system) settle(t testing.TB) {
	owner := s.Found(t, "Acme")
	s.org, s.address, s.cookie = owner.Org, owner.Email, "usher="+owner.NewSession(t)
	s.Enlarge(t, s.org, 10*users)
	for range users {
		s.token = s.Token(t, s.org, owner.Invite(t, api.Auditor).ID)
	}
	s.user = owner.Join(t, api.Auditor).ID
	s.cheapen(t, owner.Email)
}

// cheapen gives an account a hash of harness.Password that takes argon2id the
// least work there is, so that a sign-in shows what else it does.
func (s *system) cheapen(t testing.TB, address string) {
	t.Helper()
	addr, err := email.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	salt := []byte("sixteen of salt!")
	encode := base64.RawStdEncoding.EncodeToString
	hash := "$argon2id$v=19$m=8,t=1,p=1$" + encode(salt) + "$" + encode(argon2.IDKey([]byte(harness.Password), salt, 1, 8,
		1, 32))
	if err := s.Store.Change(t.Context(), store.IdentityKey(email.Digest(addr.Key)),
		[]store.Change{store.IdentityPasswordHash.Set(hash)}, nil, store.Exists()); err != nil {
		t.Fatal(err)
	}
}

// event is a request as API Gateway sends it.
func (s *system) event(id string, path map[string]string, query string, body any) events.APIGatewayV2HTTPRequest {
	route := s.handlers[id].Route
	raw := route.Path
	for name, value := range path {
		raw = strings.ReplaceAll(raw, "{"+name+"}", value)
	}
	e := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: route.Method + " " + route.Path, RawPath: raw, RawQueryString: query, PathParameters: path,
		Cookies: []string{s.cookie},
		Headers: map[string]string{"accept": "application/json", "host": "usher.example.com", "origin": "http://usher.test",
			"sec-fetch-site": "same-origin", "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
			"x-forwarded-for": "203.0.113.7", "x-amzn-trace-id": "Root=1-67891233-abcdef012345678912345678"},
	}
	e.RequestContext.RequestID = "JKJaXmPLvHcESHA="
	e.RequestContext.HTTP.Method, e.RequestContext.HTTP.SourceIP = route.Method, "203.0.113.7"
	if body != nil {
		text, _ := json.Marshal(body) // of strings
		e.Body, e.Headers["content-type"] = string(text), "application/json"
	}
	return e
}

func request(t testing.TB, e events.APIGatewayV2HTTPRequest) transport.Request {
	r, err := lambdahttp.Request(e, "")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// once runs a request and fails unless it succeeds.
func once(t testing.TB, h *transport.Handler, r transport.Request) transport.Response {
	t.Helper()
	answer := h.Handle(context.Background(), r)
	if answer.Status != h.Route.Status {
		t.Fatalf("%s answered %d: %s", h.Route.ID, answer.Status, answer.Body)
	}
	return answer
}

// handler is the operation that an event is for.
func (s *system) handler(t testing.TB, e events.APIGatewayV2HTTPRequest) *transport.Handler {
	for _, h := range s.handlers {
		if h.Route.Method+" "+h.Route.Path == e.RouteKey {
			return h
		}
	}
	t.Fatalf("no operation is %s", e.RouteKey)
	return nil
}
