package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"usher/pkg/app"
	"usher/test/client"
	"usher/test/harness"
)

// system is all operations on a table, called without a connection.
type system struct {
	*harness.System
	ledger    *harness.Ledger
	wire      *contention
	retries   *retries
	transport http.RoundTripper
}

// lifetime is an invitation's, by the system's clock.
const lifetime = time.Hour

func newSystem(ctx context.Context, endpoint string) (*system, error) {
	s := &system{ledger: &harness.Ledger{}, retries: &retries{}}
	var err error
	s.System, err = harness.Start(ctx, endpoint, harness.Record(s.ledger), func(a *app.App) {
		s.wire = &contention{next: a.HTTP.Transport, busy: map[string]bool{}}
		a.HTTP, a.Logger = &http.Client{Transport: s.wire}, slog.New(slog.NewJSONHandler(s.retries, nil))
		a.Config.InvitationLifetime, a.Config.SessionLifetime = lifetime, 30*24*time.Hour
	})
	if err != nil {
		return nil, err
	}
	s.transport = client.InProcess(s.Handler())
	return s, nil
}

// caller is somebody with a session.
func (s *system) caller(token string) *client.Client {
	c := client.New(s.URL, s.transport)
	c.UseSession(token)
	return c
}

// newUser is a request that creates one in an organization.
func newUser(o organization) client.Request {
	return client.CreateUser(o.id, client.User(harness.Address("new"), "auditor"))
}

// retries adds up what the log's lines say of attempts beyond the first.
type retries struct {
	mu    sync.Mutex
	total int
}

// Write takes a line of the log. It never fails.
func (r *retries) Write(line []byte) (int, error) {
	var said struct{ Retries int }
	if json.Unmarshal(line, &said) == nil {
		r.mu.Lock()
		r.total += said.Retries
		r.mu.Unlock()
	}
	return len(line), nil
}

// take gives the sum so far and begins again.
func (r *retries) take() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := r.total
	r.total = 0
	return n
}
