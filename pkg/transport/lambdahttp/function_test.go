package lambdahttp_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
	"usher/pkg/transport"
	"usher/pkg/transport/lambdahttp"
)

// TestFunction: the line in the log, the answer and API Gateway's access log ($context.requestId) have one request
// id, and only a process's first request is cold.
func TestFunction(t *testing.T) {
	var out bytes.Buffer
	handler := transport.New(api.SignOut, func(context.Context, *access.Caller, api.None) (api.None, error) { return api.None{}, nil },
		transport.Options{IDs: id.Source{Random: rand.Reader, Now: time.Now}, Now: time.Now, Logger: slog.New(slog.NewJSONHandler(&out, nil))})
	function := lambdahttp.Function(handler, nil)
	e := parse(t, event)
	e.Body, e.RawQueryString = "", ""
	e.Headers["x-amzn-trace-id"] = "Root=1-5759e988-bd862e3fe1be46a994272793"
	bad := errors.New("a bad setting")
	if _, err := lambdahttp.Function(nil, bad)(t.Context(), e); !errors.Is(err, bad) {
		t.Errorf("with a bad setting: %v", err)
	}
	for i, id := range []string{"first=", "second=", "third="} {
		out.Reset()
		e.RequestContext.RequestID = id
		answer, err := function(t.Context(), e)
		if err != nil || answer.StatusCode != 204 {
			t.Fatalf("%+v, %v", answer, err)
		}
		var line map[string]any
		if err := json.Unmarshal(out.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if line["request_id"] != id || answer.Headers["X-Request-Id"] != id || line["trace_id"] != "5759e988bd862e3fe1be46a994272793" {
			t.Errorf("request %s: %v, %v", id, line, answer.Headers)
		}
		if cold, _ := line["cold"].(bool); cold != (i == 0) {
			t.Errorf("request %s: cold %v", id, cold)
		}
	}
}

// TestRehearse reaches the use case as the session's owner, with everything that a request has.
func TestRehearse(t *testing.T) {
	var out bytes.Buffer
	var caller *access.Caller
	use := func(_ context.Context, c *access.Caller, _ api.None) (api.None, error) {
		caller = c
		return api.None{}, nil
	}
	o := transport.Options{IDs: id.Source{Random: rand.Reader, Now: time.Now}, Now: time.Now, Logger: slog.New(slog.NewJSONHandler(&out, nil))}
	token := access.NewSessionToken(o.IDs, email.Digest("nobody"), nil)
	for _, secure := range []bool{false, true} {
		out.Reset()
		o.Secure, caller = secure, nil
		lambdahttp.Rehearse(transport.New(api.SignOut, use, o), token.Encode())
		if caller == nil || caller.Session == nil || caller.Session.ID != token.ID || bytes.Count(out.Bytes(), []byte("\n")) != 1 {
			t.Errorf("secure %v: the caller is %+v\n%s", secure, caller, &out)
		}
	}
}
