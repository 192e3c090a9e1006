package linearizability

import (
	"context"
	"fmt"
	"net/http"

	"usher/pkg/api/problem"
	"usher/pkg/core/audit"
	"usher/test/client"
)

// The rules of organizations that are suspended or deleted: in one nobody changes anything, in the other nobody finds
// anything, from the answer on. What the system does by itself goes on in both.

// called reports whether a caller of the organization asks for it, rather than the system or its operator.
func (k Kind) called() bool {
	switch k {
	case Peek, Plan, TTL, Record, Suspend, Resume, Restore:
		return false
	}
	return true
}

// reads reports whether it changes nothing.
func (k Kind) reads() bool { return k == Get || k == Seats || k == UseKey || k == Peek }

// closed is the state in which the organization is suspended or deleted, or is so no longer.
func closed(s *State, in Input) []*State {
	if in.Kind == Delete && (s.Suspended || !mayAct(s, in.Actor)) {
		return nil
	}
	next := *s
	switch in.Kind {
	case Suspend, Resume:
		next.Suspended = in.Kind == Suspend
	case Delete, Restore:
		next.Deleted = in.Kind == Delete
	}
	return []*State{newState(next)}
}

// refusedClosed reports whether the answer is a right one about an organization that is suspended or deleted.
func refusedClosed(s *State, in Input, code problem.Code) bool {
	switch {
	case !in.Kind.called():
		return false
	case !s.Deleted:
		return s.Suspended && code == problem.Suspended && !in.Kind.reads()
	case in.Kind == Accept:
		return code == problem.InvitationInvalid
	case isKey(in.Actor):
		return code == problem.Unauthenticated || code == problem.NotFound && !in.Kind.reads() // between two of its reads
	}
	return code == problem.NotFound
}

// close suspends or deletes the organization.
func (c *worker) close(ctx context.Context) error {
	c.closed.Store(true)
	if c.dice.IntN(2) == 0 {
		c.operate(ctx, Suspend)
		return nil
	}
	who, err := c.someOwner(ctx)
	if err != nil {
		return err
	}
	b, t := c.begin(), c.trace(0)
	out := c.system.send(ctx, who, client.Request{Method: http.MethodDelete, Path: client.Organization(c.Org),
		Body: map[string]string{"name": c.name()}}, t).output()
	c.end(c.number, b, Input{Kind: Delete, Actor: who.address}, out, t)
	c.did(deed{kind: Delete, traces: []*Trace{t}}.outcome(out, 1, 1))
	return nil
}

// open ends what close began.
func (c *worker) open(ctx context.Context) error {
	c.operate(ctx, Resume)
	c.operate(ctx, Restore)
	return nil
}

// openSurely is open without faults, for what follows the clients' work.
func (c *worker) openSurely(ctx context.Context) {
	calm := *c
	calm.rates = Rates{}
	_ = calm.open(ctx) // has no errors
}

// operate does what the operator does. It may fail, and then may have happened.
func (c *worker) operate(ctx context.Context, k Kind) {
	s := c.system.App.Organizations()
	do := map[Kind]func(context.Context, string, audit.Actor) error{
		Suspend: s.Suspend, Resume: s.Resume, Restore: s.Restore}
	b, t := c.begin(), c.trace(int(k[2]))
	failed := do[k](t.starts(ctx), c.Org, audit.Actor{Type: "system", ID: "linearizability"})
	c.end(c.number, b, Input{Kind: k}, Output{Unknown: failed != nil || t.dead()}, t)
}

// name is what the organization is called.
func (h *History) name() string { return fmt.Sprintf("Organization %d", h.Number) }
