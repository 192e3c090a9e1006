package linearizability

import (
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
)

// Fault is what happens to one call to DynamoDB, or to one request.
type Fault string

// The faults. Those of a call can come at every call a function makes.
const (
	None       Fault = ""
	Reset      Fault = "connection reset before the call"
	Timeout    Fault = "time-out, the call never arrives"
	Late       Fault = "time-out, the call arrives afterwards"
	Dropped    Fault = "answer dropped after the commit"
	Throttled  Fault = "throttled"
	Conflict   Fault = "transaction conflict"
	ServerDown Fault = "internal server error of DynamoDB"
	KillBefore Fault = "function killed before the call"
	KillAfter  Fault = "function killed after the call"
	// Those of a request.
	AnswerLost Fault = "function's answer lost"
	ClientGone Fault = "client gone before the answer"
)

// Rates is how often each fault comes, of a thousand calls or requests.
type Rates map[Fault]int

// Rough is the faults of an ordinary run: about every tenth call fails.
func Rough() Rates {
	return Rates{Reset: 15, Timeout: 15, Late: 10, Dropped: 25, Throttled: 15, Conflict: 40, ServerDown: 10,
		KillBefore: 5, KillAfter: 8, AnswerLost: 15, ClientGone: 15}
}

// ofCalls are the faults that a call can have, in a fixed order.
func ofCalls() []Fault {
	return []Fault{Reset, Timeout, Late, Dropped, Throttled, Conflict, ServerDown, KillBefore, KillAfter}
}

// draw picks a fault for a call.
func (r Rates) draw(dice *rand.Rand) Fault {
	at := dice.IntN(1000)
	for _, f := range ofCalls() {
		if at -= r[f]; at < 0 {
			return f
		}
	}
	return None
}

// hits picks whether a fault of a request comes.
func (r Rates) hits(f Fault, dice *rand.Rand) bool { return dice.IntN(1000) < r[f] }

// Counts counts things by name, from any goroutine. Its zero value is ready.
type Counts struct {
	mu  sync.Mutex
	all map[string]int
}

// Add counts one more.
func (c *Counts) Add(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all == nil {
		c.all = map[string]int{}
	}
	c.all[name]++
}

// All is the counts so far.
func (c *Counts) All() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.all)
}

// Sum is how many things were counted.
func (c *Counts) Sum() int {
	sum := 0
	for _, n := range c.All() {
		sum += n
	}
	return sum
}

// sorted is the names of counts in order.
func sorted(all map[string]int) []string { return slices.Sorted(maps.Keys(all)) }
