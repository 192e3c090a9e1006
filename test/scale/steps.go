package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/page"
	"usher/pkg/app"
	"usher/pkg/store"
	"usher/test/client"
)

// step is what is measured at each size.
type step struct {
	name   string
	rounds int                                       // 0: as many as asked for
	before func(context.Context, organization) error // not measured
	do     func(context.Context, organization) error
	grows  bool // with the organization, by its nature
}

// expired is how many invitations a run of expire-invitations finds that have expired.
const expired = 10

func (s *system) steps() []step {
	created := map[string]string{} // the newest user, by organization
	create := func(ctx context.Context, o organization) error {
		var u api.User
		err := o.Must(ctx, newUser(o), &u)
		created[o.id] = u.ID
		return err
	}
	remove := func(ctx context.Context, o organization) error {
		return o.Must(ctx, client.Request{Method: http.MethodDelete, Path: client.Organization(o.id, "users", created[o.id])},
			nil)
	}
	return append(s.reads(),
		step{name: "create-user", do: create, before: s.unlessFirst(created, remove)},
		step{name: "remove-user", do: remove, before: create},
		step{name: fmt.Sprintf("expire-invitations, %d expired", expired), rounds: 3, before: s.haveExpire(create),
			do: s.expire},
		step{name: "recount of one organization", rounds: 1, grows: true, do: s.recount},
	)
}

// reads are the steps that change nothing.
func (s *system) reads() []step {
	list := func(name, query string) step {
		return step{name: name, do: func(ctx context.Context, o organization) error { return get(ctx, o, "users?"+query) }}
	}
	return []step{
		{name: "get-organization", do: func(ctx context.Context, o organization) error { return get(ctx, o) }},
		{name: "get-user", do: func(ctx context.Context, o organization) error {
			return get(ctx, o, "users", o.owner)
		}},
		list("list-users, first page of 5", "limit=5"),
		{name: "list-users, a page of 5 from the middle", do: s.middle},
		list("list-users, search that finds all", "limit=5&q=hopper"),
		list("list-users, search that finds one", "limit=5&q=user-000005"),
		list("list-users, search that finds nobody", "limit=5&q=nobody"),
		list("list-users, status=blocked, of whom there are none", "limit=5&status=blocked"),
	}
}

func get(ctx context.Context, o organization, parts ...string) error {
	return o.Must(ctx, client.Request{Method: http.MethodGet, Path: client.Organization(o.id, parts...)}, nil)
}

// middle reads the page behind the fourth of the ten names that the smallest organization has too.
func (s *system) middle(ctx context.Context, o organization) error {
	position := store.Order("Hopper 004", "")
	return get(ctx, o, "users?limit=5&cursor="+page.Make(page.List{"list-users", o.id, "", "", ""}, position))
}

// unlessFirst undoes what an earlier round has done, so that organizations stay of their size.
func (s *system) unlessFirst(created map[string]string, undo func(context.Context,
	organization) error) func(context.Context, organization) error {
	return func(ctx context.Context, o organization) error {
		if created[o.id] == "" {
			return nil
		}
		return undo(ctx, o)
	}
}

// haveExpire marks what has expired already, and has some more invitations expire.
func (s *system) haveExpire(create func(context.Context, organization) error) func(context.Context,
	organization) error {
	return func(ctx context.Context, o organization) error {
		s.Clock.Advance(2 * lifetime)
		errs := []error{s.expire(ctx, o)}
		for range expired {
			errs = append(errs, create(ctx, o))
		}
		s.Clock.Advance(2 * lifetime)
		return errors.Join(errs...)
	}
}

func (s *system) expire(ctx context.Context, _ organization) error {
	return app.Expire(s.App)(ctx, "scale")
}

func (s *system) recount(ctx context.Context, o organization) error {
	r, err := s.App.Recount().CountOne(ctx, o.id)
	if err == nil && r.Drift() {
		err = fmt.Errorf("the counters drifted: %v", r.Differences())
	}
	return err
}

// cost is what a step took at one size.
type cost struct {
	roundTrips  int
	read, write float64
	took        time.Duration // the lower quartile
}
