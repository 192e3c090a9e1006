package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"usher/pkg/api/page"
	"usher/pkg/app"
	"usher/pkg/store"
)

// step is what is measured at each size.
type step struct {
	name   string
	rounds int                                       // 0: as many as asked for
	before func(context.Context, organization) error // not measured
	do     func(context.Context, organization) error
	grows  bool // with the organization, by its nature
}

// run-out invitations that a run of expire-invitations finds.
const runOut = 10

func (s *system) steps() []step {
	created := map[string]string{} // the newest user, by organization
	create := func(ctx context.Context, o organization) error {
		answer, err := s.must(ctx, o, "create-user", "", nil, newUser())
		if err != nil {
			return err
		}
		var u struct{ ID string }
		err = json.Unmarshal(answer.Body, &u)
		created[o.id] = u.ID
		return err
	}
	remove := func(ctx context.Context, o organization) error {
		return s.get(ctx, o, "remove-user", "", map[string]string{"user": created[o.id]})
	}
	return append(s.reads(),
		step{name: "create-user", do: create, before: s.unlessFirst(created, remove)},
		step{name: "remove-user", do: remove, before: create},
		step{name: fmt.Sprintf("expire-invitations, %d run out", runOut), rounds: 3, before: s.runOut(create), do: s.expire},
		step{name: "recount of one organization", rounds: 1, grows: true, do: s.recount},
	)
}

// reads are the steps that change nothing.
func (s *system) reads() []step {
	list := func(name, query string) step {
		return step{name: name, do: func(ctx context.Context, o organization) error { return s.get(ctx, o, "list-users", query, nil) }}
	}
	return []step{
		{name: "get-organization", do: func(ctx context.Context, o organization) error { return s.get(ctx, o, "get-organization", "", nil) }},
		{name: "get-user", do: func(ctx context.Context, o organization) error {
			return s.get(ctx, o, "get-user", "", map[string]string{"user": o.owner})
		}},
		list("list-users, first page of 5", "limit=5"),
		{name: "list-users, a page of 5 from the middle", do: s.middle},
		list("list-users, search that finds all", "limit=5&q=hopper"),
		list("list-users, search that finds one", "limit=5&q=user-000005"),
		list("list-users, search that finds nobody", "limit=5&q=nobody"),
		list("list-users, status=blocked, of whom there are none", "limit=5&status=blocked"),
	}
}

func (s *system) get(ctx context.Context, o organization, id, query string, path map[string]string) error {
	_, err := s.must(ctx, o, id, query, path, nil)
	return err
}

// middle reads the page behind the fourth of the ten names that the smallest
// organization has too.
func (s *system) middle(ctx context.Context, o organization) error {
	position := store.Order("Hopper 004", "")
	return s.get(ctx, o, "list-users", "limit=5&cursor="+page.Make(page.List{"list-users", o.id, "", "", ""}, position), nil)
}

// unlessFirst undoes what an earlier round has done, so that organizations stay
// of their size.
func (s *system) unlessFirst(created map[string]string, undo func(context.Context, organization) error) func(context.Context, organization) error {
	return func(ctx context.Context, o organization) error {
		if created[o.id] == "" {
			return nil
		}
		return undo(ctx, o)
	}
}

// runOut marks what has run out already, and has some more invitations run out.
func (s *system) runOut(create func(context.Context, organization) error) func(context.Context, organization) error {
	return func(ctx context.Context, o organization) error {
		s.clock.Advance(2 * lifetime)
		errs := []error{s.expire(ctx, o)}
		for range runOut {
			errs = append(errs, create(ctx, o))
		}
		s.clock.Advance(2 * lifetime)
		return errors.Join(errs...)
	}
}

func (s *system) expire(ctx context.Context, _ organization) error {
	return app.Expire(s.app)(ctx, "scale")
}

func (s *system) recount(ctx context.Context, o organization) error {
	r, err := s.app.Recount().CountOne(ctx, o.id)
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
