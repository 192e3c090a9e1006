package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"usher/test/lambdatest"
)

// result is what the starts of a function took, round by round.
type result struct {
	start, startCPU   []time.Duration
	first, warm       []time.Duration // wall clock, at the function's share of a processor
	firstCPU, warmCPU []time.Duration
	peakKiB           int
}

const (
	// warmUps are rounds that do not count: they bring the binaries into memory, and what a sample changes is changed.
	warmUps = 2
	// laters is how many more events a function gets after its first.
	laters = 3
	// rest is the time between events, in which a share of the processor is granted again.
	rest = 2 * period * time.Microsecond
)

// measure starts every function in turn, round by round, so that what disturbs the machine disturbs all alike.
func (b *bed) measure(ctx context.Context, dir string, all []function, rounds int) (map[string]*result, error) {
	results, environments := map[string]*result{}, map[string][]string{}
	for _, f := range all {
		var err error
		if environments[f.id], err = b.environment(ctx, f); err != nil {
			return nil, err
		}
	}
	for round := range warmUps + rounds {
		for _, f := range all {
			if round == warmUps || results[f.id] == nil {
				results[f.id] = &result{}
			}
			if err := b.once(ctx, filepath.Join(dir, f.id), f, environments[f.id], results[f.id]); err != nil {
				return nil, fmt.Errorf("%s: %w", f.id, err)
			}
		}
	}
	return results, nil
}

// once starts a function and hands it a few events.
func (b *bed) once(ctx context.Context, binary string, f function, environment []string, r *result) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	event, err := sample(f.id)
	if err != nil {
		return err
	}
	begun := time.Now()
	p, err := lambdatest.Start(binary, environment)
	if err != nil {
		return err
	}
	defer p.Stop()
	select {
	case <-p.Ready():
		r.start, r.startCPU = append(r.start, time.Since(begun)), append(r.startCPU, p.CPU())
	case <-ctx.Done():
		return fmt.Errorf("did not ask for an event: %w\n%s", ctx.Err(), p.Output())
	}
	if err := b.share.take(p.PID()); err != nil {
		return err
	}
	if err := b.share.bound(f.memoryMB); err != nil {
		return err
	}
	for i := range 1 + laters {
		time.Sleep(rest)
		before, at := p.CPU(), time.Now()
		answer, err := p.Invoke(ctx, event)
		if err != nil {
			return err
		}
		took, used := time.Since(at), p.CPU()-before
		if err := failed(answer); err != nil {
			return fmt.Errorf("%w\n%s", err, p.Output())
		}
		if i == 0 {
			r.first, r.firstCPU = append(r.first, took), append(r.firstCPU, used)
		} else {
			r.warm, r.warmCPU = append(r.warm, took), append(r.warmCPU, used)
		}
	}
	r.peakKiB = max(r.peakKiB, p.PeakKiB())
	return nil
}

// sample is the event that a function gets.
func sample(id string) ([]byte, error) {
	if id == empty || id == bare {
		return []byte("{}"), nil
	}
	return os.ReadFile(filepath.Join("events", id+".json")) //nolint:gosec // a sample
}

// failed is an error where a function answered that it or the database failed. What it refuses, as it does a second
// request to create the same, takes it the same steps.
func failed(answer []byte) error {
	var a struct {
		StatusCode        int
		Body              string
		BatchItemFailures []any
	}
	_ = json.Unmarshal(answer, &a) // a schedule has no answer
	if a.StatusCode >= http.StatusInternalServerError || len(a.BatchItemFailures) > 0 {
		return fmt.Errorf("answered %s", answer)
	}
	return nil
}
