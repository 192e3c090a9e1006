package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// crowd is what a number of clients achieved that all create users.
type crowd struct {
	clients  int
	together bool // all in one organization; else each in one of their own
	created  int
	refused  int // answered 503
	retries  int // attempts at a transaction beyond the first
	took     time.Duration
}

// crowds are those of each number of clients, in one organization and each in
// their own.
type crowds struct {
	hold time.Duration
	all  []crowd
}

func clientCounts() []int { return []int{1, 4, 16, 64, 256} }

func (s *system) crowds(ctx context.Context, o options) (crowds, error) {
	s.wire.hold = o.hold
	defer func() { s.wire.hold = 0 }()
	found := crowds{hold: o.hold}
	for _, together := range []bool{true, false} {
		for _, clients := range clientCounts() {
			c, err := s.crowd(ctx, clients, together, o.crowd)
			if err != nil {
				return found, err
			}
			found.all = append(found.all, c)
		}
	}
	return found, nil
}

// crowd has so many clients create users, one after the other each, for a time.
func (s *system) crowd(ctx context.Context, clients int, together bool, length time.Duration) (crowd, error) {
	w := s.Writer(ctx)
	organizations := make([]organization, clients)
	for i := range organizations {
		if organizations[i] = organizations[0]; i == 0 || !together {
			organizations[i] = s.found(w, 1)
		}
	}
	if err := w.Close(); err != nil {
		return crowd{}, err
	}
	s.retries.take()
	var created, refused atomic.Int64
	var other atomic.Pointer[error]
	var wait sync.WaitGroup
	begun := time.Now()
	for _, o := range organizations {
		wait.Go(func() {
			for time.Since(begun) < length && other.Load() == nil {
				switch answer, err := o.Do(ctx, newUser(o)); {
				case err == nil && answer.Status == http.StatusCreated:
					created.Add(1)
				case err == nil && answer.Status == http.StatusServiceUnavailable:
					refused.Add(1)
				default:
					err = fmt.Errorf("create-user answered %d: %s, %w", answer.Status, answer.Body, err)
					other.Store(&err)
				}
			}
		})
	}
	wait.Wait()
	if err := other.Load(); err != nil {
		return crowd{}, *err
	}
	return crowd{clients: clients, together: together, created: int(created.Load()), refused: int(refused.Load()),
		retries: s.retries.take(), took: time.Since(begun)}, nil
}

// rate is created users a second.
func (c crowd) rate() float64 { return float64(c.created) / c.took.Seconds() }

// of are the crowds of one kind, by number of clients.
func (c crowds) of(together bool) []crowd {
	var all []crowd
	for _, one := range c.all {
		if one.together == together {
			all = append(all, one)
		}
	}
	return all
}

// markdown is the table of docs/scale.md.
func (c crowds) markdown() string {
	var b strings.Builder
	b.WriteString("| clients | in one organization: users created / by 1 client | retries a request | answered 503 ")
	b.WriteString("| each in one of their own: users created / by 1 client | retries a request |\n")
	b.WriteString("|---|---|---|---|---|---|\n")
	one, own := c.of(true), c.of(false)
	for i := range one {
		fmt.Fprintf(&b, "| %d | %.2f | %.2f | %.1f %% | %.2f | %.2f |\n", one[i].clients, one[i].rate()/one[0].rate(),
			one[i].again(), 100*one[i].share(),
			own[i].rate()/own[0].rate(), own[i].again())
	}
	return b.String()
}

func (c crowd) requests() int { return max(c.created+c.refused, 1) }

// again is the attempts beyond the first, a request.
func (c crowd) again() float64 { return float64(c.retries) / float64(c.requests()) }

// share is that of requests that were answered 503.
func (c crowd) share() float64 { return float64(c.refused) / float64(c.requests()) }
