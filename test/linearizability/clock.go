package linearizability

import (
	"sync/atomic"
	"time"
)

// Clock is the system's clock. It stands still until it is moved on, so that an
// operation knows what time it can have been for it.
type Clock struct{ now atomic.Int64 }

// NewClock makes a clock that stands at the machine's time.
func NewClock() *Clock {
	c := &Clock{}
	c.now.Store(time.Now().Truncate(time.Second).UnixMilli())
	return c
}

// Now is the system's time.
func (c *Clock) Now() time.Time { return time.UnixMilli(c.now.Load()) }

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) { c.now.Add(d.Milliseconds()) }
