package app

import (
	"usher/pkg/delivery"
	"usher/pkg/lambdaevent"
)

// RecordDelivery runs record-delivery.
func RecordDelivery(a *App) lambdaevent.Event {
	return (&delivery.Recorder{Table: a.Table(), Log: a.Log(), Now: a.Now, Logger: a.Logger}).Record
}
