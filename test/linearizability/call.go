package linearizability

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"usher/pkg/api"
)

// caller is who sends a request: a session's cookie, or an API key.
type caller struct {
	address string // of the session's person
	cookie  *http.Cookie
	key     string
}

// request is one HTTP request to the system.
type request struct {
	caller         caller
	method, path   string
	body           any // sent as JSON; nil: none
	idempotencyKey string
	trace          *Trace // nil: nothing breaks
}

// answer is what came back, whole.
type answer struct {
	status  int
	body    []byte
	cookies []*http.Cookie
}

// code is the problem's code, "" for success.
func (a answer) code() string {
	if a.status < http.StatusBadRequest {
		return ""
	}
	var p struct{ Code string }
	_ = json.Unmarshal(a.body, &p)
	return p.Code
}

// unknown reports whether the answer, or its absence, leaves open whether the
// operation happened.
func (a answer) unknown() bool {
	return a.status == 0 || a.status >= http.StatusInternalServerError
}

// user is the user that was answered.
func (a answer) user() (u api.User) {
	_ = json.Unmarshal(a.body, &u)
	return u
}

// output is the answer as the model takes it.
func (a answer) output() Output {
	if a.unknown() {
		return Output{Unknown: true}
	}
	if code := a.code(); code != "" {
		return Output{Code: code}
	}
	return outputOf(a.user())
}

func outputOf(u api.User) Output {
	out := Output{ID: u.ID, Role: u.Role, Status: u.Status}
	if u.Invitation != nil {
		out.Expires = u.Invitation.ExpiresAt.UnixMilli()
	}
	return out
}

// send sends the request. The answer's status is 0 where none came.
func (s *System) send(ctx context.Context, r request) (answer, error) {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	out, err := s.outgoing(ctx, r)
	if err != nil {
		return answer{}, err
	}
	if r.trace != nil {
		name := fmt.Sprintf("%p", r.trace)
		r.trace.leave = leave
		s.traces.Store(name, r.trace)
		defer s.traces.Delete(name)
		out.Header.Set(traceHeader, name)
	}
	response, err := s.client.Do(out)
	if err != nil {
		return answer{}, nil //nolint:nilerr // no answer is an outcome here
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{}, nil //nolint:nilerr // nor is half of one
	}
	return answer{response.StatusCode, body, response.Cookies()}, nil
}

func (s *System) outgoing(ctx context.Context, r request) (*http.Request, error) {
	var body io.Reader = http.NoBody
	if r.body != nil {
		raw, err := json.Marshal(r.body)
		if err != nil {
			return nil, fmt.Errorf("prove: %w", err)
		}
		body = bytes.NewReader(raw)
	}
	out, err := http.NewRequestWithContext(ctx, r.method, s.URL+r.path, body)
	if err != nil {
		return nil, fmt.Errorf("prove: %w", err)
	}
	out.GetBody = nil // so that net/http sends nothing twice of its own accord
	if r.body != nil {
		out.Header.Set("Content-Type", "application/json")
	}
	if r.idempotencyKey != "" {
		out.Header.Set("Idempotency-Key", r.idempotencyKey)
	}
	if r.caller.key != "" {
		out.Header.Set("Authorization", "Bearer "+r.caller.key)
	}
	if r.caller.cookie != nil {
		out.AddCookie(r.caller.cookie)
	}
	return out, nil
}

// must sends a request of which nothing may fail, and reads its answer.
func (s *System) must(ctx context.Context, r request, into any) (answer, error) {
	a, err := s.send(ctx, r)
	if err == nil && (a.unknown() || a.code() != "") {
		err = fmt.Errorf("prove: %s %s: %d %s", r.method, r.path, a.status, a.body)
	}
	if err == nil && into != nil {
		err = json.Unmarshal(a.body, into)
	}
	return a, err
}

// path joins the parts of a path below an organization.
func path(org string, parts ...string) string {
	return "/v1/organizations/" + url.PathEscape(org) + strings.Join(append([]string{""}, parts...), "/")
}
