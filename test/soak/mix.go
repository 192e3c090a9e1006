package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"usher/pkg/api"
	"usher/pkg/local/seed"
)

// person is an Owner of the demo's organization, at work: mostly looking, now
// and then inviting, changing, blocking or removing somebody.
type person struct {
	*client
	random *rand.Rand
	number int
	org    string
	users  []string // invited by this person, oldest first
	made   int
}

const mostUsers = 1 // of a person's own: six people and the demo's users share ten seats

// step does one thing, and says what.
func (p *person) step(ctx context.Context) (what string, status int, code string, err error) {
	get := func(what, path string) (string, int, string, error) {
		status, code, err := p.send(ctx, "GET", path, nil, nil)
		return what, status, code, err
	}
	org := "/v1/organizations/" + p.org
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
		return p.signIn(ctx)
	case len(p.users) == 0 || n < 86 && len(p.users) < mostUsers:
		return p.invite(ctx)
	case n < 90:
		return p.of(ctx, "update-user", "PATCH", "", map[string]string{"first_name": fmt.Sprintf("Grace %d", p.made)})
	case n < 93:
		return p.of(ctx, "resend-invitation", "POST", "/invitation", nil)
	case n < 96:
		return p.of(ctx, "get-user", "GET", "", nil)
	}
	return p.remove(ctx)
}

func (p *person) signIn(ctx context.Context) (string, int, string, error) {
	status, code, err := p.send(ctx, "POST", "/v1/sessions", map[string]string{"email": seed.Owner, "password": seed.Password}, nil)
	return "sign-in", status, code, err
}

func (p *person) invite(ctx context.Context) (string, int, string, error) {
	p.made++
	var u api.User
	status, code, err := p.send(ctx, "POST", "/v1/organizations/"+p.org+"/users", map[string]string{
		"email": fmt.Sprintf("soak-%d-%d@example.com", p.number, p.made), "first_name": "Grace", "last_name": "Hopper", "role": "auditor"}, &u)
	if status == 201 {
		p.users = append(p.users, u.ID)
	}
	return "create-user", status, code, err
}

// of does something to the person's oldest user.
func (p *person) of(ctx context.Context, what, method, rest string, body any) (string, int, string, error) {
	status, code, err := p.send(ctx, method, "/v1/organizations/"+p.org+"/users/"+p.users[0]+rest, body, nil)
	return what, status, code, err
}

func (p *person) remove(ctx context.Context) (string, int, string, error) {
	what, status, code, err := p.of(ctx, "remove-user", "DELETE", "", nil)
	if status == 204 {
		p.users = p.users[1:]
	}
	return what, status, code, err
}

// expected are refusals that belong to the mix: a full plan, a resend too soon.
func expected(code string) bool {
	return slices.Contains([]string{"seat_limit_reached", "too_many_requests"}, code)
}

// work does one thing after the other until the context ends.
func (p *person) work(ctx context.Context, done func(call)) {
	for ctx.Err() == nil {
		begun := time.Now()
		what, status, code, err := p.step(ctx)
		if ctx.Err() != nil {
			return
		}
		done(call{what, time.Since(begun), status, code, err})
	}
}
