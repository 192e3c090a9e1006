// Package publisher is the composition root of seal-trail, which seals the audit log and publishes it.
package publisher

import (
	"context"

	"usher/pkg/app"
	"usher/pkg/aws/eventbus"
	"usher/pkg/core/audit/publish"
	"usher/pkg/store"
	"usher/pkg/transport/lambdaevent"
)

// SealTrail runs seal-trail. Without a bus among the settings it publishes nothing.
func SealTrail(a *app.App) lambdaevent.BatchHandler {
	if a.Config.EventBus == "" {
		return To(a, nil)
	}
	client := eventbus.NewClient(a.Region, a.EventBridgeEndpoint, a.Credentials, a.HTTP)
	return To(a, &publish.Publisher{Bus: &eventbus.Bus{Client: client, Name: a.Config.EventBus}})
}

// To seals what the table's stream brings, and then publishes it with a given Publisher; nil: with none. What leaves is
// sealed. A batch that cannot be published is sealed before, whatever becomes of it.
func To(a *app.App, p *publish.Publisher) lambdaevent.BatchHandler {
	seal := app.SealTrail(a)
	return func(ctx context.Context, records []lambdaevent.Record) error {
		items := make([]store.Item, len(records))
		var fresh []publish.Record
		for i, r := range records {
			items[i] = r.Item
			if r.New { // an event that was changed is no other event
				fresh = append(fresh, publish.Record{Item: r.Item, Sequence: r.Sequence})
			}
		}
		if err := seal(ctx, items); err != nil || p == nil {
			return err
		}
		if failed := p.Publish(ctx, fresh); len(failed) > 0 {
			return lambdaevent.Failures(failed)
		}
		return nil
	}
}
