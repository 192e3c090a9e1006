package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"usher/test/document"
)

// quarters are the parts of the time, each of which needs a sample.
const quarters = 4

// quarter are the samples of one quarter of the time, 0 to 3.
func (r *report) quarter(n int) []sample {
	return r.samples[n*len(r.samples)/quarters : (n+1)*len(r.samples)/quarters]
}

// middle is the median of what is read off samples.
func middle(samples []sample, read func(sample) float64) float64 {
	all := make([]float64, len(samples))
	for i, s := range samples {
		all[i] = read(s)
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// least is the lowest of what is read off samples: for the heap, since a sign-in
// under way holds the 19 MB that its password's hash takes.
func least(samples []sample, read func(sample) float64) float64 {
	low := read(samples[0])
	for _, s := range samples {
		low = min(low, read(s))
	}
	return low
}

func heap(s sample) float64       { return float64(s.heap) / 1e6 }
func goroutines(s sample) float64 { return float64(s.goroutines) }
func p50(s sample) float64        { return float64(s.p50) / float64(time.Millisecond) }
func p99(s sample) float64        { return float64(s.p99) / float64(time.Millisecond) }
func perSecond(s sample) float64  { return float64(s.requests) / every.Seconds() }

// table is the figures by quarters of the time.
func (r *report) table() string {
	var b strings.Builder
	b.WriteString("| of the time | requests a second | p50, ms | p99, ms | goroutines | heap in use at least, MB |\n")
	b.WriteString("|---|---|---|---|---|---|\n")
	for n := range quarters {
		q := r.quarter(n)
		fmt.Fprintf(&b, "| quarter %d | %.0f | %.1f | %.1f | %.0f | %.1f |\n", n+1,
			middle(q, perSecond), middle(q, p50), middle(q, p99), middle(q, goroutines), least(q, heap))
	}
	total := 0
	for _, s := range r.samples {
		total += s.requests
	}
	fmt.Fprintf(&b, "\n%d requests; failures: %d. Refused as they should be: %s.\n", total, len(r.failures),
		counts(r.refused))
	fmt.Fprintf(&b, "By operation: %s.\n", counts(r.kinds))
	return b.String()
}

func counts(of map[string]int) string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(of)) {
		all = append(all, fmt.Sprintf("%s %d", name, of[name]))
	}
	if all == nil {
		return "none"
	}
	return strings.Join(all, ", ")
}

// What may be more in the last quarter than in the second, by which time all
// that is made once has been made.
const (
	moreGoroutines = 10
	moreHeap       = 6.0 // MB
)

// verdict is an error where a request failed or something grew.
func (r *report) verdict() error {
	second, last := r.quarter(1), r.quarter(3)
	switch g, h := middle(last, goroutines)-middle(second, goroutines), least(last, heap)-least(second, heap); {
	case len(r.failures) > 0:
		return fmt.Errorf("%d requests failed, first: %s", len(r.failures),
			strings.Join(r.failures[:min(5, len(r.failures))], "; "))
	case g > moreGoroutines:
		return fmt.Errorf("%.0f goroutines more in the last quarter than in the second", g)
	case h > moreHeap:
		return fmt.Errorf("%.1f MB more in the last quarter than in the second", h)
	}
	return nil
}

const begin, end = "<!-- soak: begin -->\n", "<!-- soak: end -->\n"

// publish writes the figures between the document's marks.
func (r *report) publish(o options) error {
	figures := fmt.Sprintf("`go run ./test/soak -for %s -clients %d -seed %d`, on %s:\n\n%s",
		o.duration, o.clients, o.seed, time.Now().Format("2 January 2006"), r.table())
	return document.Write(o.write, begin, end, figures)
}
