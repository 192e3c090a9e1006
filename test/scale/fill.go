package main

import (
	"context"
	"fmt"

	"usher/pkg/api"
	"usher/pkg/store"
	"usher/test/client"
	"usher/test/harness"
)

// organization is one with a signed-in Owner.
type organization struct {
	*client.Client // the Owner's
	id, owner      string
	users          int
}

// sizesOf are the organizations that are measured, the smallest first.
func sizesOf(largest int) []int { return []int{10, 1_000, largest} }

// fill writes the measured organizations and the others.
func (s *system) fill(ctx context.Context, o options) ([]organization, error) {
	w := s.Writer(ctx)
	var all []organization
	for _, users := range sizesOf(o.users) {
		org := s.found(w, users)
		for n := 1; n < users; n++ {
			member(w, org.id, n, api.Auditor)
		}
		all = append(all, org)
	}
	for range o.organizations {
		owned(w, 1)
	}
	return all, w.Close()
}

// found writes an organization with counters for so many active users, and its Owner with a session.
func (s *system) found(w *harness.Writer, users int) organization {
	owner := owned(w, users)
	return organization{s.caller(w.Session(owner)), owner.Org, owner.ID, users}
}

// owned writes an organization and its Owner, who has no account yet.
func owned(w *harness.Writer, users int) *store.User {
	const seats = 10_000_000
	return member(w, w.Organization("business", seats, users, 1), 0, api.Owner)
}

// members is how many of an organization's users get their membership written: none but the Owner's is read by what is
// measured.
const members = 1_000

// member writes an active user, and their membership where they are among the first. Names are of a few hundred, as
// they are in life.
func member(w *harness.Writer, org string, n int, role api.Role) *store.User {
	u := w.User(org, fmt.Sprintf("user-%06d@%s.example.com", n, org[len(org)-8:]),
		fmt.Sprintf("Grace %c", 'A'+n%26), fmt.Sprintf("Hopper %03d", n%500), role)
	if n < members {
		w.Membership(u)
	}
	return u
}
