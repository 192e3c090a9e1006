package seat

import "usher/pkg/store"

// TakeQuota counts one more thing in a counter of an organization as it was read. The transaction fails with full
// where there are as many as the seats of its plan allow, which it is told, and with store.ErrStale where the plan
// has changed.
func TakeQuota(tx *store.Transaction, o *store.Organization, counter store.Number[int], allowed func(seats int) int,
	full func(limit int) error) {
	limit := allowed(o.SeatLimit)
	conflict := func(now store.Item) error {
		var current store.Organization
		if err := now.Decode(&current); err != nil {
			return err
		}
		if current.SeatLimit != o.SeatLimit {
			return store.ErrStale
		}
		return full(limit)
	}
	tx.Change(store.OrganizationKey(o.ID), []store.Change{counter.Add(1)}, conflict,
		store.Exists(), store.OrganizationSeatLimit.Is(o.SeatLimit), store.Either(counter.Absent(), counter.Below(limit)))
}
