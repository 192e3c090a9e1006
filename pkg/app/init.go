package app

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"usher/pkg/core/access"
	"usher/pkg/lib/email"
	"usher/pkg/store"
	"usher/pkg/transport"
	"usher/pkg/transport/lambdahttp"
)

// ready makes a function's handler from the environment, as Lambda sets it, and does before the first event what that
// would have to wait for: Lambda gives a function a whole processor until it asks for an event, and after that the
// share that its memory buys. Every main begins here. An invalid setting is an error for every event to return.
//
// What a first event costs more than a later one is the connection, with its certificates, and code and tables that
// nothing has used yet. So there is a rehearsal before an App whose database answers {} to everything; and then a
// connection is opened. See docs/decisions/0028-warm-from-the-first-event.md.
func ready[Handler any](from func(*App) Handler, rehearse func(*App, Handler)) (handler Handler, err error) {
	a, err := New(os.Getenv)
	if err != nil {
		return handler, err
	}
	database := &nobody{}
	stage := a.stage(database)
	if rehearse != nil {
		rehearse(stage, from(stage))
	}
	if database.asked.Load() == nil {
		_ = stage.Table().Load(context.Background(), store.Fetch(store.Key{PK: "-", SK: "-"}, &struct{}{}))
	}
	var first []func(context.Context)
	a.early = func(fetch func(context.Context)) { first = append(first, fetch) }
	if address := database.asked.Load(); address != nil {
		a.early(func(ctx context.Context) { a.connect(ctx, *address) })
	}
	handler = from(a)
	a.early = nil
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var all sync.WaitGroup
	for _, do := range first {
		all.Go(func() { do(ctx) })
	}
	all.Wait()
	return handler, nil
}

// stage is an App like a before another database.
func (a *App) stage(database *nobody) *App {
	return &App{Config: a.Config, Region: a.Region, Service: a.Service, DynamoDBEndpoint: a.DynamoDBEndpoint,
		Credentials: a.Credentials, HTTP: &http.Client{Transport: database}, Random: a.Random, Now: a.Now,
		Logger: slog.New(slog.NewJSONHandler(io.Discard, nil))} //nolint:sloglint // encoding is part of the rehearsal
}

// nobody is an http.RoundTripper that answers everything with an empty object, and knows where it was asked.
type nobody struct{ asked atomic.Pointer[string] }

func (n *nobody) RoundTrip(r *http.Request) (*http.Response, error) {
	address := r.URL.String()
	n.asked.Store(&address)
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, ContentLength: 2, Request: r,
		Body: io.NopCloser(strings.NewReader("{}"))}, nil
}

// patience bounds how long the start of a function waits for others. Without them the first event does, and says so.
const patience = time.Second

// connect opens a connection to an endpoint of AWS, and leaves it for the first call: the request needs no signature or
// permission, and costs nothing. Without an answer the first event opens one, and reports what is wrong.
func (a *App) connect(ctx context.Context, endpoint string) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, endpoint, nil)
	if err != nil {
		return
	}
	if answer, err := a.HTTP.Do(r); err == nil {
		_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<10)) // one that is not read to its end is closed
		_ = answer.Body.Close()
	}
}

// ask rehearses an operation's function: somebody asks whose session does not exist.
func ask(a *App, h *transport.Handler) {
	token := access.NewSessionToken(a.IDs(), email.Digest("nobody"), nil)
	lambdahttp.Rehearse(h, token.Encode())
}
