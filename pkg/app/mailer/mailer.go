// Package mailer is the composition root of the functions that send mail.
package mailer

import (
	"context"

	"usher/pkg/app"
	"usher/pkg/aws/ses"
	"usher/pkg/core/outbox"
	"usher/pkg/store"
	"usher/pkg/transport/lambdaevent"
)

// New makes the Mailer of an App.
func New(a *app.App) *outbox.Mailer {
	client := ses.NewClient(a.Region, a.SESEndpoint, a.Credentials, a.HTTP)
	return &outbox.Mailer{
		Table: a.Table(), Log: a.Log(), Now: a.Now, Links: a.Links(), Dashboard: a.Config.Dashboard,
		Sender: ses.New(client, ses.Options{From: a.Config.Sender, ConfigurationSet: a.Config.ConfigurationSet}),
	}
}

// SendMail runs send-mail.
func SendMail(a *app.App) lambdaevent.RecordHandlers {
	return lambdaevent.RecordHandlers{Written: Stream(New(a)), Expired: app.ExpiredByTTL(a)}
}

// Stream sends what the table's stream brings with a given Mailer.
func Stream(m *outbox.Mailer) lambdaevent.RecordHandler {
	return func(ctx context.Context, item store.Item) error {
		switch item.Kind() {
		case store.KindInvitation:
			return decoded(ctx, item, m.SendInvitation)
		case store.KindReset:
			return decoded(ctx, item, m.SendReset)
		case store.KindNotice:
			return decoded(ctx, item, m.SendNotice)
		}
		return nil
	}
}

func decoded[Record any](ctx context.Context, item store.Item, send func(context.Context, Record) error) error {
	var r Record
	if err := item.Decode(&r); err != nil {
		return err
	}
	return send(ctx, r)
}
