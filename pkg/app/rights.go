package app

import (
	"usher/pkg/api"
	"usher/pkg/apikey"
	"usher/pkg/flow"
	"usher/pkg/runner"
	"usher/pkg/trail"
)

func (a *App) keys() *apikey.Service {
	return &apikey.Service{Table: a.Table(), Door: a.Door(), Log: a.Log(), IDs: a.IDs(), Now: a.Now}
}

func (a *App) flows() *flow.Service {
	return &flow.Service{Table: a.Table(), Door: a.Door(), Log: a.Log(), IDs: a.IDs(), Now: a.Now}
}

// ListAPIKeys runs list-api-keys.
func ListAPIKeys(a *App) *runner.Handler {
	return runner.New(api.ListAPIKeys, a.keys().List, a.Options())
}

// CreateAPIKey runs create-api-key.
func CreateAPIKey(a *App) *runner.Handler {
	return runner.New(api.CreateAPIKey, a.keys().Create, a.Options())
}

// RevokeAPIKey runs revoke-api-key.
func RevokeAPIKey(a *App) *runner.Handler {
	return runner.New(api.RevokeAPIKey, a.keys().Revoke, a.Options())
}

// ListAuditEvents runs list-audit-events.
func ListAuditEvents(a *App) *runner.Handler {
	s := &trail.Service{Table: a.Table(), Door: a.Door()}
	return runner.New(api.ListAuditEvents, s.List, a.Options())
}

// ListFlows runs list-flows.
func ListFlows(a *App) *runner.Handler {
	return runner.New(api.ListFlows, a.flows().List, a.Options())
}

// CreateFlow runs create-flow.
func CreateFlow(a *App) *runner.Handler {
	return runner.New(api.CreateFlow, a.flows().Create, a.Options())
}

// GetFlow runs get-flow.
func GetFlow(a *App) *runner.Handler { return runner.New(api.GetFlow, a.flows().Get, a.Options()) }

// UpdateFlow runs update-flow.
func UpdateFlow(a *App) *runner.Handler {
	return runner.New(api.UpdateFlow, a.flows().Update, a.Options())
}

// DeleteFlow runs delete-flow.
func DeleteFlow(a *App) *runner.Handler {
	return runner.New(api.DeleteFlow, a.flows().Delete, a.Options())
}
