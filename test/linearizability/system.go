package linearizability

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"usher/pkg/app"
	"usher/pkg/local/localapp"
	"usher/pkg/local/process"
	"usher/pkg/store"
	"usher/pkg/store/schema"
	"usher/pkg/transport/httpserver"
)

// System is all of Usher's operations over HTTP on a table of its own.
type System struct {
	URL   string
	App   *app.App
	Clock *Clock
	Name  string           // the table's
	DB    *dynamodb.Client // beside the system, where nothing breaks
	Store *store.Store     // the same
	Log   *Errors

	traces   sync.Map // by the number in a request's header
	injected *Counts
	server   *http.Server
	client   *http.Client // of all clients
}

const (
	linkKeys = "1:dXNoZXIgdGVzdCBsaW5rIGtleSwgMzIgYnl0ZXMgISE="
	// lifetime is an invitation's, by the system's clock.
	lifetime = time.Minute
	// seatsAtFirst is the seat limit that an organization begins with.
	seatsAtFirst = 8
	// patience is the time a function has: as on Lambda, so that one whose calls
	// keep failing gives up.
	patience = 20 * time.Second
)

// NewSystem starts a system on a DynamoDB Local and, where mailbox is not empty,
// with that mailbox. Change may be nil. Close ends it.
func NewSystem(ctx context.Context, database, mailbox string, change func(*app.App)) (*System, error) {
	cfg := process.AWSConfig(database)
	s := &System{Name: "prove" + strings.ToLower(rand.Text()), Clock: NewClock(), Log: &Errors{}, injected: &Counts{}, DB: dynamodb.NewFromConfig(cfg),
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}}}
	settings := map[string]string{"USHER_TABLE": s.Name, "USHER_DASHBOARD_URL": "http://usher.test", "USHER_SIGN_UP": "open",
		"USHER_PLANS": fmt.Sprintf("playground=%d,small=%d,large=%d", seatsAtFirst, seatsAtFirst-2, seatsAtFirst+2), "USHER_LINK_KEYS": linkKeys,
		"USHER_INVITATION_LIFETIME": lifetime.String(), "USHER_SESSION_LIFETIME": "720h"}
	var err error
	if s.App, err = localapp.New(database, func(name string) string { return settings[name] }); err != nil {
		return nil, err
	}
	create := schema.Create
	if mailbox == "" { // nobody follows a stream
		create = schema.CreateWithoutStream
	}
	if err := create(ctx, s.DB, s.Name); err != nil {
		return nil, err
	}
	s.App.HTTP = &http.Client{Transport: &Wire{Next: s.App.HTTP.Transport, Injected: s.injected}}
	s.App.SESEndpoint, s.App.MinTimeout, s.App.Now = mailbox, patience, s.Clock.Now
	s.App.Logger = slog.New(slog.NewJSONHandler(s.Log, &slog.HandlerOptions{Level: slog.LevelError}))
	if change != nil {
		change(s.App)
	}
	s.Store = store.New(s.DB, s.Name, s.App.IDs())
	return s, s.listen(ctx)
}

func (s *System) listen(ctx context.Context) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("prove: %w", err)
	}
	s.URL = "http://" + listener.Addr().String()
	s.server = &http.Server{Handler: s.traced(httpserver.New(app.Handlers(s.App), s.App.Config.Dashboard, http.NotFoundHandler())),
		ReadHeaderTimeout: time.Minute, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	go func() { _ = s.server.Serve(listener) }()
	return nil
}

// Close stops the system and drops its table.
func (s *System) Close() {
	_ = s.server.Close()
	s.client.CloseIdleConnections()
	_, _ = s.DB.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &s.Name})
}

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
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body.Bytes())
}

// Errors keeps the lines of functions that failed, of which a few will do.
type Errors struct {
	mu    sync.Mutex
	lines []string
}

const linesKept = 10_000

// Write takes a line.
func (e *Errors) Write(line []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.lines) < linesKept {
		e.lines = append(e.lines, string(line))
	}
	return len(line), nil
}

// Lines is the lines that hold a text.
func (e *Errors) Lines(text string) []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var all []string
	for _, line := range e.lines {
		if strings.Contains(line, text) {
			all = append(all, line)
		}
	}
	return all
}

var _ io.Writer = (*Errors)(nil)
