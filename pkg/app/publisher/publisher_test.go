package publisher_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/publisher"
	"usher/pkg/core/audit/publish"
	"usher/pkg/core/audit/seal"
	"usher/pkg/store"
	"usher/pkg/transport/lambdaevent"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// bridge stands in for EventBridge.
type bridge struct {
	mu     sync.Mutex
	took   []publish.Message
	calls  int
	refuse func(publish.Message) string // an error code; empty: it is taken
}

func (b *bridge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls++
	var in struct {
		Entries []struct{ EventBusName, Detail string }
	}
	_ = json.NewDecoder(r.Body).Decode(&in)
	answers, failed := []map[string]string{}, 0
	for _, e := range in.Entries {
		var m publish.Message
		if err := json.Unmarshal([]byte(e.Detail), &m); err != nil || e.EventBusName != "usher-test" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if code := b.refuse(m); code != "" {
			answers, failed = append(answers, map[string]string{"ErrorCode": code}), failed+1
			continue
		}
		b.took = append(b.took, m)
		answers = append(answers, map[string]string{"EventId": "x"})
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	_ = json.NewEncoder(w).Encode(map[string]any{"FailedEntryCount": failed, "Entries": answers})
}

// of are the messages of an organization that were taken, each once, in the order in which they first came.
func (b *bridge) of(org string) []publish.Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []publish.Message
	for _, m := range b.took {
		if m.Organization == org && !slices.ContainsFunc(all, func(o publish.Message) bool { return o.ID == m.ID }) {
			all = append(all, m)
		}
	}
	return all
}

func (b *bridge) set(refuse func(publish.Message) string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refuse = refuse
}

func nothing(publish.Message) string { return "" }

// system is a system whose seal-trail publishes to a bridge, and its name of the organization's audit events.
func system(t *testing.T) (*harness.System, *bridge) {
	t.Helper()
	b := &bridge{refuse: nothing}
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	s := harness.New(t, func(a *app.App) { a.Config.EventBus, a.EventBridgeEndpoint = "usher-test", server.URL })
	return s, b
}

// trail are the ids of an organization's audit events, the oldest first.
func trail(t *testing.T, s *harness.System, org string) []string {
	t.Helper()
	var ids []string
	for _, item := range s.Items(t) {
		if of, ok := store.TrailOf(item.Key()); ok && of == org {
			ids = append(ids, item.Key().SK)
		}
	}
	slices.Sort(ids)
	return ids
}

// await waits until a condition holds.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s did not come to hold", what)
		}
	}
}

// TestEverythingGoesOut: what happens in two organizations is on the bus, by way of the stream, through an outage of the
// bus and throttling, in each organization in the order of the changes, and sealed.
func TestEverythingGoesOut(t *testing.T) {
	t.Parallel()
	s, b := system(t)
	s.Stream(t)
	n := 0
	b.set(func(publish.Message) string { // an outage of some attempts, and then every third
		switch n++; {
		case n <= 12:
			return "InternalFailure"
		case n%3 == 0:
			return "ThrottlingException"
		}
		return ""
	})
	s.FollowTrail(t)
	one, two := s.Found(t, "Acme"), s.Found(t, "Other")
	user := one.Join(t, api.Auditor)
	for i := range 20 {
		for _, m := range []harness.Member{one, two} {
			m.Do(t, "PATCH", m.Path("users", m.ID), map[string]string{"first_name": fmt.Sprintf("Grete %d", i)}).Want(t, 200, "")
		}
	}
	one.Do(t, "POST", one.Path("users", user.ID, "block"), nil).Want(t, 200, "")
	for _, m := range []harness.Member{one, two} {
		want := trail(t, s, m.Org)
		await(t, "that all is published", func() bool { return len(b.of(m.Org)) == len(want) })
		published := b.of(m.Org)
		var ids []string
		for i, p := range published {
			if ids = append(ids, p.ID); i > 0 && p.Sequence <= published[i-1].Sequence {
				t.Errorf("%s comes after %s, and not by its sequence", p.ID, published[i-1].ID)
			}
		}
		if slices.Sort(ids); !slices.Equal(ids, want) {
			t.Errorf("published %v, the audit log has %v", ids, want)
		}
		text, _ := json.Marshal(published)
		for _, secret := range []string{m.Email, user.Email, "Grete", "Acme", "127.0.0.1"} {
			if strings.Contains(string(text), secret) {
				t.Errorf("%s leaves", secret)
			}
		}
		v := seal.Verifier{Table: s.Store, Now: s.Clock.Now}
		if r, err := v.Verify(t.Context(), m.Org); err != nil || len(r.Findings) > 0 || r.Events != len(want) {
			t.Errorf("%s %v %v", r.Summary(), r.Findings, err)
		}
	}
}

