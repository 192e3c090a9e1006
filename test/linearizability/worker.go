package linearizability

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/test/client"
	"usher/test/harness"
)

// worker is one of the clients of an organization, doing one thing after the other.
type worker struct {
	*History
	number int
	rates  Rates
	next   int // of the operation
	dice   *rand.Rand
}

// weights is how often each operation is done.
var weights = []struct { //nolint:gochecknoglobals // a table of the harness
	weight int
	kind   Kind
	do     func(*worker, context.Context) error
}{
	{22, Create, (*worker).create}, {4, Import, (*worker).importUsers}, {26, Accept, (*worker).accept},
	{8, Resend, (*worker).resend}, {10, Block, (*worker).block}, {8, Unblock, (*worker).unblock},
	{10, Remove, (*worker).remove}, {7, Role, (*worker).role}, {6, Get, (*worker).get}, {8, Seats, (*worker).seats},
	{2, Plan, (*worker).plan}, {1, "schedule", (*worker).schedule}, {5, TTL, (*worker).ttl},
	{8, MakeKey, (*worker).makeKey}, {3, EndKey, (*worker).revokeKey}, {8, UseKey, (*worker).useKey},
	{2, Suspend, (*worker).close}, {10, Resume, (*worker).open},
}

// weight is how often the run does an operation of a kind.
func (r *Run) weight(usual int, k Kind) int {
	const rather = 4
	if slices.Contains(r.Rather, k) {
		return usual * rather
	}
	return usual
}

// work does n operations.
func (c *worker) work(ctx context.Context, n int) error {
	for range n {
		//nolint:gosec // small numbers
		c.dice = rand.New(rand.NewPCG(c.run.Seed, uint64(c.Number)<<40|uint64(c.number)<<24|uint64(c.next)))
		c.tick()
		if err := c.discover(ctx); err != nil {
			return err
		}
		if err := c.pick()(c, ctx); err != nil {
			return err
		}
		c.next++
		c.run.step()
	}
	return ctx.Err()
}

// tick moves the clock on now and then: an invitation lasts for about sixty operations of its organization.
func (c *worker) tick() {
	if c.dice.IntN(20*c.run.Together) == 0 {
		c.run.found.Lock() // no invitation of a founder may expire
		defer c.run.found.Unlock()
		c.system.Clock.Advance(lifetime / 3)
	}
}

// discover learns, now and then, the ids of the users there are: some were created by answers that got lost.
func (c *worker) discover(ctx context.Context) error {
	if c.dice.IntN(8) != 0 {
		return nil
	}
	users, err := c.users(ctx)
	for _, u := range users {
		c.learn(addressOf(u.Email), u.ID)
	}
	return err
}

func (c *worker) pick() func(*worker, context.Context) error {
	total := 0
	for _, w := range weights {
		total += c.run.weight(w.weight, w.kind)
	}
	at := c.dice.IntN(total)
	for _, w := range weights {
		if at -= c.run.weight(w.weight, w.kind); at < 0 {
			return w.do
		}
	}
	return (*worker).seats // not reached
}

// trace is the trace of the operation's n-th request.
func (c *worker) trace(n int) *Trace {
	return newTrace(c.run.Seed, fmt.Sprintf("%d %d %d %d", c.Number, c.number, c.next, n), c.rates)
}

func (c *worker) someAddress() string { return fmt.Sprintf("u%d", c.dice.IntN(c.run.Addresses)) }

func (c *worker) someRole() api.Role {
	if c.dice.IntN(2) == 0 {
		return api.Owner
	}
	return api.Auditor
}

// someCaller is an API key, or somebody who once signed in.
func (c *worker) someCaller() caller {
	address, key := c.someAddress(), c.dice.IntN(2) == 0
	c.mu.Lock()
	who, ok := c.sessions[address]
	c.mu.Unlock()
	if ok && !key {
		return who
	}
	return c.someKey()
}

// someUser is an address whose id was known at some time. There is always one, the founder.
func (c *worker) someUser() (address, id string) {
	first := c.dice.IntN(c.run.Addresses)
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.run.Addresses {
		address = fmt.Sprintf("u%d", (first+i)%c.run.Addresses)
		if id, ok := c.ids[address]; ok {
			return address, id
		}
	}
	return founder, c.ids[founder]
}

func (c *worker) body(address string, role api.Role) map[string]string {
	return client.User(c.email(address), string(role))
}

