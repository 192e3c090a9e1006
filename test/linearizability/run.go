package linearizability

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/anishathalye/porcupine"

	"usher/pkg/app"
)

// Run is one run of the harness. Seed, Operations, Clients and Rates are to be
// set; Together, the number of organizations at a time, follows from Clients.
type Run struct {
	Seed       uint64
	Operations int
	Clients    int
	Rates      Rates
	// Strict also demands what Usher is known not to keep: docs/reliability.md.
	Strict   bool
	Database string // endpoint of a DynamoDB Local
	Mailbox  string // endpoint of a local mailbox; empty: no mail is sent
	// AllMail has the mail of every organization looked at, not of every fifth.
	AllMail bool
	// Rather is what is to be done four times as often as usually.
	Rather []Kind
	// Change alters the system before it is used: a test breaks it that way.
	Change   func(*app.App)
	Together int
	// Each is how many clients an organization has (6), and Addresses how many addresses its users come from (14): more
	// than there are seats, few enough that clients meet at the same user. One client alone leaves a history that has one
	// order.
	Each, Addresses int
	Done            atomic.Int64 // operations so far

	system *System
	begun  time.Time
	epoch  time.Time    // of plans' orders
	found  sync.RWMutex // held for reading, it keeps the clock still
	kinds  Counts
	mu     sync.Mutex
	report Report

	histories []*History
	post      *postOffice
}

const (
	perHistory  = 210 // operations: what Porcupine checks in a moment
	searchLimit = time.Minute
)

// Report is what came of a run.
type Report struct {
	Seed       uint64
	Operations int
	Clients    int
	Kinds      map[string]int // by kind and answer
	Faults     map[string]int
	Histories  int
	Entries    int // operations in the histories
	Undecided  int // histories for which the search took too long
	Mails      int // open invitations whose mail was looked for
	Events     int // audit events that were matched with their requests
	Took       time.Duration
	Violations []Violation
}

// Violation is what must not be.
type Violation struct {
	Organization int
	What         string
	History      []porcupine.Operation // of one that is not linearizable
	Initial      *State
}

// Do runs it. It returns an error when the run itself could not be done; what
// it finds wrong with Usher is in the report.
func (r *Run) Do(ctx context.Context) (Report, error) {
	system, err := NewSystem(ctx, r.Database, r.Mailbox, r.Change)
	if err != nil {
		return Report{}, err
	}
	defer system.Close()
	r.system, r.begun, r.epoch = system, time.Now(), system.Clock.Now()
	r.Each, r.Addresses = cmp.Or(r.Each, 6), cmp.Or(r.Addresses, 14)
	r.Together = max(1, r.Clients/r.Each)
	r.post = r.startPost(ctx)
	err = r.organizations(ctx)
	err = errors.Join(err, r.post.finish(ctx), r.afterwards(ctx))
	r.report.Seed, r.report.Operations, r.report.Clients = r.Seed, int(r.Done.Load()), r.Together*r.Each
	r.report.Kinds, r.report.Faults, r.report.Took = r.kinds.All(), system.injected.All(), time.Since(r.begun)
	r.bugs()
	return r.report, err
}

// organizations runs all organizations, so many at a time.
func (r *Run) organizations(ctx context.Context) error {
	numbers := make(chan int)
	var wait sync.WaitGroup
	errs := make([]error, r.Together)
	for crew := range r.Together {
		wait.Go(func() {
			for n := range numbers {
				errs[crew] = errors.Join(errs[crew], r.organization(ctx, n))
			}
		})
	}
	for n := range max(1, r.Operations/perHistory) {
		numbers <- n
	}
	close(numbers)
	wait.Wait()
	return errors.Join(errs...)
}

// organization founds an organization, has its clients work, and checks their history.
func (r *Run) organization(ctx context.Context, number int) error {
	h := newHistory(r, number)
	r.found.RLock()
	err := h.found(ctx)
	r.found.RUnlock()
	if err != nil {
		return err
	}
	r.post.sample(h)
	workers := make([]*worker, r.Each)
	errs := make([]error, r.Each)
	var wait sync.WaitGroup
	for i := range workers {
		workers[i] = &worker{History: h, number: i, rates: r.Rates}
		wait.Go(func() { errs[i] = workers[i].work(ctx, perHistory/r.Each) })
	}
	wait.Wait()
	workers[0].openSurely(ctx)
	err = errors.Join(append(errs, r.mails(ctx, workers[0]))...)
	if err != nil {
		return err
	}
	workers[0].bringAll(ctx)
	for _, t := range h.traces {
		t.settle()
	}
	r.check(h)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.histories = append(r.histories, h)
	return nil
}

// mails waits for the mails of a sampled organization. It has one client go on until there is an open invitation: what
// they left is up to chance.
func (r *Run) mails(ctx context.Context, c *worker) error {
	if !r.post.sampled(c.History) {
		return nil
	}
	for range perHistory {
		r.found.RLock()
		n, err := r.post.await(ctx, c.History)
		r.found.RUnlock()
		if n > 0 || err != nil {
			return err
		}
		if err := errors.Join(c.signIn(ctx), c.work(ctx, 1)); err != nil {
			return err
		}
	}
	// People who have joined may hold every seat, or the only Owner left may be one that no client knows: then there is no
	// mail to wait for. The report says how many there were.
	return nil
}

// afterwards looks at what the histories left, once nothing is done any more.
func (r *Run) afterwards(ctx context.Context) error {
	for _, h := range r.histories {
		if err := h.after(ctx); err != nil {
			return err
		}
	}
	return nil
}

// check has Porcupine look for an order of the history that the model allows.
func (r *Run) check(h *History) {
	result := porcupine.CheckOperationsTimeout(Model(h.initial), h.operations, searchLimit)
	r.mu.Lock()
	r.report.Histories++
	r.report.Entries += len(h.operations)
	if result == porcupine.Unknown {
		r.report.Undecided++
	}
	r.mu.Unlock()
	if result == porcupine.Illegal {
		r.violated(Violation{Organization: h.Number, What: "the history is not linearizable", History: h.operations,
			Initial: h.initial})
	}
}

func (r *Run) violated(v Violation) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Violations = append(r.report.Violations, v)
}

// bugs makes a violation of every answer that says Usher itself failed.
func (r *Run) bugs() {
	if lines := r.system.Errors.Lines(`"code":"internal"`); len(lines) > 0 {
		r.violated(Violation{Organization: -1, What: fmt.Sprintf("%d answers of internal, such as %s", len(lines), lines[0])})
	}
}

// Violations is how many there are so far.
func (r *Run) Violations() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.report.Violations)
}

// step counts an operation that is done.
func (r *Run) step() { r.Done.Add(1) }

// count counts an answer.
func (r *Run) count(k Kind, out Output) {
	what := "ok"
	switch {
	case out.Unknown:
		what = "no answer"
	case out.Code != "":
		what = out.Code
	}
	r.kinds.Add(string(k) + "\t" + what)
}
