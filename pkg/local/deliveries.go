package local

import (
	"context"
	"time"

	"usher/pkg/app"
	"usher/pkg/app/mailer"
	"usher/pkg/local/sesevents"
	"usher/pkg/transport/lambdaevent"
)

// eventsAfter is long enough for somebody who watches to see that a mail is sent
// before it is delivered.
const eventsAfter = 500 * time.Millisecond

// mailing returns send-mail. Until the context ends, record-delivery gets the events
// of the mails that it sends.
func mailing(ctx context.Context, a *app.App) lambdaevent.RecordHandlers {
	p := mailer.New(a)
	p.Sender = sesevents.New(ctx, sesevents.Options{Sender: p.Sender, Handle: app.RecordDelivery(a), Now: a.Now,
		After: eventsAfter, Logger: a.Logger})
	return lambdaevent.RecordHandlers{Written: mailer.Stream(p), Expired: app.ExpiredByTTL(a)}
}