// batch is an organization's audit events as records of the stream, and seal-trail as Lambda calls it.
func batch(t *testing.T, s *harness.System, org string) (events.DynamoDBEvent, lambdaevent.Records) {
	t.Helper()
	var e events.DynamoDBEvent
	for _, item := range s.Items(t) {
		if of, ok := store.TrailOf(item.Key()); !ok || of != org {
			continue
		}
		r := events.DynamoDBEventRecord{EventName: "INSERT"}
		r.Change.SequenceNumber = fmt.Sprint(100 + len(e.Records))
		r.Change.NewImage = map[string]events.DynamoDBAttributeValue{}
		for name, v := range item {
			r.Change.NewImage[name] = events.NewStringAttribute(v.(*types.AttributeValueMemberS).Value)
		}
		e.Records = append(e.Records, r)
	}
	return e, lambdaevent.Together(publisher.SealTrail(s.App), s.App.Logger)
}

// TestFailures: what the bus does not take is named, with what follows it in its organization; where nothing is taken
// the function fails, which its alarm counts; and all of it is sealed.
func TestFailures(t *testing.T) {
	t.Parallel()
	s, b := system(t)
	owner := s.Found(t, "Acme")
	for i := range 3 {
		owner.Do(t, "PATCH", owner.Path(), map[string]string{"name": fmt.Sprintf("Acme %d", i)}).Want(t, 200, "")
	}
	e, handle := batch(t, s, owner.Org)
	last := e.Records[len(e.Records)-1].Change.NewImage["sk"].String()
	b.set(func(m publish.Message) string {
		if m.ID == last {
			return "ThrottlingException"
		}
		return ""
	})
	answer, err := handle(t.Context(), e)
	if err != nil || len(answer.BatchItemFailures) != 1 ||
		answer.BatchItemFailures[0].ItemIdentifier != e.Records[len(e.Records)-1].Change.SequenceNumber {
		t.Errorf("one throttled: %+v %v", answer, err)
	}
	if got := b.of(owner.Org); len(got) != len(e.Records)-1 {
		t.Errorf("took %d of %d", len(got), len(e.Records))
	}
	b.set(func(publish.Message) string { return "InternalFailure" })
	if answer, err := handle(t.Context(), e); err == nil || !strings.Contains(err.Error(), "InternalFailure") {
		t.Errorf("the bus is down: %+v %v", answer, err)
	}
	v := seal.Verifier{Table: s.Store, Now: func() time.Time { return s.Clock.Now().Add(time.Hour) }}
	if r, err := v.Verify(t.Context(), owner.Org); err != nil || len(r.Findings) > 0 || r.Seals != 1 {
		t.Errorf("%s %v %v", r.Summary(), r.Findings, err)
	}
}

// TestPoisonAlone: a record that can never be published is isolated, the others of its batch are published, and its
// organization's too.
func TestPoisonAlone(t *testing.T) {
	t.Parallel()
	s, b := system(t)
	owner := s.Found(t, "Acme")
	for i := range 3 {
		owner.Do(t, "PATCH", owner.Path(), map[string]string{"name": fmt.Sprintf("Acme %d", i)}).Want(t, 200, "")
	}
	e, handle := batch(t, s, owner.Org)
	e.Records[1].Change.NewImage["json"] = events.NewStringAttribute("no JSON")
	answer, err := handle(t.Context(), e)
	if err != nil || len(answer.BatchItemFailures) != 1 || answer.BatchItemFailures[0].ItemIdentifier != e.Records[1].Change.SequenceNumber {
		t.Errorf("%+v %v", answer, err)
	}
	if got := b.of(owner.Org); len(got) != len(e.Records)-1 {
		t.Errorf("took %d of %d", len(got), len(e.Records))
	}
	if _, err := handle(t.Context(), events.DynamoDBEvent{Records: e.Records[1:]}); err == nil {
		t.Error("it is the first of its batch, and would be so for ever")
	}
}

// TestChangedEventsStay: an audit event that somebody changed is sealed again, and no event of its own.
func TestChangedEventsStay(t *testing.T) {
	t.Parallel()
	s, b := system(t)
	owner := s.Found(t, "Acme")
	e, handle := batch(t, s, owner.Org)
	for i := range e.Records {
		e.Records[i].EventName = "MODIFY"
	}
	if _, err := handle(t.Context(), e); err != nil || b.calls > 0 {
		t.Errorf("%d calls, %v", b.calls, err)
	}
}

// TestUnsealedStays: what cannot be sealed does not leave.
func TestUnsealedStays(t *testing.T) {
	t.Parallel()
	s, b := system(t)
	owner := s.Found(t, "Acme")
	e, _ := batch(t, s, owner.Org)
	down := errors.New("the table is down")
	gone := harness.New(t, func(a *app.App) {
		a.Config.EventBus, a.EventBridgeEndpoint = s.App.Config.EventBus, s.App.EventBridgeEndpoint
	})
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(down)
	if _, err := lambdaevent.Together(publisher.SealTrail(gone.App), gone.App.Logger)(ctx, e); err == nil || b.calls > 0 {
		t.Errorf("%d calls, %v", b.calls, err)
	}
}
