package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/core/plan"
	"usher/pkg/transport/lambdaevent"
)

// Plans is the service of plan changes.
func (a *App) Plans() *plan.Service {
	return &plan.Service{Table: a.Table(), Log: a.Log(), Plans: a.Config.Plans, Now: a.Now}
}

// ChangePlan runs change-plan: the event's detail names the organization and
// the plan. Its "at" orders it among others, or without one the event's own
// time, which is in whole seconds. An event that is not understood, or names a
// plan or an organization that does not exist, fails, and is sent to the
// dead-letter queue.
func ChangePlan(a *App) lambdaevent.Event {
	return func(ctx context.Context, e events.EventBridgeEvent) error {
		order, err := planOrder(e)
		if err != nil {
			return fmt.Errorf("change-plan: the event's detail is not a plan change: %w", err)
		}
		outcome, err := a.Plans().Change(ctx, order)
		if err != nil {
			return fmt.Errorf("change-plan: organization %q to plan %q: %w", order.Organization, order.Plan, err)
		}
		a.Logger.InfoContext(ctx, "plan", "operation", api.ChangePlan.ID, "organization", order.Organization,
			"plan", order.Plan,
			"outcome", string(outcome), "at", api.At(order.At).String(), "request_id", e.ID)
		return nil
	}
}

// planOrder reads an event of billing.
func planOrder(e events.EventBridgeEvent) (plan.Order, error) {
	var detail struct {
		Organization string     `json:"organization"`
		Plan         string     `json:"plan"`
		At           *time.Time `json:"at"`
	}
	if err := json.Unmarshal(e.Detail, &detail); err != nil {
		return plan.Order{}, err
	}
	at := e.Time
	if detail.At != nil {
		at = *detail.At
	}
	return plan.Order{Organization: detail.Organization, Plan: detail.Plan, At: at,
		By: audit.Actor{Type: "system", ID: api.ChangePlan.ID, Name: e.Source}, RequestID: e.ID}, nil
}
