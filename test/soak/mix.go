package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"usher/pkg/api"
	"usher/pkg/local/seed"
	"usher/test/client"
)

// person is an Owner of the demo's organization, at work: mostly looking, now and then inviting, changing, blocking or
// removing somebody.
type person struct {
	*client.Client
	random *rand.Rand
	number int
	org    string
	users  []string // invited by this person, oldest first
	made   int
}

const mostUsers = 1 // of a person's own: six people and the demo's users share ten seats

// step is one thing to do, and what it is called.
type step struct {
	what string
	client.Request
}

// step is the next thing to do.
func (p *person) step() step {
	get := func(what, path string) step { return step{what, client.Request{Method: "GET", Path: path}} }
	org := client.Organization(p.org)
	switch n := p.random.IntN(100); {
	case n < 20:
		return get("get-me", "/v1/me")
	case n < 45:
		return get("list-users", org+"/users?limit=25")
	case n < 55:
		return get("list-users, search", org+"/users?q="+string(rune('a'+p.random.IntN(26))))
	case n < 65:
		return get("get-organization", org)
	case n < 72:
		return get("list-audit-events", org+"/audit-events?limit=25")
	case n < 76:
		return get("list-flows", org+"/flows")
	case n < 78:
		return step{"sign-in", client.SignIn(seed.Owner, seed.Password)}
	case len(p.users) == 0 || n < 86 && len(p.users) < mostUsers:
		p.made++
		return step{create, client.CreateUser(p.org, client.User(fmt.Sprintf("soak-%d-%d@example.com", p.number, p.made),
			"auditor"))}
	case n < 90:
		return p.of("update-user", "PATCH", "", map[string]string{"first_name": fmt.Sprintf("Grace %d", p.made)})
	case n < 93:
		return p.of("resend-invitation", "POST", "/invitation", nil)
	case n < 96:
		return p.of("get-user", "GET", "", nil)
	}
	return p.of(remove, "DELETE", "", nil)
}

// create and remove are the steps after which a person has another user, or one less.
const (
	create = "create-user"
	remove = "remove-user"
)

// of is something done to the person's oldest user.
func (p *person) of(what, method, rest string, body any) step {
	return step{what, client.Request{Method: method, Path: client.Organization(p.org, "users", p.users[0]) + rest,
		Body: body}}
}

// note keeps up with the person's own users.
func (p *person) note(what string, a client.Answer) {
	var u api.User
	switch {
	case !a.OK():
	case what == create && a.Into(&u) == nil:
		p.users = append(p.users, u.ID)
	case what == remove:
		p.users = p.users[1:]
	}
}

// expected are refusals that belong to the mix: a full plan, a resend too soon.
func expected(code string) bool {
	return slices.Contains([]string{"seat_limit_reached", "too_many_requests"}, code)
}

// work does one thing after the other until the context ends.
func (p *person) work(ctx context.Context, done func(call)) {
	for ctx.Err() == nil {
		s, begun := p.step(), time.Now()
		answer, err := p.Do(ctx, s.Request)
		if ctx.Err() != nil {
			return
		}
		p.note(s.what, answer)
		done(call{s.what, time.Since(begun), answer, err})
	}
}
