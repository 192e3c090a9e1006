package publish_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"pgregory.net/rapid"

	"usher/pkg/core/audit"
	"usher/pkg/core/audit/publish"
	"usher/pkg/store"
)

// bus is a bus that takes what it is not told to fail on.
type bus struct {
	took  []publish.Message
	calls [][]string
	fail  func(call int, m publish.Message) error
}

func (b *bus) Put(_ context.Context, messages []publish.Message) []error {
	errs, ids := make([]error, len(messages)), []string{}
	for i, m := range messages {
		ids = append(ids, m.ID)
		if b.fail != nil {
			errs[i] = b.fail(len(b.calls), m)
		}
		if errs[i] == nil {
			b.took = append(b.took, m)
		}
	}
	b.calls = append(b.calls, ids)
	return errs
}

func ids(messages []publish.Message) []string {
	var all []string
	for _, m := range messages {
		all = append(all, m.ID)
	}
	return all
}

var errDown = errors.New("the bus is down")

// records are events named as "<organization>/<event>", with sequence numbers from 100.
func records(t interface{ Fatal(...any) }, names ...string) []publish.Record {
	var all []publish.Record
	for i, name := range names {
		org, event, _ := strings.Cut(name, "/")
		e := audit.Event{Org: org, ID: event, Action: "user.block", Actor: audit.System("test"),
			Target: audit.Target{Type: "user", ID: "usr_1"}}
		stored, err := e.Record()
		if err != nil {
			t.Fatal(err)
		}
		item := stored.Key.Item()
		item["json"] = &types.AttributeValueMemberS{Value: stored.JSON}
		all = append(all, publish.Record{Item: item, Sequence: fmt.Sprint(100 + i)})
	}
	return all
}

func publisher(b *bus) *publish.Publisher {
	return &publish.Publisher{Bus: b, Pause: time.Nanosecond}
}

// TestPublish: messages go out in calls of ten, in which each organization has one, and what is no audit event does not.
func TestPublish(t *testing.T) {
	t.Parallel()
	var names []string
	for org := range strings.SplitSeq("abcdefghijkl", "") {
		names = append(names, org+"/"+org+"1")
	}
	all := append(records(t, names...), records(t, "a/a2", "a/a3")...)
	all = append(all, publish.Record{Item: store.HeartbeatKey().Item(), Sequence: "1"})
	b := &bus{}
	if failed := publisher(b).Publish(t.Context(), all); len(failed) > 0 {
		t.Error(failed)
	}
	want := [][]string{strings.Fields("a1 b1 c1 d1 e1 f1 g1 h1 i1 j1"), {"k1", "l1", "a2"}, {"a3"}}
	if fmt.Sprint(b.calls) != fmt.Sprint(want) {
		t.Errorf("calls %v, want %v", b.calls, want)
	}
}

// TestPartialFailure: only what was not taken is handed over again, and what follows it in its organization waits.
func TestPartialFailure(t *testing.T) {
	t.Parallel()
	b := &bus{fail: func(call int, m publish.Message) error {
		if call == 0 && m.ID == "a1" {
			return errDown
		}
		return nil
	}}
	if failed := publisher(b).Publish(t.Context(), records(t, "a/a1", "a/a2", "b/b1", "b/b2")); len(failed) > 0 {
		t.Error(failed)
	}
	if got := ids(b.took); !slices.Equal(got, []string{"b1", "b2", "a1", "a2"}) && !slices.Equal(got, []string{"b1", "a1", "b2", "a2"}) {
		t.Errorf("took %v", got)
	}
}

