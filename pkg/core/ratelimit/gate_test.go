package ratelimit_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/ratelimit"
	"usher/test/harness"
)

func gate(s *harness.System) *ratelimit.Gate {
	return &ratelimit.Gate{Table: s.App.Table(), Now: s.Clock.Now, Logger: slog.New(slog.DiscardHandler)}
}

// bySession is a caller with the session of this secret, from a client.
func bySession(secret, client string) *access.Caller {
	return &access.Caller{Session: &access.SessionToken{Secret: []byte(secret)}, Client: client}
}

// most is how many of these callers' requests a gate admits.
func most(t *testing.T, g *ratelimit.Gate, caller func(n int) *access.Caller) int {
	t.Helper()
	for n := range 200_000 {
		if err := g.Admit(t.Context(), caller(n)); problem.Is(err, problem.TooManyRequests) {
			return n
		} else if err != nil {
			t.Fatal(err)
		}
	}
	return -1
}

// share is what an instance serves without a lease, and by each lease.
func share(k ratelimit.Kind) int { return k.Limit / ratelimit.Leases }

// TestOneLimitForAllInstances has callers use many instances at once: what they get is the limit, and what each
// instance serves without a lease.
func TestOneLimitForAllInstances(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(time.Minute)
	s.Clock.Stop()
	const instances = 8
	var served atomic.Int64
	var all sync.WaitGroup
	for range instances {
		g := gate(s)
		for range 3 {
			all.Go(func() {
				for range ratelimit.CallsBySession.Limit {
					if g.Admit(t.Context(), bySession("one", "203.0.113.1")) == nil {
						served.Add(1)
					}
				}
			})
		}
	}
	all.Wait()
	k := ratelimit.CallsBySession
	if got, want := int(served.Load()), k.Limit+instances*share(k); got != want {
		t.Errorf("%d requests served, want %d", got, want)
	}
	if n := most(t, gate(s), func(int) *access.Caller { return bySession("one", "203.0.113.1") }); n != share(k) {
		t.Errorf("another instance serves %d, want %d", n, share(k))
	}
	s.Clock.Advance(time.Minute)
	if n := most(t, gate(s), func(int) *access.Caller { return bySession("one", "203.0.113.1") }); n != k.Limit+share(k) {
		t.Errorf("in the next window %d, want %d", n, k.Limit+share(k))
	}
}

// TestWhatIsCountedTogether has clients send what they like: neither made-up secrets nor addresses within a network
// give them more, and nobody uses up the requests of a session without its secret.
func TestWhatIsCountedTogether(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(time.Minute)
	s.Clock.Stop()
	client := ratelimit.CallsByClient.Limit + share(ratelimit.CallsByClient)
	for name, tt := range map[string]struct {
		caller func(n int) *access.Caller
		want   int
	}{
		"made-up sessions": {func(n int) *access.Caller { return bySession(fmt.Sprint(n), "203.0.113.2") }, client},
		"no session":       {func(int) *access.Caller { return &access.Caller{Client: "203.0.113.3"} }, client},
		"a bad key": {func(int) *access.Caller {
			return &access.Caller{Key: &access.KeyToken{}, BadBearer: true, Client: "203.0.113.4"}
		}, client},
		"a network of 64 bits": {func(n int) *access.Caller {
			return &access.Caller{Client: fmt.Sprintf("2001:db8::%x", n)}
		}, client},
		"a network of 56 bits": {func(n int) *access.Caller {
			return &access.Caller{Client: fmt.Sprintf("2001:db8:1:%x::1", n%256)}
		}, 4 * client},
		"a key": {func(n int) *access.Caller {
			return &access.Caller{Key: &access.KeyToken{Secret: []byte("k")}, Client: fmt.Sprintf("198.51.100.%d", n%200)}
		}, ratelimit.CallsByKey.Limit + share(ratelimit.CallsByKey)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := most(t, gate(s), tt.caller); got != tt.want {
				t.Errorf("%d served, want %d", got, tt.want)
			}
		})
	}
	victim := &access.Caller{Session: &access.SessionToken{ID: "ses_1", Secret: []byte("right")}, Client: "192.0.2.1"}
	thief := &access.Caller{Session: &access.SessionToken{ID: "ses_1", Secret: []byte("wrong")}, Client: "192.0.2.2"}
	most(t, gate(s), func(int) *access.Caller { return thief })
	if err := gate(s).Admit(t.Context(), victim); err != nil {
		t.Errorf("the session of another secret: %v", err)
	}
}

