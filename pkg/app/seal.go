package app

import (
	"usher/pkg/lambdaevent"
	"usher/pkg/seal"
)

// SealTrail runs seal-trail.
func SealTrail(a *App) lambdaevent.Gathered {
	return (&seal.Sealer{Table: a.Table(), Now: a.Now, Logger: a.Logger}).Seal
}
