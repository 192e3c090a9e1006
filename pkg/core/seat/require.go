package seat

import "usher/pkg/store"

// Invite adds to a transaction that n users are invited to the organization, as
// it was read. The transaction fails with store.ErrStale when there are no n
// free seats any more, or the plan has changed: an expression cannot calculate,
// so what the condition compares with is worked out from the limit read.
func Invite(t *store.Transaction, o *store.Organization, n int) {
	t.Change(o.Key, []store.Change{
		store.OrganizationSeatsUsed.Add(n), store.OrganizationInvited.Add(n), store.OrganizationMoves.Add(1),
	}, store.FailWith(store.ErrStale),
		store.OrganizationSeatLimit.Is(o.SeatLimit), store.OrganizationSeatsUsed.Below(o.SeatLimit-n+1))
}

// RequireNotOver adds to a transaction the condition that the organization uses no
// more seats than it has. It is for a user who still holds a seat only because
// their expired invitation has not been marked. The transaction fails with
// seat_limit_reached otherwise.
func RequireNotOver(t *store.Transaction, org string) {
	t.Check(store.OrganizationKey(org), errSeats, store.Exists(),
		store.Either(store.OrganizationSeatsUsed.BelowField(store.OrganizationSeatLimit),
			store.OrganizationSeatsUsed.IsField(store.OrganizationSeatLimit)))
}

// RequireUnchanged adds to a transaction the condition that no counter of the
// organization has changed since it was read, for a refusal that depends on them.
// The transaction fails with store.ErrStale otherwise.
func RequireUnchanged(t *store.Transaction, o *store.Organization) {
	t.Check(o.Key, store.FailWith(store.ErrStale),
		store.OrganizationMoves.Is(o.Moves), store.OrganizationSeatsUsed.Is(o.SeatsUsed))
}

// RequireAllowed adds the conditions of a move to a transaction without making it, for
// what may be done only if the move may be made. The errors are those of Apply.
func (m Move) RequireAllowed(t *store.Transaction, org string) {
	if conditions := m.conditions(); len(conditions) > 0 {
		t.Check(store.OrganizationKey(org), m.onConflict, conditions...)
	}
}