// create creates a user. Half of the clients send the request again with the
// same idempotency key when no answer came.
func (c *worker) create(ctx context.Context) error {
	in := Input{Kind: Create, Address: c.someAddress(), Role: c.someRole()}
	who := c.someCaller()
	in.Actor = who.address
	r := client.CreateUser(c.Org, c.body(in.Address, in.Role))
	attempts := 1
	if c.dice.IntN(2) == 0 {
		attempts, r.IdempotencyKey = 3, fmt.Sprintf("%d-%d-%d", c.Number, c.number, c.next)
	}
	b := c.begin()
	a, traces := c.repeat(ctx, who, r, attempts)
	out := a.output()
	if len(traces) > 1 && out.Code != "" {
		out = Output{Unknown: true} // refused now, which says nothing of the attempts before
	}
	c.end(c.number, b, in, out, traces...)
	c.did(deed{kind: Create, traces: traces}.outcome(out, 1, 1))
	if out.ID != "" {
		c.learn(in.Address, out.ID)
	}
	return nil
}

// repeat sends a request until it is answered.
func (c *worker) repeat(ctx context.Context, who caller, r client.Request, attempts int) (a answer, traces []*Trace) {
	for n := range attempts {
		traces = append(traces, c.trace(n))
		if a = c.system.send(ctx, who, r, traces[n]); !a.unknown() {
			break
		}
	}
	return a, traces
}

// outcome is the deed with how many events it leaves: none where it was refused.
func (d deed) outcome(out Output, least, most int) deed {
	switch {
	case out.Unknown:
		d.least, d.most = 0, most
	case out.Code == "":
		d.least, d.most = least, most
	}
	return d
}

// importUsers imports a list of two to four users.
func (c *worker) importUsers(ctx context.Context) error {
	var rows []map[string]string
	var ins []Input
	who, first := c.someCaller(), c.dice.IntN(c.run.Addresses)
	for i := range 2 + c.dice.IntN(3) {
		address := fmt.Sprintf("u%d", (first+i)%c.run.Addresses)
		in := Input{Kind: Import, Actor: who.address, Address: address, Role: c.someRole()}
		ins, rows = append(ins, in), append(rows, c.body(in.Address, in.Role))
	}
	b, t := c.begin(), c.trace(0)
	a := c.system.send(ctx, who, client.Request{Method: "POST", Path: client.Organization(c.Org, "users", "import"),
		Body: rows}, t)
	created := c.rows(a, ins, b, t)
	d := deed{kind: Import, traces: []*Trace{t}, least: created, most: created}
	if a.unknown() {
		d.most = len(rows)
	}
	c.did(d)
	return nil
}

// accept reads a user's item for the link, as their mailbox would have it, and
// accepts with it or with one that they got earlier.
func (c *worker) accept(ctx context.Context) error {
	address, id := c.someUser()
	b := c.begin()
	u, found, err := c.item(ctx, id)
	if err != nil {
		return err
	}
	peek := Input{Kind: Peek, Address: address, ID: id}
	out := Output{Code: "not_found"}
	if found {
		out = Output{ID: u.ID, Role: u.Role, Status: u.Status}
	}
	if found && u.Invitation != nil {
		out.Nonce, out.Expires = u.Invitation.Nonce, u.Invitation.ExpiresAt.UnixMilli()
		token, err := c.links.Invitation(ctx, &u)
		if err != nil {
			return err
		}
		c.receive(address, mailed{id, u.Invitation.Nonce, token})
	}
	c.end(c.number, b, peek, out)
	m, ok := c.someLink(address)
	if !ok {
		return nil
	}
	c.acceptWith(ctx, address, m)
	return nil
}

func (c *worker) acceptWith(ctx context.Context, address string, m mailed) {
	in := Input{Kind: Accept, Address: address, ID: m.id, Nonce: m.nonce}
	b, t := c.begin(), c.trace(0)
	who := c.system.caller(address)
	a := c.system.send(ctx, who, client.Accept(m.token, harness.Password), t)
	out := Output{Unknown: a.unknown(), Code: a.Code()}
	if out.Unknown {
		out.Code = ""
	}
	c.end(c.number, b, in, out, t)
	c.did(deed{kind: Accept, traces: []*Trace{t}}.outcome(out, 1, 1))
	if !out.Unknown && out.Code == "" {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.sessions[address] = who
	}
}

// receive keeps a link.
func (c *worker) receive(address string, m mailed) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if links := c.tokens[address]; len(links) == 0 || links[len(links)-1].nonce != m.nonce {
		c.tokens[address] = append(links, m)
	}
}

// someLink is the newest link to an address, or now and then an earlier one.
func (c *worker) someLink(address string) (mailed, bool) {
	earlier := c.dice.IntN(4) == 0
	c.mu.Lock()
	defer c.mu.Unlock()
	links := c.tokens[address]
	switch {
	case len(links) == 0:
		return mailed{}, false
	case earlier:
		return links[c.dice.IntN(len(links))], true
	}
	return links[len(links)-1], true
}

// schedule runs what EventBridge Scheduler sets off hourly.
func (c *worker) schedule(ctx context.Context) error {
	t := c.trace(0)
	t.underway.Go(func() { _ = app.Expire(c.system.App)(t.starts(ctx), scheduled) })
	t.settle() // it may fail: the next one goes on
	return nil
}

const scheduled = "linearizability-schedule"
