package linearizability

import (
	"context"
	"fmt"
	"net/http"

	"usher/pkg/api"
	"usher/test/client"
)

// caller is who sends a request: with a session's cookie, or an API key.
type caller struct {
	address string // of the session's person, or the API key's id
	*client.Client
}

// answer is what came back, whole; its status is 0 where nothing did.
type answer struct{ client.Answer }

// unknown reports whether the answer, or its absence, leaves open whether the operation happened.
func (a answer) unknown() bool { return a.Status == 0 || a.Status >= http.StatusInternalServerError }

// output is the answer as the model takes it.
func (a answer) output() Output {
	if a.unknown() {
		return Output{Unknown: true}
	}
	if code := a.Code(); code != "" {
		return Output{Code: code}
	}
	var u api.User
	_ = a.Into(&u) // what is no user stays without an id
	return outputOf(u)
}

func outputOf(u api.User) Output {
	out := Output{ID: u.ID, Role: u.Role, Status: u.Status}
	if u.Invitation != nil {
		out.Expires = u.Invitation.ExpiresAt.UnixMilli()
	}
	return out
}

// send sends a request once, with what its trace has drawn to break.
func (s *System) send(ctx context.Context, who caller, r client.Request, t *Trace) answer {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	name := fmt.Sprintf("%p", t)
	t.leave = leave
	s.traces.Store(name, t)
	defer s.traces.Delete(name)
	r.Header = http.Header{traceHeader: {name}}
	a, err := who.Do(ctx, r)
	if err != nil {
		return answer{} // no answer, or half of one, is an outcome here
	}
	return answer{a}
}

// caller is a new one, without a session.
func (s *System) caller(address string) caller { return caller{address, client.New(s.URL, s.once)} }
