package app

import (
	"usher/pkg/api"
	"usher/pkg/core/flow"
	"usher/pkg/transport"
)

func (a *App) flows() *flow.Service {
	return &flow.Service{Table: a.Table(), Guard: a.Guard(), IDs: a.IDs(), Now: a.Now}
}

// ListFlows runs list-flows.
func ListFlows(a *App) *transport.Handler { return Handle(a, api.ListFlows, a.flows().List) }

// CreateFlow runs create-flow.
func CreateFlow(a *App) *transport.Handler { return Handle(a, api.CreateFlow, a.flows().Create) }

// GetFlow runs get-flow.
func GetFlow(a *App) *transport.Handler { return Handle(a, api.GetFlow, a.flows().Get) }

// UpdateFlow runs update-flow.
func UpdateFlow(a *App) *transport.Handler { return Handle(a, api.UpdateFlow, a.flows().Update) }

// DeleteFlow runs delete-flow.
func DeleteFlow(a *App) *transport.Handler { return Handle(a, api.DeleteFlow, a.flows().Delete) }
