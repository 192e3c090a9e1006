// Package mailer is the composition root of the functions that send mail.
package mailer

import (
	"context"
	"log/slog"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/aws/emf"
	"usher/pkg/aws/ses"
	"usher/pkg/core/audit"
	"usher/pkg/core/mail"
	"usher/pkg/core/outbox"
	"usher/pkg/store"
	"usher/pkg/transport/lambdaevent"
)

// New makes the Mailer of an App.
func New(a *app.App) *outbox.Mailer {
	client := ses.NewClient(a.Region, a.SESEndpoint, a.Credentials, a.HTTP)
	return &outbox.Mailer{
		Table: a.Table(), Limits: a.Limits(), Log: a.Log(), Now: a.Now, Links: a.Links(),
		Dashboard: a.Config.Dashboard, Brand: a.Config.Brand, Roles: a.Config.Roles,
		Sender:  ses.New(client, ses.Options{From: a.Config.Sender, ConfigurationSet: a.Config.ConfigurationSet}),
		Refused: func(ctx context.Context, m mail.Message, digest string) { refused(ctx, a, m.Kind, digest) },
	}
}

// refused logs a mail that was refused for good, without the address, and counts it in the metric RefusedMails. SES's
// own words may hold the address. The digest names the person's items in the table.
func refused(ctx context.Context, a *app.App, kind, digest string) {
	a.Logger.LogAttrs(ctx, slog.LevelError, "mail refused", slog.String("operation", api.SendMail.ID),
		slog.String("kind", kind), slog.String("digest", digest), slog.Int("RefusedMails", 1),
		slog.String(emf.Service, a.Config.Table), emf.Attr(a.Now(), emf.Definition{Name: "RefusedMails", Unit: "Count"}))
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
		case store.KindEvent:
			events, err := audit.Read(ctx, m.Table, []store.Item{item})
			if err != nil {
				return err
			}
			return m.SendNotifications(ctx, events[0])
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
