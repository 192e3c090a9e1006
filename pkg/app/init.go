package app

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
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
	stage, database := a.stage()
	if rehearse != nil {
		rehearse(stage, from(stage))
	}
	first := []func(context.Context){func(ctx context.Context) { a.connect(ctx, database) }}
	a.early = func(fetch func(context.Context)) { first = append(first, fetch) }
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

// stage is an App like a, which has made its first calls, before a database that answers {} to everything. The address
// that it asked is a's database's.
func (a *App) stage() (stage *App, database string) {
	n := &nobody{}
	stage = &App{Config: a.Config, Region: a.Region, Service: a.Service, DynamoDBEndpoint: a.DynamoDBEndpoint,
		Credentials: a.Credentials, HTTP: &http.Client{Transport: n}, Random: a.Random, Now: a.Now,
		Logger: slog.New(slog.NewJSONHandler(io.Discard, nil))} //nolint:sloglint // encoding is part of the rehearsal
	ctx := context.Background()
	_ = stage.Table().Load(ctx, store.Fetch(store.Key{PK: "-", SK: "-"}, &struct{}{}))
	_, _, _ = stage.Table().Query(ctx, store.Range{Partition: "-", From: "-", To: "-"})
	return stage, n.asked
}

// nobody is an http.RoundTripper that answers everything with an empty object, and knows where it was asked.
type nobody struct{ asked string }

func (n *nobody) RoundTrip(r *http.Request) (*http.Response, error) {
	n.asked = r.URL.String()
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
