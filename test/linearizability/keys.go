package linearizability

import (
	"context"
	"slices"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/test/client"
)

// someKey is an API key that may work, or now and then one that has ended. Where none is left, it is a session.
func (c *worker) someKey() caller {
	old, newest, address := c.dice.IntN(4) == 0, c.dice.IntN(3), c.someAddress()
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case len(c.ended) > 0 && old:
		return c.ended[len(c.ended)-1-newest%len(c.ended)]
	case len(c.keys) > 0:
		return c.keys[len(c.keys)-1-newest%len(c.keys)]
	}
	if who, ok := c.sessions[address]; ok {
		return who
	}
	return c.sessions[founder]
}

// used notes what was answered to a key.
func (c *worker) used(who caller, out Output) {
	if !isKey(who.address) || out.Code != string(problem.Unauthenticated) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.keys, func(k caller) bool { return k.address == who.address })
	if i >= 0 {
		c.died[who.address] = int64(time.Since(c.run.begun))
		c.keys, c.ended = slices.Delete(c.keys, i, i+1), append(c.ended, who)
	}
}

// someOwner is the session of somebody who was an active Owner a moment ago; there is always one.
func (c *worker) someOwner(ctx context.Context) (caller, error) {
	users, err := c.users(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, u := range users {
		if who, ok := c.sessions[addressOf(u.Email)]; ok && u.Status == api.Active && u.Role == api.Owner {
			return who, nil
		}
	}
	return c.sessions[founder], err
}

// makeKey makes an API key, for an Owner or by a key.
func (c *worker) makeKey(ctx context.Context) error {
	who := c.someKey()
	if !isKey(who.address) || c.dice.IntN(2) == 0 {
		var err error
		if who, err = c.someOwner(ctx); err != nil {
			return err
		}
	}
	in := Input{Kind: MakeKey, Actor: who.address, Role: api.Owner}
	if c.dice.IntN(4) == 0 {
		in.Role = api.Auditor
	}
	b, t := c.begin(), c.trace(0)
	a := c.system.send(ctx, who, client.Request{Method: "POST", Path: client.Organization(c.Org, "api-keys"),
		Body: map[string]string{"name": "Key", "role": string(in.Role)}}, t)
	out := a.output()
	if !out.Unknown && out.Code == "" {
		var key api.NewAPIKey
		if err := a.Into(&key); err != nil {
			return err
		}
		out = Output{ID: key.ID, Role: key.Role}
		defer c.holdKey(key)
	}
	c.end(c.number, b, in, out, t)
	c.did(deed{kind: MakeKey, traces: []*Trace{t}}.outcome(out, 1, 1))
	c.used(who, out)
	return nil
}

// revokeKey revokes one of the newest keys.
func (c *worker) revokeKey(ctx context.Context) error {
	who, key := c.someCaller(), c.someKey()
	if !isKey(key.address) {
		return nil
	}
	in := Input{Kind: EndKey, Actor: who.address, Key: key.address}
	b, t := c.begin(), c.trace(0)
	out := c.system.send(ctx, who, client.Request{Method: "DELETE",
		Path: client.Organization(c.Org, "api-keys", key.address)}, t).output()
	c.end(c.number, b, in, out, t)
	c.did(deed{kind: EndKey, traces: []*Trace{t}}.outcome(out, 1, 1))
	c.used(who, out)
	return nil
}

// useKey asks a key what it is.
func (c *worker) useKey(ctx context.Context) error {
	who := c.someKey()
	if !isKey(who.address) {
		return nil
	}
	b, t := c.begin(), c.trace(0)
	out := c.system.send(ctx, who, client.Request{Method: "GET", Path: "/v1/me"}, t).output()
	out.ID = ""
	c.end(c.number, b, Input{Kind: UseKey, Actor: who.address}, out, t)
	c.did(deed{kind: UseKey, traces: []*Trace{t}})
	c.used(who, out)
	return nil
}
