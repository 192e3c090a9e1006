package app

import (
	"context"
	"errors"
	"path"
	"runtime/debug"

	"usher/pkg/api"
	"usher/pkg/core/audit/seal"
	"usher/pkg/core/delivery"
	"usher/pkg/core/heartbeat"
	"usher/pkg/store"
	"usher/pkg/transport/lambdaevent"
)

// Expire runs expire-invitations. One part that fails does not hold up the others.
func Expire(a *App) lambdaevent.Schedule {
	return func(ctx context.Context, requestID string) error {
		n, failed := a.Organizations().ExpireInvitations(ctx, requestID)
		released, err := a.Organizations().ReleaseMails(ctx, requestID)
		reminders, late := a.Organizations().ReleaseReminders(ctx, requestID)
		a.Logger.InfoContext(ctx, "expired invitations", "operation", api.ExpireInvitations.ID, "count", n,
			"released", released, "reminders", reminders, "request_id", requestID)
		return errors.Join(failed, err, late, heartbeat.Beat(ctx, a.Log()))
	}
}

// Purge runs purge-organizations.
func Purge(a *App) lambdaevent.Schedule {
	return func(ctx context.Context, requestID string) error {
		n, err := a.Organizations().PurgeOrganizations(ctx, requestID)
		a.Logger.InfoContext(ctx, "purged organizations", "operation", api.PurgeOrganizations.ID, "count", n,
			"request_id", requestID)
		return err
	}
}

// ExpiredByTTL marks the invitation whose item TTL has deleted expired, and gives its seat back.
func ExpiredByTTL(a *App) lambdaevent.RecordHandler {
	return func(ctx context.Context, item store.Item) error {
		var open store.OpenInvitation
		if item.Kind() != store.KindInvitation {
			return nil
		}
		if err := item.Decode(&open); err != nil {
			return err
		}
		return a.Organizations().ExpireDeleted(ctx, open)
	}
}

// RecordDelivery runs record-delivery.
func RecordDelivery(a *App) lambdaevent.Event {
	return (&delivery.Recorder{Table: a.Table(), Log: a.Log(), Now: a.Now, Logger: a.Logger}).Record
}

// SealTrail runs seal-trail.
func SealTrail(a *App) lambdaevent.BatchHandler {
	return (&seal.Sealer{Table: a.Table(), Now: a.Now, Logger: a.Logger}).Seal
}

// Logged has this program, which is a consumer's function, log one line for each event.
func (a *App) Logged() *lambdaevent.Logged {
	return &lambdaevent.Logged{Operation: program(), Logger: a.Logger, Now: a.Now, Random: a.Random}
}

// program is the name of the folder that this program was built from: for a function, its id.
func program() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return path.Base(info.Path)
}

// OnSchedule is the main of a scheduled function.
func OnSchedule(build func(*App) lambdaevent.Schedule) {
	lambdaevent.StartSchedule(ready(func(a *App) lambdaevent.Schedule { return a.Logged().Schedule(build(a)) }, nil))
}

// OnEvent is the main of a function that an event of EventBridge starts.
func OnEvent(build func(*App) lambdaevent.Event) {
	lambdaevent.StartEvent(ready(func(a *App) lambdaevent.Event { return a.Logged().Event(build(a)) }, nil))
}

// OnStream is the main of a function that the table's stream starts.
func OnStream(build func(*App) lambdaevent.RecordHandlers) {
	lambdaevent.StartRecords(ready(func(a *App) lambdaevent.Records {
		return lambdaevent.PerRecord(a.Logged().Records(build(a)), a.Logger)
	}, nil))
}

// OnBatch is the main of a function that takes the stream's batches whole.
func OnBatch(build func(*App) lambdaevent.BatchHandler) {
	lambdaevent.StartRecords(ready(func(a *App) lambdaevent.Records {
		return lambdaevent.AllOrNothing(a.Logged().Batch(build(a)), a.Logger)
	}, nil))
}
