package app

import (
	"usher/pkg/api"
	"usher/pkg/core/apikey"
	"usher/pkg/transport"
)

func (a *App) keys() *apikey.Service {
	return &apikey.Service{Table: a.Table(), Guard: a.Guard(), IDs: a.IDs(), Now: a.Now}
}

// ListAPIKeys runs list-api-keys.
func ListAPIKeys(a *App) *transport.Handler { return Handle(a, api.ListAPIKeys, a.keys().List) }

// CreateAPIKey runs create-api-key.
func CreateAPIKey(a *App) *transport.Handler { return Handle(a, api.CreateAPIKey, a.keys().Create) }

// RevokeAPIKey runs revoke-api-key.
func RevokeAPIKey(a *App) *transport.Handler { return Handle(a, api.RevokeAPIKey, a.keys().Revoke) }
