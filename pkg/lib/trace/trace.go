// Package trace follows a request through several services by the W3C's Trace
// Context (https://www.w3.org/TR/trace-context/, version 00).
//
// Whoever calls may send traceparent, and tracestate with it. Continue makes
// the span that handles the call: in the caller's trace when what they sent is
// well-formed, else in the one that Lambda's front began (X-Amzn-Trace-Id),
// else in a new one. The span goes along in the context, and Transport names it
// to whatever is called meanwhile.
//
// A caller is believed to the letter: a trace id is a label to look lines up
// by, never a permission or a secret.
package trace

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
)

// Parent is what a caller says of itself: the trace, and the span that calls.
type Parent struct {
	Trace [16]byte
	Span  [8]byte // zero where only the trace is known
	Flags byte
}

// The flags that have a meaning.
const (
	Sampled byte = 1 << iota // somebody keeps a record of it
	Random                   // the trace id's last seven bytes are drawn at random
)

// The fields of a traceparent, "00-<trace>-<span>-<flags>", all in hexadecimal
// digits of lower case.
const (
	version    = "00"
	traceStart = len(version) + 1
	traceEnd   = traceStart + 2*len(Parent{}.Trace)
	spanStart  = traceEnd + 1
	spanEnd    = spanStart + 2*len(Parent{}.Span)
	flagsStart = spanEnd + 1
	size       = flagsStart + 2
)

// ErrMalformed is what Parse says of everything that is no traceparent of
// version 00. What it holds is not repeated: it may be anything.
var ErrMalformed = errors.New("trace: not a traceparent of version 00")

// Parse reads a traceparent of version 00, to the letter: one of another
// version, with upper case, with anything around it or with an id that is all
// zero gives ErrMalformed.
func Parse(text string) (Parent, error) {
	var p Parent
	var flags [1]byte
	if len(text) != size || text[:traceStart] != version+"-" || text[traceEnd] != '-' || text[spanEnd] != '-' ||
		!digits(p.Trace[:], text[traceStart:traceEnd]) || !digits(p.Span[:], text[spanStart:spanEnd]) ||
		!digits(flags[:], text[flagsStart:]) || p.Trace == [16]byte{} || p.Span == [8]byte{} {
		return Parent{}, ErrMalformed
	}
	p.Flags = flags[0]
	return p, nil
}

// digits decodes hexadecimal digits of lower case.
func digits(into []byte, text string) bool {
	n, err := hex.Decode(into, []byte(text))
	return err == nil && n == len(into) && strings.ToLower(text) == text
}

// String is the traceparent that Parse reads.
func (p Parent) String() string {
	return version + "-" + hex.EncodeToString(p.Trace[:]) + "-" + hex.EncodeToString(p.Span[:]) + "-" + hex.EncodeToString([]byte{p.Flags})
}

// Span is one piece of work within a trace.
type Span struct {
	Self   Parent  // what the span is to those it calls
	Caller [8]byte // the span that called; zero for none
	State  string  // the caller's tracestate, handed on as it came; may be empty
}

// maxState is how much of a tracestate is handed on, in bytes: what the
// recommendation asks for at least.
const maxState = 512

// Continue makes the span of a request by its headers. Random gives the ids; it
// panics only when the machine has no randomness.
func Continue(header http.Header, random io.Reader) Span {
	// A header that came twice is none: which one should hold?
	if p, err := Parse(strings.Join(header.Values("Traceparent"), ",")); err == nil {
		s := p.child(random)
		s.State = state(strings.Join(header.Values("Tracestate"), ","))
		return s
	}
	return Amazon(header.Get("X-Amzn-Trace-Id"), random)
}

// child is a span that p called. Flags without a meaning are not handed on.
func (p Parent) child(random io.Reader) Span {
	s := Span{Self: Parent{Trace: p.Trace, Flags: p.Flags & (Sampled | Random)}, Caller: p.Span}
	draw(random, s.Self.Span[:])
	return s
}

// Begin makes the first span of a new trace. It is sampled: every request has
// its line in the log.
func Begin(random io.Reader) Span {
	s := Span{Self: Parent{Flags: Sampled | Random}}
	draw(random, s.Self.Trace[:])
	draw(random, s.Self.Span[:])
	return s
}

// draw fills an id, which must not be all zero.
func draw(random io.Reader, id []byte) {
	if _, err := io.ReadFull(random, id); err != nil {
		panic("trace: no randomness: " + err.Error())
	}
	for _, b := range id {
		if b != 0 {
			return
		}
	}
	id[len(id)-1] = 1
}

// state is a tracestate to hand on: printable ASCII of 512 bytes at most.
// Anything else is dropped whole, since half of it might mean something else.
func state(text string) string {
	if len(text) > maxState {
		return ""
	}
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return ""
		}
	}
	return text
}

// TraceID is the trace's id as it is written.
func (s Span) TraceID() string { return hex.EncodeToString(s.Self.Trace[:]) }

// ID is the span's own id as it is written.
func (s Span) ID() string { return hex.EncodeToString(s.Self.Span[:]) }

// CallerID is the id of the span that called as it is written, "" for none.
func (s Span) CallerID() string {
	if s.Caller == [8]byte{} {
		return ""
	}
	return hex.EncodeToString(s.Caller[:])
}

type spanKey struct{}

// With puts the span into a context.
func With(ctx context.Context, s Span) context.Context { return context.WithValue(ctx, spanKey{}, s) }

// From is the span that a context carries; false for none.
func From(ctx context.Context) (Span, bool) {
	s, ok := ctx.Value(spanKey{}).(Span)
	return s, ok
}
