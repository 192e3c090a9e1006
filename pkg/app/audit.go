package app

import (
	"usher/pkg/api"
	"usher/pkg/core/audit/query"
	"usher/pkg/transport"
)

func (a *App) auditEvents() *query.Service {
	return &query.Service{Table: a.Table(), Guard: a.Guard(), Activity: a.Activity()}
}

// ListAuditEvents runs list-audit-events.
func ListAuditEvents(a *App) *transport.Handler {
	return Handle(a, api.ListAuditEvents, a.auditEvents().List)
}
