// Package everything makes all operations at once, for the local server and the
// tests. No function may link it.
package everything

import (
	"slices"

	"usher/pkg/app"
	"usher/pkg/gallery"
	"usher/pkg/guest"
	"usher/pkg/runner"
)

// Handlers makes every declared operation.
func Handlers(a *app.App) []*runner.Handler {
	return slices.Concat(app.Handlers(a), guest.Handlers(a), gallery.Handlers(a))
}
