package transport_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/lib/id"
	"usher/pkg/transport"
)

const (
	caller  = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	address = "ada@example.com"
)

// ask runs sign-out with a use case that does as told, on a clock that goes on
// by 1.5 ms each time it is looked at, and gives the answer and the log.
func ask(t *testing.T, service string, r transport.Request, use func(context.Context, *access.Caller) error) (transport.Response, []map[string]any) {
	t.Helper()
	var out bytes.Buffer
	at := time.UnixMilli(1_790_000_000_000)
	now := func() time.Time { at = at.Add(1500 * time.Microsecond); return at }
	h := transport.New(api.SignOut, func(ctx context.Context, c *access.Caller, _ api.None) (api.None, error) {
		return api.None{}, use(ctx, c)
	},
		transport.Options{IDs: id.Source{Random: rand.Reader, Now: time.Now}, Now: now, Service: service,
			Logger: slog.New(slog.NewJSONHandler(&out, nil)), Dashboard: "https://usher.example", Secure: true})
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Cookie = func(string) string { return "" }
	response := h.Handle(t.Context(), r)
	var lines []map[string]any
	for text := range strings.Lines(out.String()) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		lines = append(lines, line)
	}
	return response, lines
}

// always are the fields of every line, besides those of package slog.
var always = []string{"operation", "status", "request_id", "actor", "duration_us", "read_units", "write_units", "round_trips", "retries", "trace_id", "span_id"}

// TestOneLine: a request has one line whatever becomes of it, and no field more than it should.
func TestOneLine(t *testing.T) {
	well := func(_ context.Context, c *access.Caller) error { c.Is("usr_1"); return nil }
	fail := func(err error) func(context.Context, *access.Caller) error {
		return func(context.Context, *access.Caller) error { return err }
	}
	measured := []string{"_aws", "Service", "Duration", "Faults", "ReadUnits", "WriteUnits"}
	tests := []struct {
		name, service string
		request       transport.Request
		use           func(context.Context, *access.Caller) error
		level         string
		more          []string
		want          map[string]any
	}{
		{"well", "", transport.Request{ID: "JKJaXmPLvHcESHA="}, well, "INFO", nil, map[string]any{"status": 204.0, "request_id": "JKJaXmPLvHcESHA=", "actor": "usr_1", "operation": "sign-out"}},
		{"the first", "", transport.Request{Cold: true}, well, "INFO", []string{"cold"}, map[string]any{"cold": true}},
		{"within a trace", "", transport.Request{Header: http.Header{"Traceparent": {caller}}}, well, "INFO", []string{"parent_id"},
			map[string]any{"trace_id": caller[3:35], "parent_id": caller[36:52]}},
		{"refused", "", transport.Request{}, fail(problem.New(problem.Forbidden, "not %s", address)), "INFO", []string{"code"}, map[string]any{"status": 403.0, "code": "forbidden"}},
		{"past the proxy", "", transport.Request{PastProxy: true, Header: http.Header{"Sec-Fetch-Site": {"cross-site"}}}, fail(errors.New("ran")), "INFO",
			[]string{"code"}, map[string]any{"status": 403.0, "code": "forbidden"}},
		{"refused by the runner", "", transport.Request{Body: []byte(`{"a":1}`)}, well, "INFO", []string{"code"}, map[string]any{"code": "invalid_request"}},
		{"a dependency that fails", "", transport.Request{}, fail(problem.Unavailable(fmt.Errorf("no %s", address))), "ERROR", []string{"code", "cause"},
			map[string]any{"status": 503.0, "code": "try_again", "cause": "no [address]"}},
		{"a bug", "", transport.Request{}, fail(errors.New("for " + address)), "ERROR", []string{"code", "cause"}, map[string]any{"code": "internal", "cause": "for [address]"}},
		{"a panic", "", transport.Request{}, func(context.Context, *access.Caller) error { panic("at " + address) }, "ERROR", []string{"code", "cause", "panic", "stack"},
			map[string]any{"status": 500.0, "code": "internal", "panic": "at [address]"}},
		{"measured", "usher-dev", transport.Request{}, well, "INFO", measured, map[string]any{"Service": "usher-dev", "Duration": 1.5, "duration_us": 1500.0, "Faults": 0.0}},
		{"a fault, measured", "usher-dev", transport.Request{}, fail(errors.New("x")), "ERROR", append([]string{"code", "cause"}, measured...), map[string]any{"Faults": 1.0}},
		{"a refusal is no fault", "usher-dev", transport.Request{}, fail(problem.New(problem.Forbidden, "")), "INFO", append([]string{"code"}, measured...), map[string]any{"Faults": 0.0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			response, lines := ask(t, tt.service, tt.request, tt.use)
			if len(lines) != 1 {
				t.Fatalf("%d lines: %v", len(lines), lines)
			}
			line := lines[0]
			for name, want := range tt.want {
				if line[name] != want {
					t.Errorf("%s is %v, want %v", name, line[name], want)
				}
			}
			expected := slices.Concat([]string{"time", "level", "msg"}, always, tt.more)
			for _, name := range expected {
				if _, ok := line[name]; !ok {
					t.Errorf("no %s in %v", name, line)
				}
			}
			if len(line) != len(expected) || line["level"] != tt.level || line["request_id"] != response.Header.Get("X-Request-Id") {
				t.Errorf("%v, for %v", line, response.Header)
			}
		})
	}
}

// TestTrace: whoever reads the answer is told the span that the line names.
func TestTrace(t *testing.T) {
	response, lines := ask(t, "", transport.Request{Header: http.Header{"Traceparent": {caller}}},
		func(context.Context, *access.Caller) error { return nil })
	said := strings.Split(response.Header.Get("Traceparent"), "-")
	if len(said) != 4 || said[1] != lines[0]["trace_id"] || said[2] != lines[0]["span_id"] || said[1] != caller[3:35] || lines[0]["parent_id"] != caller[36:52] {
		t.Errorf("answered %v, logged %v", response.Header, lines[0])
	}
}

// TestMetricsAreOfTheFormat: each metric that the line announces it gives a number, and the dimension a text
// (CloudWatch, "Embedded metric format specification").
func TestMetricsAreOfTheFormat(t *testing.T) {
	_, lines := ask(t, "usher-dev", transport.Request{}, func(context.Context, *access.Caller) error { return nil })
	text, _ := json.Marshal(lines[0]["_aws"])
	var metadata struct {
		Timestamp         int64
		CloudWatchMetrics []struct {
			Namespace  string
			Dimensions [][]string
			Metrics    []struct{ Name, Unit string }
		}
	}
	if err := json.Unmarshal(text, &metadata); err != nil || metadata.Timestamp != 1_790_000_000_003 || len(metadata.CloudWatchMetrics) != 1 {
		t.Fatalf("%s, %v", text, err)
	}
	d := metadata.CloudWatchMetrics[0]
	if d.Namespace != "Usher" || len(d.Metrics) != 4 || len(d.Dimensions) != 1 || !slices.Equal(d.Dimensions[0], []string{"Service"}) {
		t.Errorf("%s", text)
	}
	for _, m := range d.Metrics {
		if _, ok := lines[0][m.Name].(float64); !ok {
			t.Errorf("%s is %v", m.Name, lines[0][m.Name])
		}
	}
}
