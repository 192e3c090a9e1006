// Package recount counts an organization's users again and compares the result
// with its counters. The counters are kept by the same transactions that change users,
// so they differ only after a bug or a change by hand.
//
// A count is exact: it is taken between two readings of the organization whose
// number of moves is the same. Every change of a counter adds one to that
// number, so nothing moved in between.
//
// Only Repair changes anything.
package recount

import (
	"context"
	"errors"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// Service is what counting needs.
type Service struct {
	Table *store.Store
	Log   audit.Log
	Now   func() time.Time
	Page  int // users read at once when all organizations are counted; 0: 1 MB's worth
}

// Counts are an organization's counters.
type Counts struct{ SeatsUsed, Invited, Active, Blocked, Expired, ActiveOwners int }

// add counts one user.
func (c *Counts) add(status api.Status, role api.Role) {
	switch status {
	case api.Invited:
		c.Invited++
	case api.Active:
		c.Active++
		if role == api.Owner {
			c.ActiveOwners++
		}
	case api.Blocked:
		c.Blocked++
	case api.Expired:
		c.Expired++
	}
	c.SeatsUsed = c.Invited + c.Active + c.Blocked
}

func stored(o *store.Organization) Counts {
	return Counts{o.SeatsUsed, o.Invited, o.Active, o.Blocked, o.Expired, o.ActiveOwners}
}

// Result is an organization's counters beside what was counted.
type Result struct {
	Organization    string
	Stored, Counted Counts
	moves           int
}

// Drift reports whether they differ.
func (r Result) Drift() bool { return r.Stored != r.Counted }

// Differences are the counters that differ, as fields before and after.
func (r Result) Differences() []audit.Change {
	s, c := r.Stored, r.Counted
	return audit.Differences(
		audit.Change{Field: "seats_used", Before: s.SeatsUsed, After: c.SeatsUsed},
		audit.Change{Field: "invited", Before: s.Invited, After: c.Invited},
		audit.Change{Field: "active", Before: s.Active, After: c.Active},
		audit.Change{Field: "blocked", Before: s.Blocked, After: c.Blocked},
		audit.Change{Field: "expired", Before: s.Expired, After: c.Expired},
		audit.Change{Field: "active_owners", Before: s.ActiveOwners, After: c.ActiveOwners})
}

// The errors of CountOne and Repair.
var (
	ErrNoOrganization = errors.New("recount: there is no such organization")
	ErrBusy           = errors.New("recount: the organization changes faster than it can be counted; try again")
)

// maxAttempts bounds how often a count is begun again because something moved.
const maxAttempts = 10

// CountOne counts one organization, exactly. It returns ErrNoOrganization, and
// ErrBusy when users kept changing while they were counted.
func (s *Service) CountOne(ctx context.Context, org string) (Result, error) {
	for range maxAttempts {
		r, still, err := s.attempt(ctx, org)
		if err != nil || still {
			return r, err
		}
	}
	return Result{}, ErrBusy
}

func (s *Service) attempt(ctx context.Context, org string) (r Result, still bool, err error) {
	before, err := s.organization(ctx, org)
	if err != nil {
		return r, false, err
	}
	r = Result{Organization: org, Stored: stored(before), moves: before.Moves}
	if r.Counted, err = s.count(ctx, org); err != nil {
		return r, false, err
	}
	after, err := s.organization(ctx, org)
	if err != nil {
		return r, false, err
	}
	return r, after.Moves == before.Moves && stored(after) == r.Stored, nil
}

func (s *Service) organization(ctx context.Context, org string) (*store.Organization, error) {
	var o store.Organization
	read := store.Fetch(store.OrganizationKey(org), &o)
	err := s.Table.Load(ctx, read)
	if err == nil && !read.Found() {
		err = ErrNoOrganization
	}
	return &o, err
}

// count reads all users, strongly consistently.
func (s *Service) count(ctx context.Context, org string) (c Counts, err error) {
	err = s.Table.Each(ctx, store.Users(org), func(items []store.Item) error {
		users, err := store.DecodeAll[store.Tally](items)
		for _, u := range users {
			c.add(u.Status, u.Role)
		}
		return err
	})
	return c, err
}
