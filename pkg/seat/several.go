package seat

import "usher/pkg/table"

// Invite adds to a transaction that n users are invited to the organization, as
// it was read. The transaction fails with table.ErrStale when there are no n
// free seats any more, or the plan has changed: an expression cannot calculate,
// so what the condition compares with is worked out from the limit read.
func Invite(t *table.Transaction, o *table.Organization, n int) {
	t.Change(o.Key, []table.Change{
		table.Add("seats_used", n), table.Add("invited", n), table.Add("moves", 1),
	}, table.Otherwise(table.ErrStale),
		table.Is("seat_limit", o.SeatLimit), table.Below("seats_used", o.SeatLimit-n+1))
}

// Keep adds to a transaction the demand that the organization uses no more seats
// than it has: for who holds one still only because their run-out invitation has
// not been marked. The transaction fails with seat_limit_reached otherwise.
func Keep(t *table.Transaction, org string) {
	t.Check(table.OrganizationKey(org), errSeats, table.Present("pk"),
		table.Either(table.Below("seats_used", table.Attribute("seat_limit")), table.Is("seats_used", table.Attribute("seat_limit"))))
}

// Full adds to a transaction that nothing has moved in the organization since it
// was read: for a refusal that says how it was. The transaction fails with
// table.ErrStale otherwise.
func Full(t *table.Transaction, o *table.Organization) {
	t.Check(o.Key, table.Otherwise(table.ErrStale), table.Is("moves", o.Moves), table.Is("seats_used", o.SeatsUsed))
}

// Demand adds the conditions of a move to a transaction without making it, for
// what may be done only if the move may be made. The errors are those of Apply.
func (m Move) Demand(t *table.Transaction, org string) {
	if conditions := m.conditions(); len(conditions) > 0 {
		t.Check(table.OrganizationKey(org), m.judge, conditions...)
	}
}
