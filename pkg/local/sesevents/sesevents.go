// Package sesevents stands in for what SES does after it has accepted a mail: it
// sends events that report the delivery. Mails to addresses of SES's mailbox simulator
// (bounce@simulator.amazonses.com) bounce and so on as they do there; every other mail
// is delivered. It is for the local system and the tests, whose mailbox accepts mail
// and reports nothing.
//
// Events are kept in memory: those that have not been delivered when the process ends
// are lost.
package sesevents

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"usher/pkg/core/mail"
	"usher/pkg/core/outbox"
	"usher/pkg/transport/lambdaevent"
)

// Options connect a Simulator with its surroundings.
type Options struct {
	Sender outbox.Sender     // sends the mails
	Handle lambdaevent.Event // handles the events
	Now    func() time.Time
	After  time.Duration // from a mail to its first event, and from one event to the next
	Logger *slog.Logger
}

// Simulator is a Sender whose mails cause events.
type Simulator struct {
	Options
	ctx  context.Context //nolint:containedctx // events outlive the call that sends
	wait sync.WaitGroup
}

// New returns a simulator that delivers events until the context ends.
func New(ctx context.Context, o Options) *Simulator { return &Simulator{Options: o, ctx: ctx} }

// Send passes the message to the Sender and returns its result. If that succeeded, the
// message's events follow; Send does not wait for them.
func (s *Simulator) Send(ctx context.Context, m mail.Message) (string, error) {
	id, err := s.Sender.Send(ctx, m)
	if err != nil {
		return id, err
	}
	all, err := Events(m, id, s.Now())
	if err != nil {
		s.Logger.ErrorContext(ctx, "no events for a mail", "cause", err)
		return id, nil
	}
	s.wait.Go(func() { s.deliverAll(all) })
	return id, nil
}

// Wait waits until all events have been delivered. No mail may be sent until then.
func (s *Simulator) Wait() { s.wait.Wait() }

func (s *Simulator) deliverAll(all []events.EventBridgeEvent) {
	for _, e := range all {
		if !s.pause(s.After) {
			return
		}
		s.deliver(e)
	}
}

// maxAttempts is how often an event is delivered before it is dropped.
const maxAttempts = 5

// deliver delivers one event until it is handled, as EventBridge does: at least once.
func (s *Simulator) deliver(e events.EventBridgeEvent) {
	var err error
	for attempt := range maxAttempts {
		if err = s.Handle(s.ctx, e); err == nil || !s.pause(100*time.Millisecond<<attempt) {
			return
		}
	}
	s.Logger.Error("event dropped", "type", e.DetailType, "cause", err)
}

// pause waits; it returns false if the context has ended.
func (s *Simulator) pause(d time.Duration) bool {
	select {
	case <-s.ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
