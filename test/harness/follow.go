package harness

import (
	"context"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/mailer"
	"usher/pkg/app/publisher"
	"usher/pkg/local/process"
	"usher/pkg/local/sesevents"
	"usher/pkg/local/stream"
	"usher/pkg/store/schema"
	"usher/pkg/transport/lambdaevent"
	"usher/test/localtest"
)

// FollowMail follows the table's stream to send-mail and the mailbox, until the test ends.
func (s *System) FollowMail(t testing.TB) *localtest.Postbox {
	t.Helper()
	box := localtest.Mailbox(t)
	s.App.SESEndpoint = box.Endpoint()
	s.follow(t, lambdaevent.PerRecord(mailer.SendMail(s.App), s.App.Logger), api.SendMail)
	return box
}

// FollowDeliveries is FollowMail with what becomes of the mails: record-delivery gets the events of SES that package
// sesevents makes of them.
func (s *System) FollowDeliveries(t testing.TB) *localtest.Postbox {
	t.Helper()
	box := localtest.Mailbox(t)
	s.App.SESEndpoint = box.Endpoint()
	p := mailer.New(s.App)
	ctx, cancel := context.WithCancel(context.Background())
	ses := sesevents.New(ctx, sesevents.Options{Sender: p.Sender, Handle: app.RecordDelivery(s.App), Now: s.App.Now,
		After: 20 * time.Millisecond, Logger: s.App.Logger})
	p.Sender = ses
	t.Cleanup(func() { cancel(); ses.Wait() })
	handle := lambdaevent.RecordHandlers{Written: mailer.Stream(p), Expired: app.ExpiredByTTL(s.App)}
	s.follow(t, lambdaevent.PerRecord(handle, s.App.Logger), api.SendMail)
	return box
}

// FollowTrail follows the table's stream to seal-trail until the test ends.
func (s *System) FollowTrail(t testing.TB) {
	t.Helper()
	s.follow(t, lambdaevent.Together(publisher.SealTrail(s.App), s.App.Logger), api.SealTrail)
}

// Follow follows the table's stream to a function until the test ends, with the records whose sort keys begin with one
// of the prefixes; without any, with all. What was written before Stream or the first Follow is not in the stream.
func (s *System) Follow(t testing.TB, f stream.Function, records ...string) {
	t.Helper()
	s.follow(t, f, api.Consumer{Records: records})
}

// follow follows the table's stream to a consumer's function until the test ends.
func (s *System) follow(t testing.TB, f stream.Function, c api.Consumer) {
	t.Helper()
	s.Stream(t)
	ctx, cancel := context.WithCancel(context.Background())
	follower := s.Follower(f, func(events.DynamoDBEventRecord, error) {}, c)
	follower.Poll = 20 * time.Millisecond
	var done sync.WaitGroup
	done.Go(func() { _ = follower.Run(ctx) })
	t.Cleanup(func() { cancel(); done.Wait() })
}

// Follower brings what a consumer wants of the table's stream to a function.
func (s *System) Follower(f stream.Function, deadLetter func(events.DynamoDBEventRecord, error),
	c api.Consumer) *stream.Follower {
	return &stream.Follower{Table: s.Client, Streams: dynamodbstreams.NewFromConfig(process.AWSConfig(s.database)),
		Name:     s.Table,
		Function: f, Records: c.Records, Events: c.Events, Expired: c.Expired, DeadLetter: deadLetter, Logger: s.App.Logger}
}

// Stream has the table keep a stream from now on, for what follows it later.
func (s *System) Stream(t testing.TB) {
	t.Helper()
	if err := s.AddStream(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// AddStream is Stream without a test.
func (s *System) AddStream(ctx context.Context) error {
	return schema.AddStream(ctx, s.Client, s.Table)
}

// InvitationLink and ResetLink find the token of the link in a mail's text.
var (
	InvitationLink = regexp.MustCompile(`http://usher\.test/invitations/(\S+)`)
	ResetLink      = regexp.MustCompile(`http://usher\.test/password-resets/(\S+)`)
)

// AwaitMail waits for the n-th mail to an address whose text matches, and gives what the pattern's group holds.
func AwaitMail(t testing.TB, box *localtest.Postbox, to string, pattern *regexp.Regexp, n int) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for seen := 1; ; seen++ {
		var found []string
		mails := box.Wait(t, ctx, to, seen)
		for _, m := range mails {
			if match := pattern.FindStringSubmatch(m.Text); match != nil {
				found = append(found, match[1])
			}
		}
		if len(found) >= n {
			return found[n-1]
		}
		seen = len(mails)
	}
}
