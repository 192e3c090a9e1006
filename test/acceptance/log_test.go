package acceptance_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/smithy-go"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/core/access"
	"usher/test/harness"
	"usher/test/localtest"
)

// wire sees all that goes to and comes from a system, and keeps what of it the log must not hold.
type wire struct {
	mu       sync.Mutex
	ids      []string        // of the requests, as they were answered
	secrets  map[string]bool // addresses, passwords, tokens, cookies, keys
	patterns []*regexp.Regexp
}

// tap puts a wire before the system.
func tap(t *testing.T, s *harness.System) *wire {
	t.Helper()
	w := &wire{secrets: map[string]bool{harness.LinkKeys: true, strings.TrimPrefix(harness.LinkKeys, "1:"): true,
		harness.Password: true},
		patterns: []*regexp.Regexp{
			regexp.MustCompile(`([\w.+-]+@[\w.-]+)`),
			regexp.MustCompile(`"(?:current_)?(?:password|secret)":\s*"([^"]{8,})"`),
			regexp.MustCompile(`/(?:invitations|password-resets|email-changes|email-restorations)/([\w-]{8,})`),
			regexp.MustCompile(`(?m)^(?:Set-)?Cookie: (?:__Host-)?usher=([\w-]{8,})`),
			regexp.MustCompile(`(?m)^Authorization: Bearer ([\w-]{8,})`),
		}}
	s.Wrap(func(system http.Handler) http.Handler {
		return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			answer := httptest.NewRecorder()
			system.ServeHTTP(answer, r)
			w.keep(r.URL.String(), r.Header, body)
			w.keep("", answer.Header(), answer.Body.Bytes())
			w.answered(answer.Header().Get("X-Request-Id"))
			maps.Copy(out.Header(), answer.Header())
			out.WriteHeader(answer.Code)
			_, _ = out.Write(answer.Body.Bytes())
		})
	})
	return w
}

func (w *wire) answered(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ids = append(w.ids, id)
}

func (w *wire) keep(url string, header http.Header, body []byte) {
	var text bytes.Buffer
	text.WriteString(url + "\n")
	_ = header.Write(&text) // a buffer takes everything
	text.Write(body)
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.patterns {
		for _, found := range p.FindAllStringSubmatch(text.String(), -1) {
			w.secrets[found[1]] = true
		}
	}
}

// line is what a request's line in the log must hold.
type line struct {
	Message    string   `json:"msg"`
	Operation  string   `json:"operation"`
	Status     int      `json:"status"`
	RequestID  string   `json:"request_id"`
	Actor      *string  `json:"actor"`
	Duration   *int64   `json:"duration_us"`
	ReadUnits  *float64 `json:"read_units"`
	WriteUnits *float64 `json:"write_units"`
	RoundTrips *int     `json:"round_trips"`
	Retries    *int     `json:"retries"`
	TraceID    string   `json:"trace_id"`
	SpanID     string   `json:"span_id"`
	Code       string   `json:"code"`
	Cause      string   `json:"cause"`
}

// requests are the lines of requests that the log holds.
func requests(t *testing.T, s *harness.System) []line {
	t.Helper()
	var all []line
	for text := range strings.Lines(s.Log.String()) {
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if l.Message == "request" {
			all = append(all, l)
		}
	}
	return all
}

// holdsNone fails the test where the log holds a secret that the wire saw.
func (w *wire) holdsNone(t *testing.T, s *harness.System) {
	t.Helper()
	log := s.Log.String()
	for secret := range w.secrets {
		if i := strings.Index(strings.ToLower(log), strings.ToLower(secret)); i >= 0 {
			t.Errorf("the log holds %q: %.300s", secret, log[max(i-150, 0):])
		}
	}
}

