package app

import (
	"usher/pkg/api"
	"usher/pkg/transport"
)

// ListRoles runs list-roles.
func ListRoles(a *App) *transport.Handler {
	return Handle(a, api.ListRoles, a.Guard().ListRoles)
}
