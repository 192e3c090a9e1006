package trace

import (
	"io"
	"strings"
)

// Amazon makes the span of work that AWS's own tracing header describes,
// "Root=1-<8 digits>-<24 digits>;Parent=<16 digits>;Sampled=1" in any order, of
// which only Root is needed. API Gateway sends it with requests as
// X-Amzn-Trace-Id, Lambda gives it to functions for every event. From anything
// else a new trace begins.
func Amazon(text string, random io.Reader) Span {
	var p Parent
	known := false
	for field := range strings.SplitSeq(text, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		switch name {
		case "Root":
			known = root(&p.Trace, value)
		case "Parent":
			if len(value) != 2*len(p.Span) || !digits(p.Span[:], value) {
				p.Span = [8]byte{}
			}
		case "Sampled":
			if value == "1" {
				p.Flags = Sampled
			}
		}
	}
	if !known {
		return Begin(random)
	}
	return p.child(random)
}

// root reads "1-5759e988-bd862e3fe1be46a994272793", whose digits without the
// dash are a trace id.
func root(into *[16]byte, value string) bool {
	const first, second = 8, 24
	parts := strings.Split(value, "-")
	return len(parts) == 3 && parts[0] == "1" && len(parts[1]) == first && len(parts[2]) == second &&
		digits(into[:], parts[1]+parts[2]) && *into != [16]byte{}
}