// TestTheLog walks through all operations: each request has exactly one line, with all its fields; none holds an
// address, password, token, cookie or key that went over the wire; and what a line says of round trips and reads is
// what the ledger counts.
func TestTheLog(t *testing.T) {
	t.Parallel()
	ledger := &harness.Ledger{}
	interruption := &harness.Interruption{}
	s := harness.New(t, harness.Record(ledger), interruption.Option, func(a *app.App) {
		a.Config.InvitationLifetime, a.SESEndpoint = lifetime, localtest.Mailbox(t).Endpoint()
	})
	w := tap(t, s)
	for _, st := range append(steps(t, s), emailSteps(t, s, interruption)...) {
		if st.before != nil {
			st.before()
		}
		before := len(requests(t, s))
		ledger.Open(s.Client)
		st.do()
		if added := requests(t, s)[before:]; len(added) == 1 { // DynamoDB Local counts nothing for an item that is not there
			if l := added[0]; *l.RoundTrips != ledger.RoundTrips() || *l.ReadUnits > ledger.Read {
				t.Errorf("%s %s: the log has %d round trips and reads of %g, the ledger %d and %g", st.id, st.variant,
					*l.RoundTrips, *l.ReadUnits, ledger.RoundTrips(), ledger.Read)
			}
		}
	}
	misuse(t, s)
	if kinds := len(w.secrets); kinds < 60 {
		t.Errorf("the wire saw %d secrets only", kinds)
	}
	w.holdsNone(t, s)
	checkLines(t, w.ids, requests(t, s))
}

// misuse sends what holds secrets where they do not belong.
func misuse(t *testing.T, s *harness.System) {
	t.Helper()
	b, key := s.Browser(), "usher_"+strings.Repeat("aB3x", 16)
	for _, body := range []string{`{"email":"someone@example.org","password":7}`, `{"email":"some one@example.org"}`,
		`{"password":"hunter2hunter2","surprise":"x@example.org"}`, `{"email":"x@example.org`, `"x@example.org"`} {
		if a := b.Do(t, "POST", "/v1/sessions", body); a.Status != http.StatusBadRequest &&
			a.Status != http.StatusUnauthorized {
			t.Errorf("%s: %d", body, a.Status)
		}
	}
	b.Do(t, "GET", "/v1/invitations/"+strings.Repeat("aB3x", 37)+"?q=x@example.org", nil)
	b.Header.Set("Authorization", "Bearer "+key)
	b.Header.Set("Traceparent", "x@example.org")
	b.Do(t, "GET", "/v1/organizations/x@example.org/users?q=x@example.org", nil)
	b.Do(t, "GET", "/v1/organizations/org_01k0000000000000000000000a/users/x@example.org", nil).
		Want(t, 401, "unauthenticated")
}

// checkLines holds the lines to the requests that were answered.
func checkLines(t *testing.T, ids []string, lines []line) {
	t.Helper()
	count, traces, done := map[string]int{}, map[string]bool{}, map[string]bool{}
	for _, l := range lines {
		count[l.RequestID]++
		if l.Operation == "" || l.Status == 0 || l.Actor == nil || l.Duration == nil || l.ReadUnits == nil ||
			*l.ReadUnits < 0 || l.WriteUnits == nil || *l.WriteUnits < 0 ||
			l.RoundTrips == nil || l.Retries == nil || len(l.TraceID) != 32 || len(l.SpanID) != 16 ||
			(l.Status >= 400) != (l.Code != "") {
			t.Errorf("a line misses something: %+v", l)
		}
		if traces[l.TraceID] {
			t.Errorf("two requests of one trace: %+v", l)
		}
		traces[l.TraceID] = true
		done[l.Operation] = done[l.Operation] || l.Status < 400
	}
	for _, id := range ids {
		if count[id] != 1 {
			t.Errorf("request %q has %d lines", id, count[id])
		}
	}
	if len(lines) != len(ids) {
		t.Errorf("%d lines of %d requests", len(lines), len(ids))
	}
	for _, op := range api.Operations() {
		if !done[op.ID] {
			t.Errorf("%s was never asked with success", op.ID)
		}
	}
}

