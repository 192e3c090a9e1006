package lambdaevent_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"usher/pkg/store"
	"usher/pkg/transport/lambdaevent"
)

// watched is a Watch with its log.
func watched() (*lambdaevent.Logged, *bytes.Buffer) {
	var out bytes.Buffer
	return &lambdaevent.Logged{Operation: "a-consumer", Logger: slog.New(slog.NewJSONHandler(&out, nil)), Now: time.Now, Random: rand.Reader}, &out
}

func linesOf(t *testing.T, out *bytes.Buffer) []map[string]any {
	t.Helper()
	var all []map[string]any
	for text := range strings.Lines(out.String()) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		all = append(all, line)
	}
	return all
}

// TestWatch: whatever sets a consumer off, it writes one line and passes on what came of it.
func TestWatch(t *testing.T) {
	bad := errors.New("no mail to ada@example.com")
	kinds := map[string]func(*lambdaevent.Logged, context.Context, func(context.Context) error) error{
		"a record": func(w *lambdaevent.Logged, ctx context.Context, do func(context.Context) error) error {
			return w.Records(lambdaevent.RecordHandlers{Written: func(ctx context.Context, _ store.Item) error { return do(ctx) }}).
				Written(ctx, store.Item{})
		},
		"a batch": func(w *lambdaevent.Logged, ctx context.Context, do func(context.Context) error) error {
			return w.Batch(func(ctx context.Context, _ []lambdaevent.Record) error { return do(ctx) })(ctx, []lambdaevent.Record{{}})
		},
		"an event": func(w *lambdaevent.Logged, ctx context.Context, do func(context.Context) error) error {
			return w.Event(func(ctx context.Context, _ events.EventBridgeEvent) error { return do(ctx) })(ctx, events.EventBridgeEvent{})
		},
		"a run": func(w *lambdaevent.Logged, ctx context.Context, do func(context.Context) error) error {
			return w.Schedule(func(ctx context.Context, _ string) error { return do(ctx) })(ctx, "8476a536")
		},
	}
	always := []string{"time", "level", "msg", "operation", "request_id", "records", "failures", "duration_us", "read_units", "write_units", "round_trips", "retries", "trace_id", "span_id"}
	for name, run := range kinds {
		t.Run(name, func(t *testing.T) {
			w, out := watched()
			ctx := lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: "8476a536"})
			ctx = context.WithValue(ctx, "x-amzn-trace-id", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0") //nolint:revive,staticcheck // Lambda's library uses this key
			if err := run(w, ctx, func(context.Context) error { return nil }); err != nil {
				t.Error(err)
			}
			if err := run(w, ctx, func(context.Context) error { return bad }); !errors.Is(err, bad) || strings.Contains(err.Error(), "ada@") {
				t.Errorf("a failure became %v", err)
			}
			if err := run(w, ctx, func(context.Context) error { panic("the panic") }); err == nil || !strings.Contains(err.Error(), "the panic") {
				t.Errorf("a panic became %v", err)
			}
			lines := linesOf(t, out)
			more := [][]string{{"parent_id", "cold"}, {"parent_id", "cause"}, {"parent_id", "cause", "stack"}}
			if len(lines) != len(more) {
				t.Fatalf("%d lines:\n%s", len(lines), out)
			}
			for i, line := range lines {
				expected := slices.Concat(always, more[i])
				for _, field := range expected {
					if _, ok := line[field]; !ok {
						t.Errorf("line %d: no %s in %v", i, field, line)
					}
				}
				if len(line) != len(expected) || line["operation"] != "a-consumer" || line["request_id"] != "8476a536" || line["records"] != 1.0 || line["failures"] != min(1.0, float64(i)) ||
					line["trace_id"] != "5759e988bd862e3fe1be46a994272793" || line["parent_id"] != "53995c3f42cd8ad8" {
					t.Errorf("line %d: %v", i, line)
				}
			}
			if lines[0]["level"] != "INFO" || lines[1]["level"] != "ERROR" || lines[1]["cause"] != "no mail to [address]" {
				t.Errorf("%v", lines)
			}
		})
	}
}

// TestWatchWithoutLambda is the local system: no id, and a trace of its own.
func TestWatchWithoutLambda(t *testing.T) {
	w, out := watched()
	for range 2 {
		if err := w.Records(lambdaevent.RecordHandlers{Written: func(context.Context, store.Item) error { return nil }}).
			Written(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	lines := linesOf(t, out)
	if len(lines) != 2 || lines[0]["request_id"] != "" || lines[0]["trace_id"] == lines[1]["trace_id"] || lines[0]["cold"] != true || lines[1]["cold"] != nil {
		t.Errorf("%v", lines)
	}
}

// TestCausesAreRedacted where a batch is not watched.
func TestCausesAreRedacted(t *testing.T) {
	var out bytes.Buffer
	logger, bad := slog.New(slog.NewTextHandler(&out, nil)), errors.New("no mail to ada@example.com")
	e := events.DynamoDBEvent{Records: []events.DynamoDBEventRecord{record("1", "a")}}
	_, _ = lambdaevent.PerRecord(lambdaevent.RecordHandlers{Written: func(context.Context, store.Item) error { return bad }}, logger)(t.Context(), e)
	_, _ = lambdaevent.Together(func(context.Context, []lambdaevent.Record) error { return bad }, logger)(t.Context(), e)
	if strings.Count(out.String(), "no mail to [address]") != 2 || strings.Contains(out.String(), "ada@") {
		t.Error(out.String())
	}
}