// TestOrdinaryUseAsksNothing counts the table's calls: none for a lease's worth of requests, one for each more, and
// none once the caller was refused.
func TestOrdinaryUseAsksNothing(t *testing.T) {
	t.Parallel()
	ledger := &harness.Ledger{}
	s := harness.New(t, harness.Record(ledger))
	s.Clock.Align(time.Minute)
	s.Clock.Stop()
	g, k := gate(s), ratelimit.CallsBySession
	for _, step := range []struct{ requests, calls int }{{share(k), 0}, {1, 1}, {share(k) - 1, 0}, {1, 1}} {
		ledger.Open(s.Client)
		for range step.requests {
			if err := g.Admit(t.Context(), bySession("x", "192.0.2.1")); err != nil {
				t.Fatal(err)
			}
		}
		if got := ledger.RoundTrips(); got != step.calls {
			t.Errorf("%d requests: %d calls, want %d", step.requests, got, step.calls)
		}
	}
	most(t, g, func(int) *access.Caller { return bySession("x", "192.0.2.1") })
	ledger.Open(s.Client)
	for range 1000 {
		if err := g.Admit(t.Context(), bySession("x", "192.0.2.1")); !problem.Is(err, problem.TooManyRequests) {
			t.Fatal(err)
		}
	}
	if got := ledger.RoundTrips(); got != 0 {
		t.Errorf("a refused caller takes %d calls", got)
	}
}

// TestMemoryOfCallersIsBounded has more callers come in a window than are remembered.
func TestMemoryOfCallersIsBounded(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(time.Minute)
	s.Clock.Stop()
	g := gate(s)
	for n := range 3 * ratelimit.MaxCounts {
		if err := g.Admit(t.Context(), bySession(fmt.Sprint(n), fmt.Sprintf("10.%d.%d.1", n/256, n%256))); err != nil {
			t.Fatal(err)
		}
	}
	if got := g.Counts(); got != ratelimit.MaxCounts {
		t.Errorf("%d counts in memory, want %d", got, ratelimit.MaxCounts)
	}
	s.Clock.Advance(time.Minute)
	if err := g.Admit(t.Context(), bySession("x", "192.0.2.1")); err != nil || g.Counts() != 2 {
		t.Errorf("%v, %d counts after the window", err, g.Counts())
	}
}

// TestALimitThatCannotBeCounted lets requests pass where the table does not answer.
func TestALimitThatCannotBeCounted(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(time.Minute)
	s.Clock.Stop()
	down, cancel := context.WithCancel(t.Context())
	cancel()
	g := gate(s)
	for range 10 * ratelimit.CallsBySession.Limit {
		if err := g.Admit(down, &access.Caller{Client: "192.0.2.1"}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestOneKeyIsRefused has one API key hammer from elsewhere: it is refused with the time to wait, and another key of
// its organization and its person's session are served.
func TestOneKeyIsRefused(t *testing.T) {
	t.Parallel()
	s := harness.New(t, harness.Limited)
	owner := s.Found(t, "Acme")
	busy, calm := owner.Program(t, api.Auditor), owner.Program(t, api.Auditor)
	s.Clock.Align(time.Minute)
	s.Clock.Stop()
	token, _ := access.ParseKeyToken(busy.Header.Get("Authorization")[len("Bearer "):])
	most(t, gate(s), func(n int) *access.Caller {
		return &access.Caller{Key: &token, Client: fmt.Sprintf("192.0.2.%d", n%200)}
	})
	for range share(ratelimit.CallsByKey) {
		busy.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
	}
	s.Clock.Advance(10 * time.Second)
	a := busy.Do(t, "GET", owner.Path(), nil).Want(t, 429, "too_many_requests")
	if wait := a.Header.Get("Retry-After"); wait != "50" {
		t.Errorf("Retry-After: %q", wait)
	}
	calm.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
	owner.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
	s.Clock.Advance(50 * time.Second)
	busy.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
}
