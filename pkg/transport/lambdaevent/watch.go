package lambdaevent

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"usher/pkg/lib/trace"
	"usher/pkg/store"
	"usher/pkg/transport/requestlog"
)

// Logged has a consumer write one line for each event it handles (of a stream:
// for each record, or each batch where it takes them whole): what it was, how
// long it took, what it consumed, and its trace; of one that failed the cause,
// redacted, and "failures" of 1. A panic is a failure too.
//
// These lines hold no metrics: a job that runs every hour would make them cost
// something while nobody uses the system.
type Logged struct {
	Operation string // the consumer's id
	Logger    *slog.Logger
	Now       func() time.Time
	Random    io.Reader

	warm atomic.Bool
}

// Record watches each record.
func (w *Logged) Record(handle RecordHandler) RecordHandler {
	return func(ctx context.Context, item store.Item) error {
		return w.line(ctx, requestID(ctx), 1, func(ctx context.Context) error { return handle(ctx, item) })
	}
}

// Batch watches each batch.
func (w *Logged) Batch(handle BatchHandler) BatchHandler {
	return func(ctx context.Context, items []store.Item) error {
		return w.line(ctx, requestID(ctx), len(items), func(ctx context.Context) error { return handle(ctx, items) })
	}
}

// Event watches each event.
func (w *Logged) Event(handle Event) Event {
	return func(ctx context.Context, e events.EventBridgeEvent) error {
		return w.line(ctx, requestID(ctx), 1, func(ctx context.Context) error { return handle(ctx, e) })
	}
}

// Schedule watches each run.
func (w *Logged) Schedule(job Schedule) Schedule {
	return func(ctx context.Context, id string) error {
		return w.line(ctx, id, 1, func(ctx context.Context) error { return job(ctx, id) })
	}
}

// line runs do and logs how it went. The error it returns is redacted: Lambda's
// runtime logs it and lays it into the dead letters.
func (w *Logged) line(ctx context.Context, id string, records int, do func(context.Context) error) error {
	ctx, work := requestlog.Begin(ctx, w.Now, trace.Amazon(lambdaTrace(ctx), w.Random))
	stack, err := guarded(ctx, do)
	level, failures := slog.LevelInfo, 0
	if err != nil {
		level, failures = slog.LevelError, 1
	}
	attributes := append([]slog.Attr{slog.String("operation", w.Operation), slog.String("request_id", id),
		slog.Int("records", records), slog.Int("failures", failures)}, work.End().Attributes()...)
	if w.warm.CompareAndSwap(false, true) {
		attributes = append(attributes, slog.Bool("cold", true))
	}
	if err != nil {
		attributes = append(attributes, requestlog.Cause(err))
	}
	if stack != "" {
		attributes = append(attributes, slog.String("stack", stack))
	}
	w.Logger.LogAttrs(ctx, level, "event", attributes...)
	return requestlog.Redacted(err)
}

// guarded makes an error of a panic, with the stack it came from.
func guarded(ctx context.Context, do func(context.Context) error) (stack string, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			stack, err = string(debug.Stack()), fmt.Errorf("lambdaevent: panic: %v", cause)
		}
	}()
	return "", do(ctx)
}

// lambdaTrace is the tracing header that Lambda gave the event: its library
// puts it into the context under this name.
func lambdaTrace(ctx context.Context) string {
	text, _ := ctx.Value("x-amzn-trace-id").(string)
	return text
}
