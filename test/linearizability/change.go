package linearizability

import (
	"context"
	"fmt"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/core/plan"
	"usher/test/client"
)

// about sends a request about one user.
func (c *worker) about(ctx context.Context, in Input, method, verb string, body any, least int) error {
	who := c.someCaller()
	in.Address, in.ID = c.someUser()
	in.Actor = who.address
	parts := []string{"users", in.ID}
	if verb != "" {
		parts = append(parts, verb)
	}
	where := client.Organization(c.Org, parts...)
	if in.Kind == Block || in.Kind == Remove {
		if in.Keep = c.dice.IntN(2) == 0; in.Keep {
			where += "?keep_keys=true"
		}
	}
	b, t := c.begin(), c.trace(0)
	out := c.system.send(ctx, who, client.Request{Method: method, Path: where, Body: body}, t).output()
	c.end(c.number, b, in, out, t)
	most := 1
	if in.Kind == Get {
		most = 0
	}
	c.did(deed{kind: in.Kind, traces: []*Trace{t}}.outcome(out, least, most))
	c.used(who, out)
	return nil
}

func (c *worker) resend(ctx context.Context) error {
	return c.about(ctx, Input{Kind: Resend}, "POST", "invitation", nil, 1)
}

// block may find the user blocked already, and then leaves no event.
func (c *worker) block(ctx context.Context) error {
	return c.about(ctx, Input{Kind: Block}, "POST", "block", nil, 0)
}

func (c *worker) unblock(ctx context.Context) error {
	return c.about(ctx, Input{Kind: Unblock}, "POST", "unblock", nil, 0)
}

func (c *worker) remove(ctx context.Context) error {
	return c.about(ctx, Input{Kind: Remove}, "DELETE", "", nil, 1)
}

func (c *worker) role(ctx context.Context) error {
	role := c.someRole()
	return c.about(ctx, Input{Kind: Role, Role: role}, "PATCH", "", map[string]string{"role": string(role)}, 0)
}

func (c *worker) get(ctx context.Context) error {
	return c.about(ctx, Input{Kind: Get}, "GET", "", nil, 0)
}

// seats reads the organization's counters.
func (c *worker) seats(ctx context.Context) error {
	who := c.someCaller()
	b, t := c.begin(), c.trace(0)
	a := c.system.send(ctx, who, client.Request{Method: "GET", Path: client.Organization(c.Org)}, t)
	out := a.output()
	if !out.Unknown && out.Code == "" {
		var o api.Organization
		if err := a.Into(&o); err != nil {
			return err
		}
		out = Output{Seats: o.Seats}
	}
	c.end(c.number, b, Input{Kind: Seats, Actor: who.address}, out, t)
	c.did(deed{kind: Seats, traces: []*Trace{t}})
	return nil
}

// plans is what the seat limits are called.
func plans() map[string]int {
	return map[string]int{"small": seatsAtFirst - 2, "playground": seatsAtFirst, "large": seatsAtFirst + 2}
}

// plan orders another plan, as billing would.
func (c *worker) plan(ctx context.Context) error {
	name := []string{"small", "playground", "large"}[c.dice.IntN(3)]
	b, t := c.begin(), c.trace(0)
	at := c.run.epoch.Add(time.Duration(b.at)) // later than all that was answered before
	request := fmt.Sprintf("linearizability-%d-%d-%d", c.Number, c.number, c.next)
	t.names(request)
	outcome, err := c.system.App.Plans().Change(t.starts(ctx), plan.Order{Organization: c.Org, Plan: name, At: at,
		By: audit.Actor{Type: "system", ID: "linearizability"}, RequestID: request})
	out := Output{Unknown: err != nil || t.dead()}
	if outcome == plan.Older && !out.Unknown {
		out.Code = string(plan.Older)
	}
	c.end(c.number, b, Input{Kind: Plan, Limit: plans()[name], At: api.At(at).UnixMilli()}, out, t)
	d := deed{kind: Plan, traces: []*Trace{t}}
	switch {
	case out.Unknown:
		d.most = 1
	case outcome == plan.Changed:
		d.least, d.most = 1, 1
	}
	c.did(d)
	return nil
}

// rows adds an import's rows to the history, each an operation of its own, and
// counts those created.
func (c *worker) rows(a answer, ins []Input, b begun, t *Trace) int {
	var made api.Import
	created := 0
	out := a.output()
	if !out.Unknown && out.Code == "" {
		_ = a.Into(&made) // a row that is missing stays without an outcome
	}
	for i, in := range ins {
		row := out
		if i < len(made.Results) {
			row = rowOutput(made.Results[i])
		}
		if row.ID != "" {
			created++
			c.learn(in.Address, row.ID)
		}
		c.end(c.number, b, in, row, t)
	}
	return created
}

func rowOutput(r api.ImportResult) Output {
	switch {
	case r.Status == api.ImportTryAgain:
		return Output{Unknown: true}
	case r.Status != api.ImportCreated:
		return Output{Code: string(r.Status)}
	case r.UserID == nil:
		return Output{Code: "created without an id"}
	}
	return Output{ID: *r.UserID}
}
