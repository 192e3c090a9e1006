// Package sesevents stands in for what SES does after it took a mail: it tells
// by events what became of it. Addresses of SES's mailbox simulator
// (bounce@simulator.amazonses.com) fare as they do there; every other mail is
// delivered. It is for the local system and the tests, which have a mailbox
// that takes mail and tells nothing.
//
// Events live in memory: those that are under way when the process ends are
// lost.
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

// Options says what to stand between.
type Options struct {
	Sender outbox.Sender     // takes the mails
	Handle lambdaevent.Event // takes the events
	Now    func() time.Time
	After  time.Duration // from a mail to its first event, and from one event to the next
	Logger *slog.Logger
}

// Simulator is a Sender whose mails have consequences.
type Simulator struct {
	Options
	ctx  context.Context //nolint:containedctx // events outlive the call that sends
	wait sync.WaitGroup
}

// New makes a simulator that brings events until the context ends.
func New(ctx context.Context, o Options) *Simulator { return &Simulator{Options: o, ctx: ctx} }

// Send hands the message to the Sender. Once that took it, its events are on
// their way; the answer does not wait for them.
func (s *Simulator) Send(ctx context.Context, m mail.Message) (string, error) {
	id, err := s.Sender.Send(ctx, m)
	if err != nil {
		return id, err
	}
	all, err := Events(m, id, s.Now())
	if err != nil {
		s.Logger.ErrorContext(ctx, "no events of a mail", "cause", err)
		return id, nil
	}
	s.wait.Go(func() { s.bring(all) })
	return id, nil
}

// Wait waits until no event is on its way any more. No mail may be sent
// meanwhile.
func (s *Simulator) Wait() { s.wait.Wait() }

func (s *Simulator) bring(all []events.EventBridgeEvent) {
	for _, e := range all {
		if !s.pause(s.After) {
			return
		}
		s.hand(e)
	}
}

// tries is how often an event is brought before it is given up.
const tries = 5

// hand brings one event until it is taken, as EventBridge does: at least once.
func (s *Simulator) hand(e events.EventBridgeEvent) {
	var err error
	for attempt := range tries {
		if err = s.Handle(s.ctx, e); err == nil || !s.pause(100*time.Millisecond<<attempt) {
			return
		}
	}
	s.Logger.Error("event given up", "type", e.DetailType, "cause", err)
}

// pause waits; false when the simulator's time is over.
func (s *Simulator) pause(d time.Duration) bool {
	select {
	case <-s.ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
