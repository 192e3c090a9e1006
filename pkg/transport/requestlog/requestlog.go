// Package requestlog is what the log lines of requests (package transport) and of
// events (package lambdaevent) have in common: how long it took, what it consumed,
// and the trace it belongs to. It also keeps addresses and secrets out of the log,
// see Redact.
package requestlog

import (
	"context"
	"log/slog"
	"time"

	"usher/pkg/lib/trace"
	"usher/pkg/store"
)

// Work is a request or an event under way.
type Work struct {
	Span  trace.Span
	meter *store.Meter
	now   func() time.Time
	begun time.Time
}

// Begin starts the clock, and returns a context in which calls of DynamoDB are
// counted.
func Begin(ctx context.Context, now func() time.Time, span trace.Span) (context.Context, *Work) {
	w := &Work{Span: span, now: now, begun: now()}
	ctx, w.meter = store.Metered(ctx)
	return ctx, w
}

// Done is a Work that has ended.
type Done struct {
	Span     trace.Span
	At       time.Time
	Took     time.Duration
	Consumed store.Consumed
}

// End stops the clock.
func (w *Work) End() Done {
	at := w.now()
	return Done{w.Span, at, at.Sub(w.begun), w.meter.Consumed()}
}

// Attributes are the line's: duration_us in microseconds; read_units,
// write_units, round_trips (in sequence) and retries of DynamoDB; trace_id,
// span_id, and parent_id where somebody called within a trace.
func (d Done) Attributes() []slog.Attr {
	all := []slog.Attr{
		slog.Int64("duration_us", d.Took.Microseconds()),
		slog.Float64("read_units", d.Consumed.ReadUnits), slog.Float64("write_units", d.Consumed.WriteUnits),
		slog.Int("round_trips", d.Consumed.RoundTrips), slog.Int("retries", d.Consumed.Retries),
		slog.String("trace_id", d.Span.TraceID), slog.String("span_id", d.Span.ID),
	}
	if d.Span.CallerID != "" {
		all = append(all, slog.String("parent_id", d.Span.CallerID))
	}
	return all
}
