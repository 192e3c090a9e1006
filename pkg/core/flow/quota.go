package flow

import (
	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/seat"
	"usher/pkg/store"
)

// takeQuota counts a new flow of an organization as it was read. The transaction fails with quota_reached where the
// plan allows no more, and with store.ErrStale where the plan has changed.
func takeQuota(tx *store.Transaction, o *store.Organization) {
	seat.TakeQuota(tx, o, store.OrganizationFlows, api.FlowLimit, func(limit int) error {
		return problem.New(problem.QuotaReached,
			"The organization has %d flows, which is as many as its plan allows. Delete one that is not used any more.", limit)
	})
}

// giveQuota counts a flow that is deleted.
func giveQuota(tx *store.Transaction, org string) {
	tx.Change(store.OrganizationKey(org), []store.Change{store.OrganizationFlows.Add(-1)},
		store.FailWith(problem.Missing()), store.Exists())
}
