package app

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-lambda-go/events"

	"usher/pkg/api"
	"usher/pkg/audit"
	"usher/pkg/lambdaevent"
	"usher/pkg/plan"
)

// Plans is the service of plan changes.
func (a *App) Plans() *plan.Service {
	return &plan.Service{Table: a.Table(), Log: a.Log(), Plans: a.Config.Plans, Now: a.Now}
}

// ChangePlan runs change-plan: the event's detail names the organization and
// the plan, its time orders it among others. One that names what is not there
// fails, and ends among the dead letters.
func ChangePlan(a *App) lambdaevent.Event {
	return func(ctx context.Context, e events.EventBridgeEvent) error {
		var order struct {
			Organization string `json:"organization"`
			Plan         string `json:"plan"`
		}
		if err := json.Unmarshal(e.Detail, &order); err != nil {
			return fmt.Errorf("change-plan: the event's detail is no plan change: %w", err)
		}
		outcome, err := a.Plans().Change(ctx, plan.Order{Organization: order.Organization, Plan: order.Plan, At: e.Time,
			By: audit.Actor{Type: "system", ID: api.ChangePlan.ID, Name: e.Source}, RequestID: e.ID})
		a.Logger.InfoContext(ctx, "plan", "operation", api.ChangePlan.ID, "organization", order.Organization, "plan", order.Plan,
			"outcome", string(outcome), "request_id", e.ID)
		return err
	}
}
