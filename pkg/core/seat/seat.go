// Package seat keeps the organization's counters: who holds a seat, how many Owners are active. A user's way from one
// status or role to another is a Move; applying it to a transaction adds the changes of the counters together with
// the conditions that keep the rules.
package seat

import (
	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/store"
)

// Holds reports whether a user with this stored status holds a seat.
func Holds(s api.Status) bool {
	return s == api.Invited || s == api.Active || s == api.Blocked
}

// Nowhere is the status of a user who is not there yet, or no longer.
const Nowhere api.Status = ""

// Move is a user's way from one stored status and role to another.
type Move struct {
	From, To         api.Status
	FromRole, ToRole api.Role
}

func activeOwner(s api.Status, r api.Role) int {
	if s == api.Active && r == api.Owner {
		return 1
	}
	return 0
}

func seat(s api.Status) int {
	if Holds(s) {
		return 1
	}
	return 0
}

// owners is by how much the number of active Owners changes.
func (m Move) owners() int { return activeOwner(m.To, m.ToRole) - activeOwner(m.From, m.FromRole) }

// seats is by how much the number of used seats changes.
func (m Move) seats() int { return seat(m.To) - seat(m.From) }

// counters count the users with each stored status.
var counters = map[api.Status]store.Number[int]{
	api.Invited: store.OrganizationInvited, api.Active: store.OrganizationActive,
	api.Blocked: store.OrganizationBlocked, api.Expired: store.OrganizationExpired,
}

// changes are the counters' changes; none when nothing that is counted moves.
func (m Move) changes() []store.Change {
	var all []store.Change
	count := func(counter store.Number[int], n int) {
		if n != 0 {
			all = append(all, counter.Add(n))
		}
	}
	if m.From != m.To {
		if m.From != Nowhere {
			count(counters[m.From], -1)
		}
		if m.To != Nowhere {
			count(counters[m.To], 1)
		}
	}
	count(store.OrganizationSeatsUsed, m.seats())
	count(store.OrganizationActiveOwners, m.owners())
	if len(all) > 0 {
		count(store.OrganizationMoves, 1)
	}
	return all
}

// Apply adds the counters' changes to the transaction, with the conditions that keep the rules: a seat only while one
// is free, an Owner less only while another is active. A failed condition answers seat_limit_reached, last_owner, or
// not_found for an organization that is not there.
func (m Move) Apply(t *store.Transaction, org string) {
	changes := m.changes()
	if len(changes) == 0 {
		return
	}
	t.Change(store.OrganizationKey(org), changes, m.onConflict, append(m.conditions(), store.Exists())...)
}

// conditions are what keeps the rules; none where the move cannot break one.
func (m Move) conditions() []store.Condition {
	var all []store.Condition
	if m.seats() > 0 {
		all = append(all, store.OrganizationSeatsUsed.BelowField(store.OrganizationSeatLimit))
	}
	if m.owners() < 0 {
		all = append(all, store.OrganizationActiveOwners.Above(1))
	}
	return all
}

func (m Move) onConflict(now store.Item) error {
	switch {
	case now == nil:
		return problem.New(problem.NotFound, "There is no such organization.")
	case m.seats() > 0:
		return errSeats(now)
	}
	return problem.New(problem.LastOwner,
		"This is the organization's last active Owner. Make somebody else an Owner first.")
}

func errSeats(now store.Item) error {
	var o store.Organization
	if err := now.Decode(&o); err != nil {
		return err
	}
	return problem.New(problem.SeatLimitReached,
		"All %d seats of the %s plan are used. Remove a user, or move to a larger plan.", o.SeatLimit, o.Plan)
}

// ApplyDeleted is Apply in an organization that is deleted, which needs no Owner. It fails with changed where it has
// been restored.
func (m Move) ApplyDeleted(t *store.Transaction, org string, changed store.OnConflict) {
	t.Change(store.OrganizationKey(org), m.changes(), changed, store.OrganizationDeletedAt.Present())
}
