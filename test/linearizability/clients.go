package linearizability

import (
	"context"
	"fmt"
	"math/rand/v2"

	"usher/pkg/api"
	"usher/pkg/app"
)

// client is one of the clients of an organization, doing one thing after the other.
type client struct {
	*History
	number int
	rates  Rates
	next   int // of the operation
	dice   *rand.Rand
}

// pool is how many addresses an organization's users come from: more than there
// are seats, few enough that clients meet at the same user.
const pool = 14

// weights is how often each operation is done.
var weights = []struct { //nolint:gochecknoglobals // a table of the harness
	weight int
	do     func(*client, context.Context) error
}{
	{22, (*client).create}, {4, (*client).importUsers}, {18, (*client).accept}, {8, (*client).resend},
	{8, (*client).block}, {8, (*client).unblock}, {12, (*client).remove}, {7, (*client).role},
	{6, (*client).get}, {8, (*client).seats}, {2, (*client).plan}, {1, (*client).schedule},
}

// work does n operations.
func (c *client) work(ctx context.Context, n int) error {
	for range n {
		c.dice = rand.New(rand.NewPCG(c.run.Seed, uint64(c.Number)<<40|uint64(c.number)<<24|uint64(c.next))) //nolint:gosec // small numbers
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

// tick moves the clock on now and then: an invitation lasts for about sixty
// operations of its organization.
func (c *client) tick() {
	if c.dice.IntN(20*c.run.Together) == 0 {
		c.run.found.Lock() // no invitation of a founder may run out
		defer c.run.found.Unlock()
		c.system.Clock.Advance(lifetime / 3)
	}
}

// discover learns, now and then, the ids of the users there are: some were
// created by answers that got lost.
func (c *client) discover(ctx context.Context) error {
	if c.dice.IntN(8) != 0 {
		return nil
	}
	users, err := c.users(ctx)
	for _, u := range users {
		c.learn(addressOf(u.Email), u.ID)
	}
	return err
}

func (c *client) pick() func(*client, context.Context) error {
	total := 0
	for _, w := range weights {
		total += w.weight
	}
	at := c.dice.IntN(total)
	for _, w := range weights {
		if at -= w.weight; at < 0 {
			return w.do
		}
	}
	return (*client).seats // not reached
}

// trace is the trace of the operation's n-th request.
func (c *client) trace(n int) *Trace {
	return newTrace(c.run.Seed, fmt.Sprintf("%d %d %d %d", c.Number, c.number, c.next, n), c.rates)
}

func (c *client) someAddress() string { return fmt.Sprintf("u%d", c.dice.IntN(pool)) }

func (c *client) someRole() api.Role {
	if c.dice.IntN(3) == 0 {
		return api.Owner
	}
	return api.Auditor
}

// someCaller is the API key, or somebody who once signed in.
func (c *client) someCaller() caller {
	address, key := c.someAddress(), c.dice.IntN(2) == 0
	c.mu.Lock()
	defer c.mu.Unlock()
	if who, ok := c.sessions[address]; ok && !key {
		return who
	}
	return c.key
}

// someUser is an address whose id was known at some time. There is always one,
// the founder.
func (c *client) someUser() (address, id string) {
	first := c.dice.IntN(pool)
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range pool {
		address = fmt.Sprintf("u%d", (first+i)%pool)
		if id, ok := c.ids[address]; ok {
			return address, id
		}
	}
	return founder, c.ids[founder]
}

func (c *client) body(address string, role api.Role) map[string]string {
	return map[string]string{"email": c.email(address), "first_name": "Grace", "last_name": "Hopper", "role": string(role)}
}

// create creates a user. Half of the clients send the request again with the
// same idempotency key when no answer came.
func (c *client) create(ctx context.Context) error {
	in := Input{Kind: Create, Address: c.someAddress(), Role: c.someRole()}
	who := c.someCaller()
	in.Actor = who.address
	r := request{caller: who, method: "POST", path: path(c.Org, "users"), body: c.body(in.Address, in.Role)}
	tries := 1
	if c.dice.IntN(2) == 0 {
		tries, r.idempotencyKey = 3, fmt.Sprintf("%d-%d-%d", c.Number, c.number, c.next)
	}
	b := c.begin()
	a, traces, err := c.repeat(ctx, r, tries)
	if err != nil {
		return err
	}
	out := a.output()
	if len(traces) > 1 && out.Code != "" {
		out = Output{Unknown: true} // refused now, which says nothing of the tries before
	}
	c.end(c.number, b, in, out, traces...)
	c.did(deed{kind: Create, traces: traces}.outcome(out, 1, 1))
	if out.ID != "" {
		c.learn(in.Address, out.ID)
	}
	return nil
}

// repeat sends a request until it is answered.
func (c *client) repeat(ctx context.Context, r request, tries int) (a answer, traces []*Trace, err error) {
	for n := range tries {
		r.trace = c.trace(n)
		traces = append(traces, r.trace)
		if a, err = c.system.send(ctx, r); err != nil || !a.unknown() {
			break
		}
	}
	return a, traces, err
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
func (c *client) importUsers(ctx context.Context) error {
	var rows []map[string]string
	var ins []Input
	who, first := c.someCaller(), c.dice.IntN(pool)
	for i := range 2 + c.dice.IntN(3) {
		in := Input{Kind: Import, Actor: who.address, Address: fmt.Sprintf("u%d", (first+i)%pool), Role: c.someRole()}
		ins, rows = append(ins, in), append(rows, c.body(in.Address, in.Role))
	}
	b, t := c.begin(), c.trace(0)
	a, err := c.system.send(ctx, request{caller: who, method: "POST", path: path(c.Org, "users", "import"), body: rows, trace: t})
	if err != nil {
		return err
	}
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
func (c *client) accept(ctx context.Context) error {
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
		token, err := c.links.Invitation(&u)
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
	return c.acceptWith(ctx, address, m)
}

func (c *client) acceptWith(ctx context.Context, address string, m mailed) error {
	in := Input{Kind: Accept, Address: address, ID: m.id, Nonce: m.nonce}
	b, t := c.begin(), c.trace(0)
	a, err := c.system.send(ctx, request{method: "POST", path: "/v1/invitations/" + m.token + "/accept", body: map[string]string{"password": secret}, trace: t})
	if err != nil {
		return err
	}
	out := Output{Unknown: a.unknown(), Code: a.code()}
	if out.Unknown {
		out.Code = ""
	}
	c.end(c.number, b, in, out, t)
	c.did(deed{kind: Accept, traces: []*Trace{t}}.outcome(out, 1, 1))
	if !out.Unknown && out.Code == "" {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.sessions[address] = caller{address: address, cookie: a.cookies[0]}
	}
	return nil
}

// receive keeps a link.
func (c *client) receive(address string, m mailed) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if links := c.tokens[address]; len(links) == 0 || links[len(links)-1].nonce != m.nonce {
		c.tokens[address] = append(links, m)
	}
}

// someLink is the newest link to an address, or now and then an earlier one.
func (c *client) someLink(address string) (mailed, bool) {
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
func (c *client) schedule(ctx context.Context) error {
	t := c.trace(0)
	t.underway.Go(func() { _ = app.Expire(c.system.App)(t.starts(ctx), scheduled) })
	t.settle() // it may fail: the next one goes on
	return nil
}

const scheduled = "prove-schedule"
