package transport

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"usher/pkg/api/problem"
	"usher/pkg/aws/emf"
	"usher/pkg/transport/requestlog"
)

// most is how many attributes a line has, except a panic's.
const most = 22

// line is what the log says of a request, beside what the work cost.
type line struct {
	requestID, actor string
	cold             bool
	status           int
	err              error
}

// log writes the request's one line. It names no address, token or secret.
func (h *Handler) log(ctx context.Context, l line, done requestlog.Done) {
	level := slog.LevelInfo
	attributes := make([]slog.Attr, 0, most)
	attributes = append(attributes, slog.String("operation", h.Route.ID), slog.Int("status", l.status),
		slog.String("request_id", l.requestID), slog.String("actor", l.actor))
	attributes = append(attributes, done.Attributes()...)
	if l.cold {
		attributes = append(attributes, slog.Bool("cold", true))
	}
	if l.status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	attributes = append(append(attributes, failed(l.err)...), h.metrics(l.status, done)...)
	h.o.Logger.LogAttrs(ctx, level, "request", attributes...)
}

// failed says what went wrong: the code, and of a fault its cause too.
func failed(err error) []slog.Attr {
	if err == nil {
		return nil
	}
	p := problem.From(err)
	attributes := []slog.Attr{slog.String("code", string(p.Code))}
	if p.Code.Status() >= http.StatusInternalServerError && p.Cause != nil {
		attributes = append(attributes, requestlog.Cause(p.Cause))
	}
	if crash, ok := errors.AsType[*panicked](err); ok {
		attributes = append(attributes, slog.String("panic", requestlog.Redact(crash.text())),
			slog.String("stack", string(crash.stack)))
	}
	return attributes
}

// metrics has CloudWatch read the line as metrics too, of all operations
// together: see docs/decisions/0014-metrics-in-the-log.md.
func (h *Handler) metrics(status int, done requestlog.Done) []slog.Attr {
	if h.o.Service == "" {
		return nil
	}
	faults := 0
	if status >= http.StatusInternalServerError {
		faults = 1
	}
	return []slog.Attr{
		emf.Attr(done.At, emf.Definition{Name: "Duration", Unit: "Milliseconds"},
			emf.Definition{Name: "Faults", Unit: "Count"},
			emf.Definition{Name: "ReadUnits", Unit: "Count"}, emf.Definition{Name: "WriteUnits", Unit: "Count"}),
		slog.String(emf.Service, h.o.Service),
		slog.Float64("Duration", float64(done.Took)/float64(time.Millisecond)), slog.Int("Faults", faults),
		slog.Float64("ReadUnits", done.Consumed.ReadUnits), slog.Float64("WriteUnits", done.Consumed.WriteUnits),
	}
}
