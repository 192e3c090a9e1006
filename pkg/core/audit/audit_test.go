package audit_test

import (
	"crypto/rand"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/lib/id"
	"usher/pkg/store"
	"usher/pkg/store/schema"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

func TestDifferences(t *testing.T) {
	t.Parallel()
	role, same, gone := audit.Change{Field: "role", Before: "auditor", After: "owner"},
		audit.Change{Field: "name", Before: "Ada", After: "Ada"},
		audit.Change{Field: "problem", Before: "bounced"}
	if got := audit.Differences(role, same, gone, audit.Change{Field: "nothing"}); !reflect.DeepEqual(got,
		[]audit.Change{role, gone}) {
		t.Errorf("%+v", got)
	}
	if got := audit.Differences(same); got != nil {
		t.Errorf("%+v", got)
	}
}

// TestEventAndChangeAreOne commits an event with a change that is made, and with one that is refused: there is an event
// of the first, and of the second there is none.
func TestEventAndChangeAreOne(t *testing.T) {
	t.Parallel()
	ids := id.Source{Random: rand.Reader, Now: time.Now}
	client, name := localtest.Client(t), "audit-"+strings.ToLower(ids.New(""))
	if err := schema.CreateWithoutStream(t.Context(), client, name); err != nil {
		t.Fatal(err)
	}
	table, log := store.New(client, name, ids), audit.Log{IDs: ids}
	o := store.Organization{Key: store.OrganizationKey("org_1"), ID: "org_1", Name: "Acme"}
	u := store.User{ID: "usr_1", Org: "org_1", Email: "ada@example.com"}
	now := time.Date(2026, 3, 1, 12, 0, 0, 987_654_321, time.UTC)
	event := audit.Event{Org: "org_1", Action: "user.create", Actor: audit.Actor{Type: "user", ID: "usr_2"},
		Target:  audit.User(&u),
		Changes: []audit.Change{{Field: "role", After: "owner"}}, RequestID: "req_1", Client: "192.0.2.1"}
	refused := errors.New("refused")
	for _, want := range []error{nil, refused} {
		var tx store.Transaction
		tx.Put(o.Key, o, store.FailWith(refused), store.NotExists())
		log.Add(&tx, now, event)
		if err := table.Commit(t.Context(), &tx); !errors.Is(err, want) {
			t.Fatalf("%v, want %v", err, want)
		}
	}
	events, err := store.All[audit.Event](t.Context(), table,
		store.Range{Partition: store.EventKey("org_1", "").PK, From: "evt_", To: "evt_" + store.Past})
	if err != nil || len(events) != 1 {
		t.Fatalf("%v, %d events", err, len(events))
	}
	got := events[0]
	if got.Key != store.EventKey("org_1", got.ID) || !strings.HasPrefix(got.ID, "evt_") ||
		!got.At.Equal(api.At(now).Time) {
		t.Errorf("%+v", got)
	}
	event.Key, event.ID, event.At = got.Key, got.ID, got.At
	if !reflect.DeepEqual(got, event) {
		t.Errorf("got  %+v\nwant %+v", got, event)
	}
}
