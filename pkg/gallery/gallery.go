// Package gallery is the composition root of the operations that take pictures
// apart, so that no other function links the decoders.
package gallery

import (
	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/logo"
	"usher/pkg/runner"
)

func logos(a *app.App) *logo.Service {
	return &logo.Service{Table: a.Table(), Door: a.Door(), Log: a.Log(), Now: a.Now}
}

// PutLogo runs put-logo.
func PutLogo(a *app.App) *runner.Handler { return runner.New(api.PutLogo, logos(a).Put, a.Options()) }

// GetLogo runs get-logo.
func GetLogo(a *app.App) *runner.Handler { return runner.New(api.GetLogo, logos(a).Get, a.Options()) }

// DeleteLogo runs delete-logo.
func DeleteLogo(a *app.App) *runner.Handler {
	return runner.New(api.DeleteLogo, logos(a).Delete, a.Options())
}

// Handlers makes these operations.
func Handlers(a *app.App) []*runner.Handler {
	return []*runner.Handler{PutLogo(a), GetLogo(a), DeleteLogo(a)}
}
