// Package trace continues a caller's trace in the log, by the W3C's Trace
// Context (https://www.w3.org/TR/trace-context/, version 00): the line of a
// request names the trace it belongs to and the span that handled it, and the
// answer names that span to the caller. Spans are sent nowhere else.
//
// A caller is believed to the letter: a trace id is a label to look lines up
// by, never a permission or a secret.
package trace

import (
	"encoding/hex"
	"io"
	"net/http"
	"strings"
)

// Span is one piece of work within a trace. Ids are hexadecimal digits of lower
// case.
type Span struct {
	TraceID, ID string
	CallerID    string // the span that called; empty for none
	Sampled     bool   // somebody keeps a record of it
}

const (
	traceBytes, spanBytes = 16, 8
	version               = "00"
)

// Continue makes the span of a request: in the trace of its traceparent when
// that is well-formed, else in the one that Lambda's front began
// (X-Amzn-Trace-Id), else in a new one. It panics only when the machine has no
// randomness.
func Continue(header http.Header, random io.Reader) Span {
	parts := strings.Split(strings.Join(header.Values("Traceparent"), ","), "-") // two headers are none
	if len(parts) == 4 && parts[0] == version && isID(parts[1], traceBytes) && isID(parts[2], spanBytes) {
		if flags, err := hex.DecodeString(parts[3]); err == nil && len(flags) == 1 {
			return Span{TraceID: parts[1], ID: draw(random, spanBytes), CallerID: parts[2], Sampled: flags[0]&1 == 1}
		}
	}
	return Amazon(header.Get("X-Amzn-Trace-Id"), random)
}

// Amazon makes the span of work that AWS's own tracing header describes,
// "Root=1-<8 digits>-<24 digits>;Parent=<16 digits>;Sampled=1" in any order, of
// which only Root is needed. API Gateway sends it with requests, Lambda gives it
// to functions for every event. From anything else a new trace begins, which is
// sampled: every request has its line in the log.
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

// Parent is the span as a traceparent.
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

// draw makes an id of n bytes.
func draw(random io.Reader, n int) string {
	id := make([]byte, n)
	if _, err := io.ReadFull(random, id); err != nil {
		panic("trace: no randomness: " + err.Error())
	}
	id[n-1] |= 1 // never all zero
	return hex.EncodeToString(id)
}
