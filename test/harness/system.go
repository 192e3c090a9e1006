// Package harness runs the whole system for tests: all operations over HTTP
// on a table of their own in a real DynamoDB Local, the stream followed to
// send-mail, mail to a real mailbox.
package harness

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/mailer"
	"usher/pkg/local/localapp"
	"usher/pkg/local/process"
	"usher/pkg/local/sesevents"
	"usher/pkg/local/stream"
	"usher/pkg/store/schema"
	"usher/pkg/transport/httpserver"
	"usher/pkg/transport/lambdaevent"
	"usher/test/localtest"
)

// LinkKeys is the key that test systems sign links with.
const LinkKeys = "1:dXNoZXIgdGVzdCBsaW5rIGtleSwgMzIgYnl0ZXMgISE="

// System is one running system.
type System struct {
	URL    string
	App    *app.App
	Client *dynamodb.Client // beside the system: neither recorded nor disturbed
	Table  string
	Clock  *Clock
	Log    *Buffer
}

// Option changes an App before it is used.
type Option func(*app.App)

// New starts a system. Everything of it ends with the test.
func New(t testing.TB, options ...Option) *System {
	t.Helper()
	s := &System{Table: "t" + strings.ToLower(rand.Text()), Clock: &Clock{}, Log: &Buffer{}}
	endpoint := localtest.Database(t)
	cfg := process.AWSConfig(endpoint)
	s.Client = dynamodb.NewFromConfig(cfg)
	if err := schema.CreateWithoutStream(t.Context(), s.Client, s.Table); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = s.Client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &s.Table})
	})
	s.App = s.newApp(t, endpoint)
	for _, o := range options {
		o(s.App)
	}
	server := httptest.NewServer(httpserver.New(app.Handlers(s.App), s.App.Config.Dashboard, http.NotFoundHandler()))
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

func (s *System) newApp(t testing.TB, endpoint string) *app.App {
	settings := map[string]string{
		"USHER_TABLE": s.Table, "USHER_DASHBOARD_URL": "http://usher.test", "USHER_SIGN_UP": "open",
		"USHER_PLANS": "playground=10,team=50,business=100000", "USHER_LINK_KEYS": LinkKeys,
	}
	a, err := localapp.New(endpoint, func(name string) string { return settings[name] })
	if err != nil {
		t.Fatal(err)
	}
	a.MinTimeout, a.Now, a.Logger = patience, s.Clock.Now, slog.New(slog.NewJSONHandler(s.Log, nil))
	return a
}

// patience keeps a test of races from failing because the machine is slow.
const patience = 3 * time.Minute

// FollowMail follows the table's stream to send-mail and the mailbox,
// until the test ends.
func (s *System) FollowMail(t testing.TB) *localtest.Postbox {
	t.Helper()
	box := localtest.Mailbox(t)
	s.App.SESEndpoint = box.Endpoint()
	s.Follow(t, lambdaevent.PerRecord(mailer.SendMail(s.App), s.App.Logger), api.SendMail.Records...)
	return box
}

// FollowDeliveries is FollowMail with what becomes of the mails: record-delivery
// gets the events of SES that package simulator makes of them.
func (s *System) FollowDeliveries(t testing.TB) *localtest.Postbox {
	t.Helper()
	box := localtest.Mailbox(t)
	s.App.SESEndpoint = box.Endpoint()
	p := mailer.New(s.App)
	ctx, cancel := context.WithCancel(context.Background())
	sim := sesevents.New(ctx, sesevents.Options{Sender: p.Sender, Handle: app.RecordDelivery(s.App), Now: s.App.Now,
		After: 20 * time.Millisecond, Logger: s.App.Logger})
	p.Sender = sim
	t.Cleanup(func() { cancel(); sim.Wait() })
	s.Follow(t, lambdaevent.PerRecord(mailer.Stream(p), s.App.Logger), api.SendMail.Records...)
	return box
}

// FollowTrail follows the table's stream to seal-trail until the test ends.
func (s *System) FollowTrail(t testing.TB) {
	t.Helper()
	s.Follow(t, lambdaevent.AllOrNothing(app.SealTrail(s.App), s.App.Logger), api.SealTrail.Records...)
}

// Follow follows the table's stream to a function until the test ends, with the
// records whose sort keys begin with one of the prefixes; without any, with all.
// What was written before Stream or the first Follow is not in the stream.
func (s *System) Follow(t testing.TB, f func(context.Context, events.DynamoDBEvent) (events.DynamoDBEventResponse, error), records ...string) {
	t.Helper()
	s.Stream(t)
	ctx, cancel := context.WithCancel(context.Background())
	follower := stream.Follower{
		Table: s.Client, Streams: dynamodbstreams.NewFromConfig(process.AWSConfig(localtest.Database(t))), Name: s.Table,
		Function: f, Records: records, DeadLetter: func(events.DynamoDBEventRecord, error) {}, Logger: s.App.Logger, Poll: 20 * time.Millisecond,
	}
	var done sync.WaitGroup
	done.Go(func() { _ = follower.Run(ctx) })
	t.Cleanup(func() { cancel(); done.Wait() })
}

// Stream has the table keep a stream from now on, for what follows it later.
func (s *System) Stream(t testing.TB) {
	t.Helper()
	if err := schema.AddStream(t.Context(), s.Client, s.Table); err != nil {
		t.Fatal(err)
	}
}

// Clock is the system's clock: the machine's, moved by what a test adds.
type Clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

// Now is the system's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// Align moves the clock to the beginning of the next window of this length, so
// that a test of what is counted in windows stays within one.
func (c *Clock) Align(window time.Duration) {
	now := c.Now()
	c.Advance(now.Truncate(window).Add(window).Sub(now))
}

// Buffer keeps what is logged.
type Buffer struct {
	mu  sync.Mutex
	all bytes.Buffer
}

// Write adds to the log.
func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

// String is the log so far.
func (b *Buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.String()
}

var _ io.Writer = (*Buffer)(nil)

// Password is what test people sign in with.
const Password = "mind the gap at seat 42"

// Address is an e-mail address of nobody else.
func Address(name string) string {
	return fmt.Sprintf("%s-%s@example.com", strings.ToLower(name), strings.ToLower(rand.Text()[:10]))
}
