package harness

import (
	"bytes"
	"strings"
	"sync"
	"time"
)

// Clock is the system's clock: the machine's, moved by what a test adds.
type Clock struct {
	mu      sync.Mutex
	ahead   time.Duration
	stopped time.Time // zero: it runs
}

// Now is the system's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.stopped.IsZero() {
		return c.stopped
	}
	return time.Now().Add(c.ahead)
}

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ahead += d; !c.stopped.IsZero() {
		c.stopped = c.stopped.Add(d)
	}
}

// Stop has the clock stand still, at a whole second, until it is moved on.
func (c *Clock) Stop() {
	now := c.Now().Truncate(time.Second).UTC()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = now
}

// Align moves the clock to the beginning of the next window of this length, so that a test of what is counted in
// windows stays within one.
func (c *Clock) Align(window time.Duration) {
	now := c.Now()
	c.Advance(now.Truncate(window).Add(window).Sub(now))
}

// Buffer keeps what is logged.
type Buffer struct {
	mu  sync.Mutex
	all bytes.Buffer
}

// Write adds to the log. It never fails.
func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

// String is the log so far.
func (b *Buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.String()
}

// Lines is the lines that hold a text.
func (b *Buffer) Lines(text string) []string {
	var all []string
	for line := range strings.Lines(b.String()) {
		if strings.Contains(line, text) {
			all = append(all, line)
		}
	}
	return all
}
