package app

import (
	"usher/pkg/api"
	"usher/pkg/transport"
)

// ListRoles runs list-roles.
func ListRoles(a *App) *transport.Handler {
	return Handle(a, api.ListRoles, a.Guard().ListRoles)
}

// GetAuthorization runs get-authorization.
func GetAuthorization(a *App) *transport.Handler {
	return Handle(a, api.GetAuthorization, a.Guard().Authorization)
}
