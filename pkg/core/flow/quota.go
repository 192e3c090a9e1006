package flow

import (
	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/store"
)

// takeQuota counts a new flow of an organization as it was read. The transaction fails with quota_reached where the
// plan allows no more, and with store.ErrStale where the plan has changed.
func takeQuota(tx *store.Transaction, o *store.Organization) {
	limit := api.FlowLimit(o.SeatLimit)
	conflict := func(now store.Item) error {
		var current store.Organization
		if err := now.Decode(&current); err != nil {
			return err
		}
		if current.SeatLimit != o.SeatLimit {
			return store.ErrStale
		}
		return problem.New(problem.QuotaReached,
			"The organization has %d flows, which is as many as its plan allows. Delete one that is not used any more.", limit)
	}
	tx.Change(store.OrganizationKey(o.ID), []store.Change{store.OrganizationFlows.Add(1)}, conflict,
		store.Exists(), store.OrganizationSeatLimit.Is(o.SeatLimit),
		store.Either(store.OrganizationFlows.Absent(), store.OrganizationFlows.Below(limit)))
}

// giveQuota counts a flow that is deleted.
func giveQuota(tx *store.Transaction, org string) {
	tx.Change(store.OrganizationKey(org), []store.Change{store.OrganizationFlows.Add(-1)},
		store.FailWith(problem.Missing()), store.Exists())
}
