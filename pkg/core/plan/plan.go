// Package plan moves organizations between plans. A plan is configuration: a
// name and a number of seats. Nobody loses a seat by it: an organization that
// uses more than its new plan has keeps everybody, and no seat is given out
// until it is below the limit again, which is a condition of every write that
// takes one (package seat).
package plan

import (
	"context"
	"fmt"
	"strings"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// Service is what a change needs.
type Service struct {
	Table *store.Store
	Log   audit.Log
	Plans api.Plans
	Now   func() time.Time
}

// Order asks for a change of plan.
type Order struct {
	Organization, Plan string
	At                 time.Time   // when it was ordered: an older order than the last one does nothing
	By                 audit.Actor // who ordered it
	RequestID          string
}

// Outcome says what became of an order.
type Outcome string

// The outcomes.
const (
	Changed   Outcome = "changed"
	Unchanged Outcome = "unchanged" // the organization is on that plan already
	Older     Outcome = "older"     // a newer order has been carried out
)

// Error says what is wrong with an order. A retry does not help.
type Error struct{ Message string }

// Error is the message.
func (e *Error) Error() string { return "plan: " + e.Message }

// ahead is how far an order's time may lie in the future: what clocks differ by.
// One from the year 2099 would make every later order an older one.
const ahead = time.Hour

// Change carries out an order, once however often it comes. It returns an
// *Error for a plan or an organization that there is not, and for an order
// without a time or with one more than an hour ahead.
func (s *Service) Change(ctx context.Context, o Order) (outcome Outcome, err error) {
	to, ok := s.Plans.Find(o.Plan)
	if !ok {
		return "", &Error{fmt.Sprintf("there is no plan %q; there are %s", o.Plan, s.names())}
	}
	switch {
	case o.At.IsZero():
		return "", &Error{"the order does not say when it was made"}
	case o.At.After(s.Now().Add(ahead)):
		return "", &Error{fmt.Sprintf("the order's time, %s, is in the future", api.At(o.At))}
	}
	err = store.Retry(ctx, func(ctx context.Context) error {
		outcome, err = s.change(ctx, o, to)
		return err
	})
	return outcome, err
}

func (s *Service) names() string {
	var all []string
	for _, p := range s.Plans {
		all = append(all, p.Name)
	}
	return strings.Join(all, ", ")
}

func (s *Service) change(ctx context.Context, o Order, to api.Plan) (Outcome, error) {
	var now store.Organization
	read := store.Fetch(store.OrganizationKey(o.Organization), &now)
	if id.Valid(id.Organization, o.Organization) {
		if err := s.Table.Load(ctx, read); err != nil {
			return "", err
		}
	}
	at := api.At(o.At)
	switch {
	case !read.Found():
		return "", &Error{fmt.Sprintf("there is no organization %q", o.Organization)}
	case now.PlanAt != nil && at.Before(now.PlanAt.Time):
		return Older, nil
	}
	outcome := Changed
	if now.Plan == to.Name && now.SeatLimit == to.Seats {
		outcome = Unchanged
		if now.PlanAt != nil && at.Equal(now.PlanAt.Time) {
			return outcome, nil
		}
	}
	return outcome, s.write(ctx, &now, o, to, outcome)
}

// write notes the order's time even where the plan stays: an older order
// that comes after it must not count.
func (s *Service) write(ctx context.Context, now *store.Organization, o Order, to api.Plan, outcome Outcome) error {
	tx := s.Log.Begin(o.By, audit.Origin{Org: now.ID, RequestID: o.RequestID})
	changes := []store.Change{store.OrganizationPlanAt.Set(api.At(o.At))}
	unchanged := []store.Condition{store.OrganizationPlan.Is(now.Plan), store.OrganizationSeatLimit.Is(now.SeatLimit),
		heard(now.PlanAt)}
	if outcome == Unchanged {
		tx.Change(now.Key, changes, store.FailWith(store.ErrStale), unchanged...)
		return tx.WithoutEvent(audit.PlanOrder).Commit(ctx)
	}
	changes = append(changes, store.OrganizationPlan.Set(to.Name), store.OrganizationSeatLimit.Set(to.Seats),
		store.OrganizationUpdatedAt.Set(api.At(s.Now())), store.OrganizationVersion.Add(1))
	tx.Change(now.Key, changes, store.FailWith(store.ErrStale), unchanged...)
	return tx.Commit(ctx, audit.Event{Action: "organization.plan", Target: audit.Organization(now),
		Changes: audit.Differences(
			audit.Change{Field: "plan", Before: now.Plan, After: to.Name},
			audit.Change{Field: "seat_limit", Before: now.SeatLimit, After: to.Seats})})
}

// heard holds while no other order has been carried out since it was read.
func heard(at *api.Time) store.Condition {
	if at == nil {
		return store.OrganizationPlanAt.Absent()
	}
	return store.OrganizationPlanAt.Is(*at)
}
