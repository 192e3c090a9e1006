package trace_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"

	"usher/pkg/lib/trace"
)

// sample is the example of the recommendation, section 3.2.3.
const sample = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

// bad holds texts that are not a traceparent of version 00.
var bad = map[string]string{
	"nothing":             "",
	"dashes":              "---",
	"an unknown version":  "01" + sample[2:],
	"no trace":            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
	"no span":             "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
	"upper case":          strings.ToUpper(sample),
	"no flags":            sample[:53],
	"too short":           sample[:54],
	"more behind it":      sample + "-00",
	"a space before":      " " + sample,
	"a space behind":      sample + " ",
	"no digits":           strings.Replace(sample, "4bf9", "4bg9", 1),
	"no digits in a span": strings.Replace(sample, "00f0", "00x0", 1),
	"no digits as flags":  sample[:53] + "0g",
	"another separator":   strings.ReplaceAll(sample, "-", "_"),
	"two":                 sample + "," + sample,
	"other digits":        strings.Replace(sample, "4bf9", "४f9", 1),
}

func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Add(pairs[i], pairs[i+1])
	}
	return h
}

const nines = "0909090909090909"

func TestContinue(t *testing.T) {
	const (
		amazon      = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
		callers     = "4bf92f3577b34da6a3ce929d0e0e4736"
		amazons     = "5759e988bd862e3fe1be46a994272793"
		callersSpan = "00f067aa0ba902b7"
		amazonsSpan = "53995c3f42cd8ad8"
	)
	tests := []struct {
		name                   string
		header                 http.Header
		traceID, caller, flags string
	}{
		{"in the caller's trace", header("traceparent", sample), callers, callersSpan, "01"},
		{"not sampled", header("traceparent", sample[:53]+"00"), callers, callersSpan, "00"},
		{"flags without a meaning", header("traceparent", sample[:53]+"ff"), callers, callersSpan, "01"},
		{"before Amazon's", header("traceparent", sample, "X-Amzn-Trace-Id", amazon), callers, callersSpan, "01"},
		{"Amazon's", header("X-Amzn-Trace-Id", amazon), amazons, amazonsSpan, "01"},
		{"Amazon's, for a malformed one", header("traceparent", sample+"-x", "X-Amzn-Trace-Id", amazon), amazons, amazonsSpan, "01"},
		{"Amazon's as API Gateway sends it", header("X-Amzn-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793"), amazons, "", "00"},
		{"Amazon's in another order", header("X-Amzn-Trace-Id", "Self=1-67891234-12456789abcdef012345678; Sampled=0; Root=1-5759e988-bd862e3fe1be46a994272793"), amazons, "", "00"},
		{"Amazon's with a bad parent", header("X-Amzn-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995C3F42CD8AD8"), amazons, "", "00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := trace.Continue(tt.header, bytes.NewReader([]byte("\t\t\t\t\t\t\t\t")))
			if s.TraceID != tt.traceID || s.CallerID != tt.caller || s.ID != nines || s.Parent() != "00-"+tt.traceID+"-"+nines+"-"+tt.flags {
				t.Errorf("%+v, answers %s", s, s.Parent())
			}
		})
	}
}

var wellFormed = regexp.MustCompile(`^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$`)

// TestBegin: from anything else a trace of its own begins, and it is one.
func TestBegin(t *testing.T) {
	headers := map[string]http.Header{"none": header(), "twice": header("traceparent", sample, "traceparent", sample)}
	for what, text := range bad {
		headers[what] = header("traceparent", text)
	}
	for _, text := range []string{"", "Root=", "Root=1-5759e988-bd862e3fe1be46a99427279", "Root=2-5759e988-bd862e3fe1be46a994272793", "Root=1-00000000-000000000000000000000000",
		"Root=1-5759E988-bd862e3fe1be46a994272793", "Root=1-5759e988bd862e3fe1be46a994272793", "Parent=53995c3f42cd8ad8;Sampled=1", "Root=1-5759e988-bd862e3fe1be46a994272793;Root=x"} {
		headers["Amazon's "+text] = header("X-Amzn-Trace-Id", text)
	}
	seen := map[string]bool{}
	for what, h := range headers {
		s := trace.Continue(h, rand.Reader)
		if !wellFormed.MatchString(s.Parent()) || !s.Sampled || s.CallerID != "" || seen[s.TraceID] {
			t.Errorf("%s: %s %+v", what, s.Parent(), s)
		}
		seen[s.TraceID] = true
	}
}

// FuzzContinue: for every input, the output is a traceparent.
func FuzzContinue(f *testing.F) {
	f.Add(sample, "")
	f.Add("", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")
	for _, text := range bad {
		f.Add(text, text)
	}
	f.Fuzz(func(t *testing.T, parent, amazon string) {
		s := trace.Continue(header("traceparent", parent, "X-Amzn-Trace-Id", amazon), rand.Reader)
		if !wellFormed.MatchString(s.Parent()) {
			t.Errorf("%q and %q became %s", parent, amazon, s.Parent())
		}
	})
}

// TestIDsAreNeverZero, whatever is drawn.
func TestIDsAreNeverZero(t *testing.T) {
	s := trace.Amazon("", bytes.NewReader(make([]byte, 24)))
	if strings.Trim(s.TraceID, "0") == "" || strings.Trim(s.ID, "0") == "" {
		t.Errorf("%+v", s)
	}
}

func TestNoRandomness(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an id came from nowhere")
		}
	}()
	trace.Amazon("", iotest.ErrReader(errors.New("broken")))
}