// TestFaultsTellNoSecrets has DynamoDB repeat what it was given in its error.
func TestFaultsTellNoSecrets(t *testing.T) {
	t.Parallel()
	n, refusal := 0, &smithy.GenericAPIError{Code: "ValidationException"}
	s := harness.New(t, harness.Fault("TransactWriteItems", &n, refusal))
	owner := s.Found(t, "Acme")
	w := tap(t, s)
	token := s.Token(t, owner.Org, owner.Invite(t, api.Auditor).ID)
	refusal.Message = "lower bound operand: AttributeValue: {S:" + owner.Email + "}, canonical: x-usher:" + token + "\n"
	n = 1
	owner.Do(t, "POST", owner.Path("users"), harness.NewUser(api.Auditor)).Want(t, 500, "internal")
	lines := requests(t, s)
	if last := lines[len(lines)-1]; !strings.Contains(last.Cause,
		"lower bound operand: AttributeValue: {S:[address], canonical: x-usher:[secret]") {
		t.Errorf("cause %q", last.Cause)
	}
	w.secrets[token], w.secrets[owner.Email] = true, true
	w.holdsNone(t, s)
}

// TestUseThatIsNotNoted has IAM refuse the note of when a key, and when a member, was last here: both are let in, and
// the log says why the note is missing.
func TestUseThatIsNotNoted(t *testing.T) {
	t.Parallel()
	n, refusal := 0, &smithy.GenericAPIError{Code: "AccessDeniedException", Message: "not authorized to perform"}
	s := harness.New(t, harness.Fault("UpdateItem", &n, refusal))
	owner := s.Found(t, "Acme")
	s.Clock.Advance(2 * time.Minute)
	for _, caller := range []*harness.Browser{owner.Program(t, api.Auditor).Browser, s.WithSession(owner.NewSession(t))} {
		before := len(s.Log.Lines("use not noted"))
		n = 1
		caller.Do(t, "GET", owner.Path("users"), nil).Want(t, 200, "")
		noted := s.Log.Lines("use not noted")[before:]
		if len(noted) != 1 || !strings.Contains(noted[0], `"level":"WARN"`) ||
			!strings.Contains(noted[0], "AccessDeniedException: not authorized to perform") ||
			strings.Contains(noted[0], `"request_id":""`) {
			t.Errorf("logged %q", noted)
		}
	}
}

// TestConsumersTellNoSecrets hands record-delivery what it cannot take.
func TestConsumersTellNoSecrets(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	handle := s.App.Logged().Event(app.RecordDelivery(s.App))
	for _, detail := range []string{`{"mail":"x@example.org"}`,
		`{"eventType":"x@example.org","mail":{"destination":["x@example.org"]}}`, `"x@example.org"`, `x@example.org`} {
		_ = handle(t.Context(), events.EventBridgeEvent{DetailType: "Email Bounced", Detail: json.RawMessage(detail)})
	}
	log := s.Log.String()
	if strings.Count(log, `"msg":"event"`) != 4 || strings.Contains(log, "x@") {
		t.Error(log)
	}
}

// TestTheLogNamesWhoSignsIn: the line of a sign-in names the session that began, which the person's record and list of
// sessions name too; that of a refused one names nobody, and says why.
func TestTheLogNamesWhoSignsIn(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	s.Browser().SignIn(t, owner.Email, "not the password").Want(t, 401, "invalid_credentials")
	session, _ := access.ParseSessionToken(owner.NewSession(t))
	lines := requests(t, s)
	refused, signedIn := lines[len(lines)-2], lines[len(lines)-1]
	if refused.Operation != "sign-in" || *refused.Actor != "" || refused.Code != "invalid_credentials" {
		t.Errorf("a refused sign-in: %+v", refused)
	}
	if signedIn.Operation != "sign-in" || *signedIn.Actor != session.ID || session.ID == "" || signedIn.Code != "" {
		t.Errorf("a sign-in: %+v of %q", signedIn, *signedIn.Actor)
	}
}
