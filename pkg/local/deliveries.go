package local

import (
	"context"
	"time"

	"usher/pkg/app"
	"usher/pkg/app/mailer"
	"usher/pkg/local/sesevents"
	"usher/pkg/transport/lambdaevent"
)

// eventsAfter is long enough for a watching person to see a mail sent before it
// is delivered.
const eventsAfter = 500 * time.Millisecond

// mailing is send-mail, with record-delivery told what becomes of its
// mails until the context ends.
func mailing(ctx context.Context, a *app.App) lambdaevent.RecordHandlers {
	p := mailer.New(a)
	p.Sender = sesevents.New(ctx, sesevents.Options{Sender: p.Sender, Handle: app.RecordDelivery(a), Now: a.Now,
		After: eventsAfter, Logger: a.Logger})
	return lambdaevent.RecordHandlers{Written: mailer.Stream(p), Expired: app.ExpiredByTTL(a)}
}
