package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/api"
	"usher/pkg/app/mailer"
	"usher/pkg/app/publisher"
	"usher/pkg/core/audit/publish"
	"usher/pkg/core/audit/seal"
	"usher/pkg/core/mail"
	"usher/pkg/core/outbox"
	"usher/pkg/store"
	"usher/pkg/transport/lambdaevent"
	"usher/test/harness"
	"usher/test/localtest"
)

// cloud stands in for S3 and Lambda, with one bucket and a function behind its mapping.
type cloud struct {
	objects  map[string]string
	bucketOf string // whose mapping has the bucket
	function string // whose batches failed, as fail writes them
	handle   lambdaevent.Records
}

func (c *cloud) start(t *testing.T) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2015-03-31/event-source-mappings", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `{"EventSourceMappings":[
			{"FunctionArn":"arn:aws:lambda:us-east-1:111122223333:function:another","DestinationConfig":{"OnFailure":
				{"Destination":"arn:aws:s3:::another"}}},
			{"FunctionArn":"arn:aws:lambda:us-east-1:111122223333:function:%s:live","DestinationConfig":{"OnFailure":
				{"Destination":"arn:aws:s3:::failed"}}}]}`, c.bucketOf)
	})
	mux.HandleFunc("GET /failed", func(w http.ResponseWriter, _ *http.Request) {
		type object struct{ Key, LastModified string }
		var all []object
		for key := range c.objects {
			all = append(all, object{key, path.Base(key)[:20]})
		}
		_ = xml.NewEncoder(w).Encode(struct {
			XMLName  xml.Name `xml:"ListBucketResult"`
			Contents []object
		}{Contents: all})
	})
	mux.HandleFunc("GET /failed/{key...}", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, c.objects[r.PathValue("key")])
	})
	mux.HandleFunc("DELETE /failed/{key...}", func(_ http.ResponseWriter, r *http.Request) {
		delete(c.objects, r.PathValue("key"))
	})
	mux.HandleFunc("POST /2015-03-31/functions/{name}/invocations", c.invoke)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	for name, value := range map[string]string{"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local",
		"AWS_SECRET_ACCESS_KEY": "local", "AWS_ENDPOINT_URL_S3": server.URL, "AWS_ENDPOINT_URL_LAMBDA": server.URL} {
		t.Setenv(name, value)
	}
}

func (c *cloud) invoke(w http.ResponseWriter, r *http.Request) {
	var e events.DynamoDBEvent
	if err := json.NewDecoder(r.Body).Decode(&e); err != nil || !strings.Contains(r.PathValue("name"), c.function) {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	answer, err := c.handle(r.Context(), e)
	if err != nil {
		w.Header().Set("X-Amz-Function-Error", "Unhandled")
		_ = json.NewEncoder(w).Encode(map[string]string{"errorMessage": err.Error()})
		return
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// fail puts a failed batch of these items into the bucket, as Lambda does.
func (c *cloud) fail(t *testing.T, at string, items ...store.Item) {
	t.Helper()
	var e events.DynamoDBEvent
	for i, item := range items {
		r := events.DynamoDBEventRecord{EventName: "INSERT"}
		r.Change.SequenceNumber = fmt.Sprint(i)
		r.Change.NewImage = map[string]events.DynamoDBAttributeValue{}
		for name, v := range item {
			switch v := v.(type) {
			case *types.AttributeValueMemberS:
				r.Change.NewImage[name] = events.NewStringAttribute(v.Value)
			case *types.AttributeValueMemberN:
				r.Change.NewImage[name] = events.NewNumberAttribute(v.Value)
			}
		}
		e.Records = append(e.Records, r)
	}
	event, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	object, err := json.Marshal(map[string]any{"version": "1.0", "payload": string(event), "requestContext": map[string]string{
		"functionArn": "arn:aws:lambda:us-east-1:111122223333:function:" + c.function + ":live", "condition": "RecordAgeExceeded"}})
	if err != nil {
		t.Fatal(err)
	}
	c.objects["aws/lambda/6b1b0aba/shardId-1/2026/11/27/"+at+"-8f2c"] = string(object)
}

// broken is a sender that refuses mail to some, or to everybody.
type broken struct {
	outbox.Sender
	refuses string
}

func (b *broken) Send(ctx context.Context, m mail.Message) (string, error) {
	if b.refuses != "" && strings.Contains(m.To, b.refuses) {
		return "", errors.New("SES is down")
	}
	return b.Sender.Send(ctx, m)
}

// TestDeadLetters has SES down for longer than the stream waits: redriving fails until it is up again, and then each
// mail goes out once, however often it is redriven.
func TestDeadLetters(t *testing.T) {
	s := harness.New(t)
	box := localtest.Mailbox(t)
	s.App.SESEndpoint = box.Endpoint()
	owner := s.Found(t, "Acme")
	ada, bo := owner.InviteAddress(t, harness.Address("ada"), api.Auditor), owner.InviteAddress(t, harness.Address("bo"), api.Auditor)
	var open []store.Item
	for _, item := range s.Items(t) {
		if item.Kind() == store.KindInvitation {
			open = append(open, item)
		}
	}
	m := mailer.New(s.App)
	sender := &broken{m.Sender, "@"}
	m.Sender = sender
	c := &cloud{objects: map[string]string{}, bucketOf: "usher-dev-send-mail", function: "usher-dev-send-mail", handle: stream(m)}
	c.start(t)
	c.fail(t, "2026-11-27T09:30:00Z", open...)
	c.fail(t, "2026-11-27T09:31:00Z", open[:1]...)
	var out bytes.Buffer
	usher := func(command string) error {
		out.Reset()
		return run(t.Context(), []string{"dead-letters", command}, &out)
	}
	if err := usher("list"); err != nil || strings.Count(out.String(), "RecordAgeExceeded") != 2 ||
		!strings.Contains(out.String(), "2026-11-27T09:30:00Z  usher-dev-send-mail:live  2 ") {
		t.Errorf("list: %v\n%s", err, out.String())
	}
	if err := usher("redrive"); err == nil || !strings.Contains(err.Error(), "stopped after 0 of 2") ||
		!strings.Contains(err.Error(), "SES is down") || len(c.objects) != 2 {
		t.Errorf("while all fail: %v, %d objects", err, len(c.objects))
	}
	sender.refuses = bo.Email
	if err := usher("redrive"); err == nil || !strings.Contains(err.Error(), "on 1 of the 2 records") || len(c.objects) != 2 {
		t.Errorf("while one fails: %v, %d objects", err, len(c.objects))
	}
	sender.refuses = ""
	kept := maps.Clone(c.objects)
	for range 2 {
		if err := usher("redrive"); err != nil || !strings.Contains(out.String(), "2 failed batches with 3 records") || len(c.objects) > 0 {
			t.Errorf("redrive: %v %s, %d objects", err, out.String(), len(c.objects))
		}
		c.objects = kept // as if deleting them had failed
	}
	for _, u := range []api.User{ada, bo} {
		if got := s.User(t, owner.Org, u.ID).Invitation; got.Delivery != api.Sent || got.Sends != 1 {
			t.Errorf("%s: %+v", u.Email, got)
		}
	}
}

// bus is an event bus that may be down.
type bus struct {
	down bool
	took map[string]int
}

func (b *bus) Put(_ context.Context, messages []publish.Message) []error {
	errs := make([]error, len(messages))
	for i, m := range messages {
		if b.down {
			errs[i] = errors.New("the bus is down")
			continue
		}
		b.took[m.ID]++
	}
	return errs
}

// TestEventsAreRedriven has the event bus down for longer than the stream waits: redriving fails until it is up again,
// and then each event goes out. Each is sealed once.
func TestEventsAreRedriven(t *testing.T) {
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	owner.InviteAddress(t, harness.Address("ada"), api.Auditor)
	var trail []store.Item
	for _, item := range s.Items(t) {
		if item.Kind() == store.KindEvent {
			trail = append(trail, item)
		}
	}
	b := &bus{down: true, took: map[string]int{}}
	handle := publisher.To(s.App, &publish.Publisher{Bus: b, Pause: time.Nanosecond})
	c := &cloud{objects: map[string]string{}, bucketOf: "usher-dev-seal-trail", function: "usher-dev-seal-trail",
		handle: lambdaevent.Together(handle, slog.New(slog.DiscardHandler))}
	c.start(t)
	c.fail(t, "2026-11-27T09:30:00Z", trail...)
	var out bytes.Buffer
	redrive := func() error { return run(t.Context(), []string{"dead-letters", "redrive"}, &out) }
	if err := redrive(); err == nil || !strings.Contains(err.Error(), "the bus is down") || len(c.objects) != 1 || len(b.took) > 0 {
		t.Errorf("while it is down: %v, %d objects, took %v", err, len(c.objects), b.took)
	}
	b.down = false
	if err := redrive(); err != nil || len(c.objects) > 0 || len(b.took) != len(trail) || len(trail) < 2 {
		t.Errorf("redrive: %v, %d objects, took %v of %d", err, len(c.objects), b.took, len(trail))
	}
	v := seal.Verifier{Table: s.Store, Now: s.Clock.Now}
	if r, err := v.Verify(t.Context(), owner.Org); err != nil || len(r.Findings) > 0 || r.Seals != 1 || r.Events != len(trail) {
		t.Errorf("%s %v %v", r.Summary(), r.Findings, err)
	}
}

func stream(m *outbox.Mailer) lambdaevent.Records {
	return lambdaevent.PerRecord(lambdaevent.RecordHandlers{Written: mailer.Stream(m)}, slog.New(slog.DiscardHandler))
}

// TestDeadLettersOfOthers: what is no batch of the stage's own functions is not handed to any.
func TestDeadLettersOfOthers(t *testing.T) {
	c := &cloud{objects: map[string]string{}, bucketOf: "usher-dev-eu-send-mail"}
	c.start(t)
	var out bytes.Buffer
	if err := run(t.Context(), []string{"dead-letters", "list"}, &out); err == nil || !strings.Contains(err.Error(), "is the stage deployed") {
		t.Errorf("without a bucket: %v", err)
	}
	c.bucketOf = "usher-dev-send-mail"
	if err := run(t.Context(), []string{"dead-letters", "list"}, &out); err != nil || out.String() != "no failed batches\n" {
		t.Errorf("an empty bucket: %v %s", err, out.String())
	}
	c.handle = func(context.Context, events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
		t.Error("invoked")
		return events.DynamoDBEventResponse{}, nil
	}
	for want, object := range map[string]string{
		"is no failed batch":    "<xml>",
		"no event with records": `{"payload":"{\"Records\":[]}"}`,
		"is a batch of": `{"payload":"{\"Records\":[{}]}","requestContext":{"functionArn":` +
			`"arn:aws:lambda:us-east-1:111122223333:function:usher-dev-eu-send-mail"}}`,
	} {
		c.objects = map[string]string{"2026-11-27T09:30:00Z-x": object}
		for _, command := range []string{"list", "redrive"} {
			if err := run(t.Context(), []string{"dead-letters", command}, &out); err == nil || !strings.Contains(err.Error(), want) ||
				len(c.objects) != 1 {
				t.Errorf("%s of %s: %v", command, object, err)
			}
		}
	}
}