// TestBusDown: it is called three times, and everything is to be redelivered.
func TestBusDown(t *testing.T) {
	t.Parallel()
	b := &bus{fail: func(int, publish.Message) error { return errDown }}
	all := records(t, "a/a1", "a/a2", "b/b1")
	failed := publisher(b).Publish(t.Context(), all)
	if len(failed) != 3 || !errors.Is(failed["101"], errDown) || len(b.calls) != 3 {
		t.Errorf("%v after %d calls", failed, len(b.calls))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if failed := (&publish.Publisher{Bus: b}).Publish(ctx, all); len(failed) != 3 {
		t.Errorf("without time: %v", failed)
	}
}

// TestStuck: one organization's messages are not taken; the others' are.
func TestStuck(t *testing.T) {
	t.Parallel()
	b := &bus{fail: func(_ int, m publish.Message) error {
		if m.ID == "a2" {
			return errDown
		}
		return nil
	}}
	failed := publisher(b).Publish(t.Context(), records(t, "a/a1", "a/a2", "a/a3", "b/b1", "b/b2", "b/b3", "b/b4"))
	if got := slices.Sorted(maps.Keys(failed)); !slices.Equal(got, []string{"101", "102"}) {
		t.Errorf("failed %v", failed)
	}
	if got := ids(b.took); len(got) != 5 || slices.Contains(got, "a3") {
		t.Errorf("took %v", got)
	}
}

// TestPoison: what cannot be read, and what the bus refuses for good, fails alone.
func TestPoison(t *testing.T) {
	t.Parallel()
	all := records(t, "a/a1", "a/a2", "a/a3", "b/b1")
	all[1].Item["json"] = &types.AttributeValueMemberS{Value: "no JSON"}
	b := &bus{fail: func(_ int, m publish.Message) error {
		if m.ID == "b1" {
			return fmt.Errorf("%w: too large", publish.ErrRefused)
		}
		return nil
	}}
	failed := publisher(b).Publish(t.Context(), all)
	if got := slices.Sorted(maps.Keys(failed)); !slices.Equal(got, []string{"101", "103"}) {
		t.Errorf("failed %v", failed)
	}
	if got := ids(b.took); !slices.Equal(got, []string{"a1", "a3"}) || len(b.calls) != 2 {
		t.Errorf("took %v in %v", got, b.calls)
	}
}

// TestAtLeastOnceInOrder: whatever fails, a message was taken or is to be redelivered, and after redeliveries that
// succeed each organization's are taken in order, if those that come again are left out.
func TestAtLeastOnceInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var names []string
		for i := range rapid.IntRange(1, 25).Draw(t, "events") {
			names = append(names, fmt.Sprintf("%c/%03d", rapid.RuneFrom([]rune("abc")).Draw(t, "org"), i))
		}
		all := records(t, names...)
		healthy := false
		b := &bus{fail: func(int, publish.Message) error {
			if !healthy && rapid.Bool().Draw(t, "fails") {
				return errDown
			}
			return nil
		}}
		for attempt := 0; len(all) > 0; attempt++ {
			healthy = attempt == 3
			failed := publisher(b).Publish(t.Context(), all)
			first := slices.IndexFunc(all, func(r publish.Record) bool { return failed[r.Sequence] != nil })
			if first < 0 {
				break
			}
			all = all[first:] // as Lambda redelivers them
		}
		seen, last := map[string]bool{}, map[string]string{}
		for _, m := range b.took {
			if !seen[m.ID] && m.Sequence < last[m.Organization] {
				t.Fatalf("%s of %s came late: %v", m.ID, m.Organization, ids(b.took))
			}
			seen[m.ID], last[m.Organization] = true, max(m.Sequence, last[m.Organization])
		}
		if len(seen) != len(names) {
			t.Fatalf("%d of %d were taken", len(seen), len(names))
		}
	})
}

// TestMessage: ids, and values of fields that may leave; no names, addresses, secrets and networks.
func TestMessage(t *testing.T) {
	t.Parallel()
	e := audit.Event{ID: "evt_1", Org: "org_1", Action: "user.update", RequestID: "req_1", Client: "203.0.113.7",
		Actor:  audit.Actor{Type: "user", ID: "usr_1", Name: "ada@acme.example"},
		Target: audit.Target{Type: "user", ID: "usr_2", Name: "grace@acme.example"},
		Changes: []audit.Change{{Field: "first_name", Before: "Grace", After: "Grete"}, {Field: "role", Before: "auditor", After: "owner"},
			{Field: "expires_at"}, {Field: "of another day", After: "s3cret"}}}
	text, err := json.Marshal(publish.From(e, "4242"))
	want := `{"version":1,"id":"evt_1","type":"user.update","at":"0001-01-01T00:00:00.000Z",` +
		`"sequence":"0000000000000000000000000000000000004242","organization":"org_1",` +
		`"actor":{"type":"user","id":"usr_1"},"target":{"type":"user","id":"usr_2"},` +
		`"changes":[{"field":"first_name"},{"field":"role","before":"auditor","after":"owner"},` +
		`{"field":"expires_at","before":null,"after":null},{"field":"of another day"}],"request_id":"req_1"}`
	if err != nil || string(text) != want {
		t.Errorf("%s\nwant %s", text, want)
	}
	for kind, want := range map[string]string{"user": "x", "key": "x", "system": "x", "operator": "", "public": "", "other": ""} {
		e.Actor = audit.Actor{Type: kind, ID: "x"}
		if got := publish.From(e, "1").Actor.ID; got != want {
			t.Errorf("the id of a %s is %q", kind, got)
		}
	}
	e.Changes = nil
	if text, _ := json.Marshal(publish.From(e, strings.Repeat("9", 41))); !strings.Contains(string(text), `"changes":[]`) {
		t.Errorf("%s", text)
	}
}
