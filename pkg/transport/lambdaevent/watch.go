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

// Logged has a consumer log one line for each event it handles (of a stream: for each record, or each batch where it
// takes them whole): what it was, how long it took, what it consumed, and its trace; of one that failed also the
// cause, redacted, and "failures" of 1. A panic is a failure too.
//
// These lines hold no metrics: for a job that runs every hour they would cost
// something even while nobody uses the system.
type Logged struct {
	Operation string // the consumer's id
	Logger    *slog.Logger
	Now       func() time.Time
	Random    io.Reader

	warm atomic.Bool
}

// Records logs each record.
func (l *Logged) Records(handle RecordHandlers) RecordHandlers {
	return RecordHandlers{Written: l.record(handle.Written), Expired: l.record(handle.Expired)}
}

func (l *Logged) record(handle RecordHandler) RecordHandler {
	if handle == nil {
		return nil
	}
	return func(ctx context.Context, item store.Item) error {
		return l.line(ctx, requestID(ctx), 1, func(ctx context.Context) error { return handle(ctx, item) })
	}
}

// Batch logs each batch.
func (l *Logged) Batch(handle BatchHandler) BatchHandler {
	return func(ctx context.Context, records []Record) error {
		return l.line(ctx, requestID(ctx), len(records), func(ctx context.Context) error { return handle(ctx, records) })
	}
}

// Event logs each event.
func (l *Logged) Event(handle Event) Event {
	return func(ctx context.Context, e events.EventBridgeEvent) error {
		return l.line(ctx, requestID(ctx), 1, func(ctx context.Context) error { return handle(ctx, e) })
	}
}

// Schedule logs each run.
func (l *Logged) Schedule(job Schedule) Schedule {
	return func(ctx context.Context, id string) error {
		return l.line(ctx, id, 1, func(ctx context.Context) error { return job(ctx, id) })
	}
}

// line runs do and logs how it went. The error it returns is redacted, since
// Lambda's runtime logs it and adds it to what it sends to the dead-letter queue.
func (l *Logged) line(ctx context.Context, id string, records int, do func(context.Context) error) error {
	ctx, work := requestlog.Begin(ctx, l.Now, trace.Amazon(lambdaTrace(ctx), l.Random))
	stack, err := guarded(ctx, do)
	level, failures := slog.LevelInfo, 0
	if err != nil {
		level, failures = slog.LevelError, 1
	}
	attributes := append([]slog.Attr{slog.String("operation", l.Operation), slog.String("request_id", id),
		slog.Int("records", records), slog.Int("failures", failures)}, work.End().Attributes()...)
	if l.warm.CompareAndSwap(false, true) {
		attributes = append(attributes, slog.Bool("cold", true))
	}
	if err != nil {
		attributes = append(attributes, requestlog.Cause(err))
	}
	if stack != "" {
		attributes = append(attributes, slog.String("stack", stack))
	}
	l.Logger.LogAttrs(ctx, level, "event", attributes...)
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

// lambdaTrace is the tracing header that Lambda gave the event: its library puts it into the context under this name.
func lambdaTrace(ctx context.Context) string {
	text, _ := ctx.Value("x-amzn-trace-id").(string)
	return text
}
