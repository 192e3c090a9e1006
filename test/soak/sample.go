package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"time"

	"usher/pkg/local/seed"
	"usher/test/client"
)

// call is one request as its client saw it.
type call struct {
	what   string
	took   time.Duration
	answer client.Answer
	err    error
}

// every is how often the system is looked at.
const every = 5 * time.Second

// shortest is three samples a quarter: of fewer, each may see the 19 MB that a password being hashed needs.
const shortest = 3 * quarters * every

// sample is one look.
type sample struct {
	at         time.Duration // since the beginning
	requests   int
	p50, p99   time.Duration
	goroutines int
	heap       uint64 // bytes in use after a collection
}

// report is what was seen.
type report struct {
	samples  []sample
	kinds    map[string]int
	refused  map[string]int
	failures []string
	options  options
}

// collector gathers the calls between two looks.
type collector struct {
	mu    sync.Mutex
	calls []time.Duration
	report
}

func (c *collector) done(one call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, one.took)
	c.kinds[one.what]++
	switch {
	case one.err != nil:
		c.failures = append(c.failures, fmt.Sprintf("%s: %v", one.what, one.err))
	case expected(one.answer.Code()):
		c.refused[one.answer.Code()]++
	case !one.answer.OK():
		c.failures = append(c.failures, fmt.Sprintf("%s: %d %s", one.what, one.answer.Status, one.answer.Code()))
	}
}

// look takes a sample. What is in use is only known after a collection.
func (c *collector) look(at time.Duration) sample {
	var memory runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&memory)
	c.mu.Lock()
	defer c.mu.Unlock()
	slices.Sort(c.calls)
	s := sample{at: at, requests: len(c.calls), p50: quantile(c.calls, 50), p99: quantile(c.calls, 99),
		goroutines: runtime.NumGoroutine(), heap: memory.HeapInuse}
	c.calls = nil
	c.samples = append(c.samples, s)
	return s
}

func quantile(sorted []time.Duration, percent int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, len(sorted)*percent/100)]
}

// soak has the clients work until the time is over.
func soak(ctx context.Context, url string, o options, out io.Writer) (*report, error) {
	c := &collector{report: report{kinds: map[string]int{}, refused: map[string]int{}, options: o}}
	working, stop := context.WithTimeout(ctx, o.duration)
	defer stop()
	var clients sync.WaitGroup
	for n := range o.clients {
		p := &person{Client: client.New(url, nil), random: rand.New(rand.NewPCG(o.seed, uint64(n))), number: n,
			org: seed.Acme} //nolint:gosec // no secret
		if err := p.Must(ctx, client.SignIn(seed.Owner, seed.Password), nil); err != nil {
			return nil, err
		}
		clients.Go(func() { p.work(working, c.done) })
	}
	begun := time.Now()
	for working.Err() == nil {
		select {
		case <-working.Done():
		case <-time.After(every):
			s := c.look(time.Since(begun).Round(time.Second))
			fmt.Fprintf(out, "%6s %6d requests, p99 %4d ms, %d goroutines, %.1f MB\n", s.at, s.requests, s.p99.Milliseconds(),
				s.goroutines, float64(s.heap)/1e6)
		}
	}
	clients.Wait()
	if ctx.Err() == nil && len(c.samples) < quarters {
		return nil, fmt.Errorf("%d samples are too few", len(c.samples))
	}
	return &c.report, ctx.Err()
}
