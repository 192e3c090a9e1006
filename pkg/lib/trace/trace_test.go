package trace_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"usher/pkg/lib/trace"
)

// sample is the example of the recommendation, section 3.2.3.
const sample = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

// bad holds what is no traceparent of version 00.
var bad = map[string]string{
	"nothing":             "",
	"dashes":              "---",
	"an unknown version":  "01" + sample[2:],
	"a forbidden version": "ff" + sample[2:],
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
	"a sign as flags":     sample[:53] + "+1",
	"another separator":   strings.ReplaceAll(sample, "-", "_"),
	"two":                 sample + "," + sample,
	"other digits":        strings.Replace(sample, "4bf9", "४f9", 1),
}

func TestParse(t *testing.T) {
	p, err := trace.Parse(sample)
	if err != nil || p.String() != sample || p.Flags != trace.Sampled || p.Trace[0] != 0x4b || p.Span[7] != 0xb7 {
		t.Errorf("%v, %v", p, err)
	}
	for what, text := range bad {
		if p, err := trace.Parse(text); !errors.Is(err, trace.ErrMalformed) || p != (trace.Parent{}) {
			t.Errorf("%s: %v, %v", what, p, err)
		}
	}
}

// FuzzParse: what is read is written the same, and nothing else is read.
func FuzzParse(f *testing.F) {
	f.Add(sample)
	f.Add(sample[:53] + "ff")
	for _, text := range bad {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := trace.Parse(text)
		if err == nil && p.String() != text {
			t.Errorf("%q became %q", text, p)
		}
		if err != nil && p != (trace.Parent{}) {
			t.Errorf("%q: %v beside %v", text, p, err)
		}
	})
}

// TestWrittenIsRead for every parent with ids.
func TestWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p trace.Parent
		copy(p.Trace[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "trace"))
		copy(p.Span[:], rapid.SliceOfN(rapid.Byte(), 8, 8).Draw(t, "span"))
		p.Flags = rapid.Byte().Draw(t, "flags")
		got, err := trace.Parse(p.String())
		if p.Trace == [16]byte{} || p.Span == [8]byte{} {
			if err == nil {
				t.Fatalf("%v was read", p)
			}
			return
		}
		if err != nil || got != p {
			t.Fatalf("%v became %v, %v", p, got, err)
		}
	})
}

func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Add(pairs[i], pairs[i+1])
	}
	return h
}

const eights = "0808080808080808"

