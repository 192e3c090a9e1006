package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"usher/pkg/app"
	"usher/pkg/local/localapp"
	"usher/pkg/local/process"
	"usher/pkg/store/schema"
	"usher/pkg/transport"
	"usher/test/harness"
)

// system is all operations on a table, called without HTTP.
type system struct {
	app      *app.App
	db       *dynamodb.Client // beside the operations
	ledger   *harness.Ledger
	wire     *contention
	clock    *harness.Clock
	retries  *retries
	handlers map[string]*transport.Handler
}

const (
	tableName = "scale"
	linkKeys  = "1:dXNoZXIgdGVzdCBsaW5rIGtleSwgMzIgYnl0ZXMgISE="
	// lifetime is an invitation's, by the system's clock.
	lifetime = time.Hour
)

func newSystem(ctx context.Context, endpoint string) (*system, error) {
	settings := map[string]string{"USHER_TABLE": tableName, "USHER_DASHBOARD_URL": "http://usher.test", "USHER_LINK_KEYS": linkKeys,
		"USHER_INVITATION_LIFETIME": lifetime.String(), "USHER_SESSION_LIFETIME": "720h"}
	a, err := localapp.New(endpoint, func(name string) string { return settings[name] })
	if err != nil {
		return nil, err
	}
	s := &system{app: a, db: dynamodb.NewFromConfig(process.AWSConfig(endpoint)), ledger: &harness.Ledger{}, clock: &harness.Clock{},
		retries: &retries{}, handlers: map[string]*transport.Handler{}}
	s.wire = &contention{next: a.HTTP.Transport, busy: map[string]bool{}}
	a.HTTP, a.Now, a.Logger = &http.Client{Transport: s.wire}, s.clock.Now, slog.New(slog.NewJSONHandler(s.retries, nil))
	harness.Record(s.ledger)(s.app)
	for _, h := range app.Handlers(s.app) {
		s.handlers[h.Route.ID] = h
	}
	return s, schema.Create(ctx, s.db, tableName)
}

// call runs an operation as an organization's Owner and gives the status.
func (s *system) call(ctx context.Context, org organization, id, query string, path map[string]string, body any) (transport.Response, error) {
	h := s.handlers[id]
	r := transport.Request{Path: map[string]string{"org": org.id}, Query: transport.ParseQuery(query), Header: http.Header{}, Client: "203.0.113.7",
		Cookie: func(string) string { return org.cookie }}
	for name, value := range path {
		r.Path[name] = value
	}
	if body != nil {
		var err error
		if r.Body, err = json.Marshal(body); err != nil {
			return transport.Response{}, err
		}
		r.Header.Set("Content-Type", "application/json")
	}
	return h.Handle(ctx, r), nil
}

// must is call where anything but success ends the measurement.
func (s *system) must(ctx context.Context, org organization, id, query string, path map[string]string, body any) (transport.Response, error) {
	answer, err := s.call(ctx, org, id, query, path, body)
	if err == nil && answer.Status != s.handlers[id].Route.Status {
		err = fmt.Errorf("%s answered %d: %s", id, answer.Status, answer.Body)
	}
	return answer, err
}

// retries adds up what the log's lines say of tries beyond the first.
type retries struct {
	mu    sync.Mutex
	total int
}

// Write takes a line of the log.
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

var _ io.Writer = (*retries)(nil)

// newUser is a body for create-user.
func newUser() map[string]string {
	return map[string]string{"email": "new-" + strings.ToLower(rand.Text()) + "@example.com", "first_name": "Grace", "last_name": "Hopper", "role": "auditor"}
}
