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
	"usher/pkg/lib/id"
	"usher/pkg/transport"
	"usher/pkg/transport/lambdahttp"
)

// TestFunction: the line in the log, the answer and API Gateway's access log ($context.requestId) have one request
// id, and only a process's first request is cold.
func TestFunction(t *testing.T) {
	var out bytes.Buffer
	made := 0
	function := lambdahttp.Function(func() (*transport.Handler, error) {
		if made++; made == 1 {
			return nil, errors.New("a bad setting")
		}
		return transport.New(api.SignOut, func(context.Context, *access.Caller, api.None) (api.None, error) { return api.None{}, nil },
			transport.Options{IDs: id.Source{Random: rand.Reader, Now: time.Now}, Now: time.Now, Logger: slog.New(slog.NewJSONHandler(&out, nil))}), nil
	})
	e := parse(t, event)
	e.Body, e.RawQueryString = "", ""
	e.Headers["x-amzn-trace-id"] = "Root=1-5759e988-bd862e3fe1be46a994272793"
	if _, err := function(t.Context(), e); err == nil {
		t.Error("it runs with a bad setting")
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
		if cold, _ := line["cold"].(bool); cold != (i == 0) || made != 2 {
			t.Errorf("request %s: cold %v, made %d times", id, cold, made)
		}
	}
}
