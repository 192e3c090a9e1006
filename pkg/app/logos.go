package app

import (
	"usher/pkg/api"
	"usher/pkg/core/logo"
	"usher/pkg/transport"
)

func (a *App) logos() *logo.Service {
	return &logo.Service{Table: a.Table(), Guard: a.Guard(), Now: a.Now}
}

// PutLogo runs put-logo.
func PutLogo(a *App) *transport.Handler { return Handle(a, api.PutLogo, a.logos().Put) }

// GetLogo runs get-logo.
func GetLogo(a *App) *transport.Handler { return Handle(a, api.GetLogo, a.logos().Get) }

// DeleteLogo runs delete-logo.
func DeleteLogo(a *App) *transport.Handler { return Handle(a, api.DeleteLogo, a.logos().Delete) }
