package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The limits, both of processor time.
const (
	mostStart = 1.6 // of the empty function's, which has a connection too
	mostFirst = 2.0 // of a later event's
)

// startRatio is the processor time until the first request for an event, to another function's.
func (r *result) startRatio(base *result) float64 { return ratio(r.startCPU, base.startCPU) }

// firstRatio is the first event's processor time to a later one's. By the clock, at a share of a processor, it is a
// multiple of that, but on a machine that others use too much less steady.
func (r *result) firstRatio() float64 { return ratio(r.firstCPU, r.warmCPU) }

func ratio(a, b []time.Duration) float64 { return float64(median(a)) / float64(median(b)) }

func median(all []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// table is the figures as Markdown.
func table(dir string, all []function, results map[string]*result) (string, error) {
	var b strings.Builder
	b.WriteString("| function | start / empty | start / bare | first event / later | by the clock | zip for arm64, MB | " +
		"peak, MB |\n|---|---|---|---|---|---|---|\n")
	for _, f := range all {
		size, err := zipped(filepath.Join(dir, f.id))
		if err != nil {
			return "", err
		}
		r := results[f.id]
		fmt.Fprintf(&b, "| %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.1f |\n", f.id, r.startRatio(results[empty]),
			r.startRatio(results[bare]), r.firstRatio(), ratio(r.first, r.warm), float64(size)/1e6, float64(r.peakKiB)/1024)
	}
	return b.String(), nil
}

// exceeded is an error that names the functions above a limit, or nil.
func exceeded(all []function, results map[string]*result) error {
	var bad []error
	for _, f := range all[2:] {
		r := results[f.id]
		if n := r.startRatio(results[empty]); n > mostStart {
			bad = append(bad, fmt.Errorf("%s: its start takes %.2f of the empty function's; the limit is %.1f", f.id, n,
				mostStart))
		}
		if n := r.firstRatio(); n > mostFirst {
			bad = append(bad, fmt.Errorf("%s: its first event takes %.2f of a later one; the limit is %.1f", f.id, n, mostFirst))
		}
	}
	return errors.Join(bad...)
}
