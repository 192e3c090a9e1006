package linearizability

import (
	"context"
	"errors"
	"hash/fnv"
	"math/rand/v2"
	"strconv"
	"sync"
)

// Trace is one request on its way through the system: what is to break on it,
// and when nothing of it is under way any more.
type Trace struct {
	seed  [2]uint64
	rates Rates

	mu       sync.Mutex
	calls    map[string]int // to DynamoDB so far, by action
	requests []string       // ids that functions gave it
	killed   bool
	cancel   context.CancelCauseFunc // the function's context
	leave    context.CancelFunc      // the client's

	underway sync.WaitGroup // the function and its calls, also those it gave up on
}

// newTrace makes the trace of one request; the same seed and name break the same things.
func newTrace(seed uint64, name string, rates Rates) *Trace {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // never fails
	return &Trace{seed: [2]uint64{seed, h.Sum64()}, rates: rates, calls: map[string]int{}, leave: func() {}}
}

// dice are the random numbers for one thing that may break.
func (t *Trace) dice(about string) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(about)) // never fails
	return rand.New(rand.NewPCG(t.seed[0], t.seed[1]^h.Sum64()))
}

// draw is what is to happen to the next call of an action. A request's calls of
// one action are counted, so that calls side by side do not change each other's.
func (t *Trace) draw(action string) Fault {
	t.mu.Lock()
	n := t.calls[action]
	t.calls[action]++
	t.mu.Unlock()
	return t.rates.draw(t.dice(action + strconv.Itoa(n)))
}

// errKilled ends the context of a function that is killed.
var errKilled = errors.New("linearizability: the function was killed")

// kill ends the function: its context ends, and its answer reaches nobody.
func (t *Trace) kill() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.killed = true
	if t.cancel != nil {
		t.cancel(errKilled)
	}
}

func (t *Trace) dead() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.killed
}

// starts is a context for the function, which kill ends.
func (t *Trace) starts(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancelCause(context.WithValue(ctx, traceKey{}, t))
	t.mu.Lock()
	defer t.mu.Unlock()
	t.cancel = cancel
	return ctx
}

// names notes the id that a function gave the request.
func (t *Trace) names(request string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.requests = append(t.requests, request)
}

// settle waits until nothing of the request is under way any more.
func (t *Trace) settle() { t.underway.Wait() }

type traceKey struct{}

func traceOf(ctx context.Context) *Trace {
	t, _ := ctx.Value(traceKey{}).(*Trace)
	return t
}
