package ratelimit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"sync"
	"time"

	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/store"
)

// The limits on all requests of a caller, in one window. A key or a session is counted by its secret, so that nobody
// without it uses up its requests; every request is counted by client too, whatever it claims.
var (
	CallsByKey     = Kind{Name: "key", Limit: 1200, Window: time.Minute, Liftable: true}
	CallsBySession = Kind{Name: "session", Limit: 600, Window: time.Minute, Liftable: true}
	CallsByClient  = Kind{Name: "client", Limit: 3000, Window: time.Minute, ByNetwork: true, Liftable: true}
)

// Leases is how many leases are taken of a limit in a window. An instance serves the first lease's worth of a caller's
// requests without one, so that ordinary use asks nothing of the table.
const Leases = 20

// MaxCounts is how many counts an instance has in memory at most, some 150 bytes each. One more takes the place of any
// other, whose caller so gets another lease's worth.
const MaxCounts = 8192

// Gate limits how many requests each caller makes in a window, over all instances of all functions. Every instance
// counts in memory, and above a number takes leases of more from a count in the table, which fails at the limit. See
// docs/decisions/0022-limits-by-caller.md. It may be used by several goroutines at once.
type Gate struct {
	Table  *store.Store
	Now    func() time.Time
	Off    bool // for load tests: nothing is counted
	Logger *slog.Logger

	mu     sync.Mutex
	window time.Time
	counts map[countKey]*count
}

type countKey [16]byte

// count is how many requests an instance has seen of a party in the window.
type count struct {
	mu            sync.Mutex
	seen, allowed int
	refused       error // the limit was reached: for the rest of the window nothing more is asked
}

// Admit counts a request by its caller, of whom nothing is proved yet. It returns too_many_requests until the window
// ends where they have made as many as they may. Where the table cannot be asked it lets a lease's worth pass: what the
// request itself then asks of the table says that it is down.
func (g *Gate) Admit(ctx context.Context, c *access.Caller) error {
	if g.Off {
		return nil
	}
	if kind, secret := claimed(c); secret != nil {
		if err := g.admit(ctx, kind, string(secret)); err != nil {
			return err
		}
	}
	return g.admit(ctx, CallsByClient, c.Client)
}

// claimed is what the caller says they are; without a secret it is nobody.
func claimed(c *access.Caller) (Kind, []byte) {
	switch {
	case c.Nobody() != nil:
		return Kind{}, nil
	case c.Key != nil:
		return CallsByKey, c.Secret()
	}
	return CallsBySession, c.Secret()
}

func (g *Gate) admit(ctx context.Context, k Kind, who string) error {
	for _, c := range k.countedAs(who) {
		if err := g.take(ctx, k, c); err != nil {
			return err
		}
	}
	return nil
}

// take counts a request, by a lease where what is allowed without one is used.
func (g *Gate) take(ctx context.Context, k Kind, c counted) error {
	sum := sha256.Sum256([]byte("usher limit\x00" + k.Name + "\x00" + c.who))
	key, lease := countKey(sum[:16]), c.limit/Leases
	n, ends := g.count(key, k, lease)
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.seen == n.allowed && n.refused == nil {
		n.refused = g.lease(ctx, k, key, ends)
		n.allowed += lease
	}
	if n.refused != nil {
		return problem.Throttled(ends.Sub(g.Now()))
	}
	n.seen++
	return nil
}

// count is the party's count in the current window, and when that ends.
func (g *Gate) count(key countKey, k Kind, first int) (*count, time.Time) {
	window := g.Now().UTC().Truncate(k.Window)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.counts == nil || !g.window.Equal(window) {
		g.window, g.counts = window, map[countKey]*count{}
	}
	n := g.counts[key]
	if n == nil {
		g.forgetOne()
		n = &count{allowed: first}
		g.counts[key] = n
	}
	return n, window.Add(k.Window)
}

// forgetOne makes room for a count where there is none.
func (g *Gate) forgetOne() {
	for key := range g.counts { // in no order
		if len(g.counts) < MaxCounts {
			return
		}
		delete(g.counts, key)
	}
}

// errFull says that all leases of a window are taken.
var errFull = errors.New("ratelimit: all leases are taken")

// lease takes one of the window's leases. It returns errFull where there are no more.
func (g *Gate) lease(ctx context.Context, k Kind, key countKey, ends time.Time) error {
	err := g.Table.Change(ctx, store.LeasesKey(k.Name, hex.EncodeToString(key[:]), ends.Add(-k.Window)),
		[]store.Change{store.LeasesTaken.Add(1), store.LeasesTTL.Set(ends.Add(time.Hour).Unix())},
		store.FailWith(errFull), store.Either(store.NotExists(), store.LeasesTaken.Below(Leases)))
	if err != nil && !errors.Is(err, errFull) {
		g.Logger.WarnContext(ctx, "requests not counted", "kind", k.Name, "error", problem.From(err).Code)
		return nil
	}
	return err
}

// Counts is how many counts are in memory.
func (g *Gate) Counts() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.counts)
}
