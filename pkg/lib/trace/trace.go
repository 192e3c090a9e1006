// Package trace continues a caller's trace in the log, following W3C Trace Context
// (https://www.w3.org/TR/trace-context/, version 00): the log line of a request names
// the trace it belongs to and the span that handled it, and the response names that
// span to the caller. Spans are sent nowhere else.
//
// The caller's ids are used as they are: a trace id is a label for finding lines,
// never a permission or a secret.
package trace

import (
	"encoding/hex"
	"io"
	"net/http"
	"strings"
)

// Span is one piece of work within a trace. Ids are hexadecimal digits in lower
// case.
type Span struct {
	TraceID, ID string
	CallerID    string // the caller's span; empty if there is none
	Sampled     bool   // the caller records the trace
}

const (
	traceBytes, spanBytes = 16, 8
	version               = "00"
)

// Continue starts the span of a request: in the trace of its traceparent if that is
// well-formed, otherwise in the trace that API Gateway began (X-Amzn-Trace-Id),
// otherwise in a new one. It panics only if the machine has no randomness.
func Continue(header http.Header, random io.Reader) Span {
	parts := strings.Split(strings.Join(header.Values("Traceparent"), ","), "-") // two headers count as none
	if len(parts) == 4 && parts[0] == version && isID(parts[1], traceBytes) && isID(parts[2], spanBytes) {
		if flags, err := hex.DecodeString(parts[3]); err == nil && len(flags) == 1 {
			return Span{TraceID: parts[1], ID: draw(random, spanBytes), CallerID: parts[2], Sampled: flags[0]&1 == 1}
		}
	}
	return Amazon(header.Get("X-Amzn-Trace-Id"), random)
}

// Amazon starts the span of work that AWS's own tracing header describes:
// "Root=1-<8 digits>-<24 digits>;Parent=<16 digits>;Sampled=1" in any order, of
// which only Root is required. API Gateway sends it with requests, and Lambda gives
// it to functions with every event. Any other text starts a new trace, which is
// sampled: every request has a line in the log. It panics like Continue.
func Amazon(text string, random io.Reader) Span {
	fields := map[string]string{}
	for field := range strings.SplitSeq(text, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		fields[name] = value
	}
	root := strings.Split(fields["Root"], "-")
	if len(root) != 3 || root[0] != "1" || len(root[1]) != 8 || !isID(root[1]+root[2], traceBytes) {
		return Span{TraceID: draw(random, traceBytes), ID: draw(random, spanBytes), Sampled: true}
	}
	s := Span{TraceID: root[1] + root[2], ID: draw(random, spanBytes), Sampled: fields["Sampled"] == "1"}
	if isID(fields["Parent"], spanBytes) {
		s.CallerID = fields["Parent"]
	}
	return s
}

// Parent returns the span as a traceparent.
func (s Span) Parent() string {
	flags := "00"
	if s.Sampled {
		flags = "01"
	}
	return version + "-" + s.TraceID + "-" + s.ID + "-" + flags
}

// isID reports whether text is an id of n bytes, which is not all zero.
func isID(text string, n int) bool {
	return len(text) == 2*n && strings.Trim(text, "0123456789abcdef") == "" && strings.Trim(text, "0") != ""
}

// draw returns a random id of n bytes.
func draw(random io.Reader, n int) string {
	id := make([]byte, n)
	if _, err := io.ReadFull(random, id); err != nil {
		panic("trace: no randomness: " + err.Error())
	}
	id[n-1] |= 1 // never all zero
	return hex.EncodeToString(id)
}