func TestContinue(t *testing.T) {
	const amazon = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
	tests := []struct {
		name                    string
		header                  http.Header
		traceID, caller, parent string // parent: what it hands on
	}{
		{"in the caller's trace", header("traceparent", sample), "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "00-4bf92f3577b34da6a3ce929d0e0e4736-" + eights + "-01"},
		{"not sampled", header("traceparent", sample[:53]+"00"), "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "00-4bf92f3577b34da6a3ce929d0e0e4736-" + eights + "-00"},
		{"flags without a meaning", header("traceparent", sample[:53]+"ff"), "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "00-4bf92f3577b34da6a3ce929d0e0e4736-" + eights + "-03"},
		{"before Amazon's", header("traceparent", sample, "X-Amzn-Trace-Id", amazon), "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "00-4bf92f3577b34da6a3ce929d0e0e4736-" + eights + "-01"},
		{"Amazon's", header("X-Amzn-Trace-Id", amazon), "5759e988bd862e3fe1be46a994272793", "53995c3f42cd8ad8", "00-5759e988bd862e3fe1be46a994272793-" + eights + "-01"},
		{"Amazon's, for a malformed one", header("traceparent", sample+"-x", "X-Amzn-Trace-Id", amazon), "5759e988bd862e3fe1be46a994272793", "53995c3f42cd8ad8", "00-5759e988bd862e3fe1be46a994272793-" + eights + "-01"},
		{"Amazon's as API Gateway sends it", header("X-Amzn-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793"), "5759e988bd862e3fe1be46a994272793", "", "00-5759e988bd862e3fe1be46a994272793-" + eights + "-00"},
		{"Amazon's in another order", header("X-Amzn-Trace-Id", "Self=1-67891234-12456789abcdef012345678; Sampled=0; Root=1-5759e988-bd862e3fe1be46a994272793"), "5759e988bd862e3fe1be46a994272793", "", "00-5759e988bd862e3fe1be46a994272793-" + eights + "-00"},
		{"Amazon's with a bad parent", header("X-Amzn-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995C3F42CD8AD8"), "5759e988bd862e3fe1be46a994272793", "", "00-5759e988bd862e3fe1be46a994272793-" + eights + "-00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := trace.Continue(tt.header, bytes.NewReader([]byte("\b\b\b\b\b\b\b\b")))
			if s.TraceID() != tt.traceID || s.CallerID() != tt.caller || s.ID() != eights || s.Self.String() != tt.parent {
				t.Errorf("trace %s, caller %q, hands on %s", s.TraceID(), s.CallerID(), s.Self)
			}
		})
	}
}

// TestBegin: from anything else a trace of its own begins, and it is one.
func TestBegin(t *testing.T) {
	headers := map[string]http.Header{"none": header(), "twice": header("traceparent", sample, "traceparent", sample)}
	for what, text := range bad {
		headers[what] = header("traceparent", text, "tracestate", "a=1")
	}
	for _, text := range []string{"", "Root=", "Root=1-5759e988-bd862e3fe1be46a99427279", "Root=2-5759e988-bd862e3fe1be46a994272793", "Root=1-00000000-000000000000000000000000",
		"Root=1-5759E988-bd862e3fe1be46a994272793", "Root=1-5759e988bd862e3fe1be46a994272793", "Parent=53995c3f42cd8ad8;Sampled=1", "Root=1-5759e988-bd862e3fe1be46a994272793;Root=x"} {
		headers["Amazon's "+text] = header("X-Amzn-Trace-Id", text)
	}
	seen := map[string]bool{}
	for what, h := range headers {
		s := trace.Continue(h, rand.Reader)
		if p, err := trace.Parse(s.Self.String()); err != nil || p != s.Self || s.Self.Flags != trace.Sampled|trace.Random || s.CallerID() != "" || s.State != "" || seen[s.TraceID()] {
			t.Errorf("%s: %s %+v, %v", what, s.Self, s, err)
		}
		seen[s.TraceID()] = true
	}
}

// TestIDsAreNeverZero, whatever is drawn.
func TestIDsAreNeverZero(t *testing.T) {
	s := trace.Begin(bytes.NewReader(make([]byte, 24)))
	if _, err := trace.Parse(s.Self.String()); err != nil {
		t.Errorf("%s: %v", s.Self, err)
	}
}

func TestNoRandomness(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an id came from nowhere")
		}
	}()
	trace.Begin(iotest.ErrReader(errors.New("broken")))
}

func TestState(t *testing.T) {
	long := strings.Repeat("a", 512)
	for state, want := range map[string]string{
		"": "", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE": "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", " a=b ~ ": " a=b ~ ",
		long: long, long + "a": "", "a=\x7f": "", "a=\t": "", "a=\r\nX: y": "", "a=é": "", "\x00": "",
	} {
		if got := trace.Continue(header("traceparent", sample, "tracestate", state), rand.Reader).State; got != want {
			t.Errorf("%.20q became %.20q", state, got)
		}
	}
	two := header("traceparent", sample, "tracestate", "a=1", "tracestate", "b=2")
	if got := trace.Continue(two, rand.Reader).State; got != "a=1,b=2" {
		t.Errorf("two lists became %q", got)
	}
	if got := trace.Continue(header("traceparent", "x", "tracestate", "a=1"), rand.Reader).State; got != "" {
		t.Errorf("without a trace its state %q stayed", got)
	}
}

// TestTransport sends real requests and looks at what arrives.
func TestTransport(t *testing.T) {
	var got http.Header
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header }))
	defer server.Close()
	client := &http.Client{Transport: trace.Transport{Base: http.DefaultTransport}}
	span := trace.Continue(header("traceparent", sample, "tracestate", "a=1"), rand.Reader)
	for _, tt := range []struct {
		name          string
		span          *trace.Span
		parent, state string
	}{
		{"without a span", nil, "", ""},
		{"with a state", &span, span.Self.String(), "a=1"},
		{"without a state", &trace.Span{Self: span.Self}, span.Self.String(), ""},
	} {
		ctx := t.Context()
		if tt.span != nil {
			ctx = trace.With(ctx, *tt.span)
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if got.Get("Traceparent") != tt.parent || got.Get("Tracestate") != tt.state || len(r.Header) != 0 {
			t.Errorf("%s: %v arrived, %v is left", tt.name, got, r.Header)
		}
	}
}
