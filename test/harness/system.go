// Package harness runs the whole system for tests and measurements: all operations over HTTP on a table of their own
// in a real DynamoDB Local, the stream followed to its consumers, mail to a real mailbox.
//
//	func TestMain(m *testing.M) { localtest.Main(m) }
//
//	func TestSeats(t *testing.T) {
//		t.Parallel()
//		owner := harness.New(t).Found(t, "Acme")
//		owner.Do(t, "POST", owner.Path("users"), harness.NewUser(api.Auditor)).Want(t, 201, "")
//	}
//
// [New] is for tests, [Start] for commands. A [Browser] is a client (package client) that fails its test, and holds
// each exchange to docs/openapi.json; a [Member] is one who is signed in to an organization.
package harness

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"usher/pkg/app"
	"usher/pkg/app/factors"
	"usher/pkg/local/localapp"
	"usher/pkg/local/process"
	"usher/pkg/store"
	"usher/pkg/store/schema"
	"usher/pkg/transport/httpserver"
	"usher/test/localtest"
)

// LinkKeys is the key that test systems sign links with.
const LinkKeys = "1:dXNoZXIgdGVzdCBsaW5rIGtleSwgMzIgYnl0ZXMgISE="

// System is one running system.
type System struct {
	URL    string
	App    *app.App
	Client *dynamodb.Client // beside the system: neither recorded nor disturbed
	Store  *store.Store     // the same
	Table  string
	Clock  *Clock
	Log    *Buffer

	database string
	handler  atomic.Value // a func(http.ResponseWriter, *http.Request)
	server   *httptest.Server
}

// Option changes an App before it is used.
type Option func(*app.App)

// Limited has the limits on requests, mail and sign-up that a stage has; without it a test's system has none.
func Limited(a *app.App) { a.Config.LimitsOff = false }

// Idle has sessions end that were unused for so long; without it a test's system lets them.
func Idle(limit time.Duration) Option { return func(a *app.App) { a.Config.SessionIdle = limit } }

// New starts a system on the tests' database. Everything of it ends with the test.
func New(t testing.TB, options ...Option) *System {
	t.Helper()
	s, err := Start(t.Context(), localtest.Database(t), append(options, holdToSchema(t))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// minTimeout keeps a test of races from failing because the machine is slow.
const minTimeout = 3 * time.Minute

// Start starts a system on the DynamoDB Local at an endpoint, until Close. Its error says what could not be started.
func Start(ctx context.Context, database string, options ...Option) (*System, error) {
	s := &System{Table: "t" + strings.ToLower(rand.Text()), Clock: &Clock{}, Log: &Buffer{}, database: database,
		Client: dynamodb.NewFromConfig(process.AWSConfig(database))}
	settings := map[string]string{
		"USHER_TABLE": s.Table, "USHER_DASHBOARD_URL": "http://usher.test", "USHER_SIGN_UP": "open",
		"USHER_PLANS": "playground=10,team=50,business=100000", "USHER_LINK_KEYS": LinkKeys, "USHER_FACTOR_KEYS": LinkKeys,
		"USHER_SESSION_IDLE": "0",   // tests let hours pass: see Idle
		"USHER_LIMITS":       "off", // tests make any number of organizations: see Limited
	}
	var err error
	if s.App, err = localapp.New(database, func(name string) string { return settings[name] }); err != nil {
		return nil, err
	}
	s.App.MinTimeout, s.App.Now, s.App.Logger = minTimeout, s.Clock.Now, slog.New(slog.NewJSONHandler(s.Log, nil))
	for _, o := range options {
		o(s.App)
	}
	s.Store = store.New(s.Client, s.Table, s.App.IDs())
	if err := schema.CreateWithoutStream(ctx, s.Client, s.Table); err != nil {
		return nil, err
	}
	s.handler.Store(httpserver.New(factors.Handlers(s.App), s.App.Config.Dashboard, http.NotFoundHandler()).ServeHTTP)
	s.server = httptest.NewServer(s.Handler())
	s.URL = s.server.URL
	return s, nil
}

// Close stops the system and drops its table.
func (s *System) Close() {
	s.server.Close()
	_, _ = s.Client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &s.Table})
}

// Handler serves the system's operations, as the server at URL does.
func (s *System) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.current()(w, r) })
}

func (s *System) current() func(http.ResponseWriter, *http.Request) {
	return s.handler.Load().(func(http.ResponseWriter, *http.Request))
}

// Wrap puts a handler before the system's, for all requests from now on.
func (s *System) Wrap(wrap func(next http.Handler) http.Handler) {
	s.handler.Store(wrap(http.HandlerFunc(s.current())).ServeHTTP)
}

// Password is what test people sign in with, NewPassword what they change it to.
const (
	Password    = "mind the gap at seat 42"
	NewPassword = "seven brass lamps at dusk"
)

// Address is an e-mail address of nobody else.
func Address(name string) string {
	return fmt.Sprintf("%s-%s@example.com", strings.ToLower(name), strings.ToLower(rand.Text()[:10]))
}
