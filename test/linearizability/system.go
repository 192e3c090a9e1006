package linearizability

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"sync"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/mailer"
	"usher/pkg/transport/lambdaevent"
	"usher/test/harness"
)

// System is all of Usher's operations over HTTP, on a table of its own and with a clock that stands still until it is
// moved on, so that an operation knows what time it can have been for it.
type System struct {
	*harness.System
	Errors *harness.Buffer // the lines of functions that failed

	sendMail lambdaevent.Records
	traces   sync.Map // by the name in a request's header
	injected *Counts
	// once sends every request over a connection of its own: net/http sends a GET again when a connection that it has
	// used before is closed, and would bring a killed function back to life.
	once *http.Transport
}

const (
	// lifetime is an invitation's, by the system's clock.
	lifetime = time.Minute
	// seatsAtFirst is the seat limit that an organization begins with.
	seatsAtFirst = 6
	// functionTime is the time a function has: as on Lambda, so that one whose calls keep failing gives up.
	functionTime = 20 * time.Second
)

// NewSystem starts a system on a DynamoDB Local and, where mailbox is not empty, with that mailbox and the table's
// stream. Change may be nil. Close ends it.
func NewSystem(ctx context.Context, database, mailbox string, change func(*app.App)) (*System, error) {
	s := &System{injected: &Counts{}, Errors: &harness.Buffer{}, once: &http.Transport{DisableKeepAlives: true}}
	plans, err := api.ParsePlans(fmt.Sprintf("playground=%d,small=%d,large=%d", seatsAtFirst, seatsAtFirst-2,
		seatsAtFirst+2))
	if err != nil {
		return nil, err
	}
	s.System, err = harness.Start(ctx, database, func(a *app.App) {
		a.HTTP = &http.Client{Transport: &Wire{Next: a.HTTP.Transport, Injected: s.injected}}
		a.SESEndpoint, a.MinTimeout = mailbox, functionTime
		a.Config.Plans, a.Config.InvitationLifetime, a.Config.SessionLifetime = plans, lifetime, 30*24*time.Hour
		a.Logger = slog.New(slog.NewJSONHandler(s.Errors, &slog.HandlerOptions{Level: slog.LevelError}))
		if change != nil {
			change(a)
		}
	})
	if err != nil {
		return nil, err
	}
	s.sendMail = lambdaevent.PerRecord(mailer.SendMail(s.App), s.App.Logger)
	s.Clock.Stop()
	s.Wrap(s.traced)
	if mailbox == "" {
		return s, nil // nobody follows a stream
	}
	return s, s.AddStream(ctx)
}

// now is the system's time, in milliseconds.
func (s *System) now() int64 { return s.Clock.Now().UnixMilli() }

// traceHeader carries the number of a request's trace.
const traceHeader = "X-Prove-Trace"

// traced runs a function within its request's trace, and loses its answer where
// the function was killed or the trace says so.
func (s *System) traced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		found, ok := s.traces.Load(r.Header.Get(traceHeader))
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		t := found.(*Trace)
		t.underway.Add(1)
		defer t.underway.Done()
		s.maybeLeave(t)
		answer := &answerBuffer{header: http.Header{}}
		next.ServeHTTP(answer, r.WithContext(t.starts(r.Context())))
		t.names(answer.header.Get("X-Request-Id"))
		lost := t.rates.hits(AnswerLost, t.dice("answer"))
		if lost {
			s.injected.Add(string(AnswerLost))
		}
		if lost || t.dead() {
			panic(http.ErrAbortHandler) // closes the connection
		}
		answer.to(w)
	})
}

// maybeLeave has the client go away a little later, where the trace says so.
func (s *System) maybeLeave(t *Trace) {
	if dice := t.dice("client"); t.rates.hits(ClientGone, dice) {
		s.injected.Add(string(ClientGone))
		time.AfterFunc(time.Duration(dice.IntN(40))*time.Millisecond, t.leave)
	}
}

// answerBuffer holds a function's whole answer back.
type answerBuffer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answerBuffer) Header() http.Header         { return a.header }
func (a *answerBuffer) WriteHeader(status int)      { a.status = status }
func (a *answerBuffer) Write(b []byte) (int, error) { return a.body.Write(b) }

func (a *answerBuffer) to(w http.ResponseWriter) {
	maps.Copy(w.Header(), a.header)
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body.Bytes())
}
