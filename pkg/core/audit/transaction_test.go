package audit_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"usher/pkg/core/audit"
	"usher/pkg/core/idempotency"
	"usher/pkg/lib/id"
	"usher/pkg/store"
	"usher/pkg/store/schema"
	"usher/test/localtest"
)

var ids = id.Source{Random: rand.Reader, Now: time.Now}

func newLog(t *testing.T) audit.Log {
	t.Helper()
	client, name := localtest.Client(t), "audit-"+strings.ToLower(ids.New(""))
	if err := schema.CreateWithoutStream(t.Context(), client, name); err != nil {
		t.Fatal(err)
	}
	return audit.Log{Table: store.New(client, name, ids), IDs: ids, Now: time.Now}
}

var picture = store.LogoKey("org_1", "usr_1")

// events are the organization's, oldest first.
func events(t *testing.T, l audit.Log, org string) []audit.Event {
	t.Helper()
	items, _, err := l.Table.Query(t.Context(), store.Trail(org))
	if err != nil {
		t.Fatal(err)
	}
	all, err := audit.Read(t.Context(), l.Table, items)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// written reports whether the picture that the tests write is there.
func written(t *testing.T, l audit.Log) bool {
	t.Helper()
	read := store.Fetch(picture, &store.Logo{})
	if err := l.Table.Load(t.Context(), read); err != nil {
		t.Fatal(err)
	}
	return read.Found()
}

func TestCommitDemandsWhatItMustHold(t *testing.T) {
	t.Parallel()
	l := newLog(t)
	key, err := idempotency.New("create-user", "caller", nil, "key", "input", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	event := audit.Event{Action: "user.logo"}
	tests := []struct {
		name   string
		key    *idempotency.Key
		commit func(*audit.Transaction) error
		want   error
	}{
		{"no event", nil, func(tx *audit.Transaction) error { return tx.Commit(t.Context()) }, audit.ErrNoEvent},
		{"no answer", key, func(tx *audit.Transaction) error { return tx.Commit(t.Context(), event) }, audit.ErrNoAnswer},
		{"an answer and no event", key, func(tx *audit.Transaction) error { return tx.Answer(1).Commit(t.Context()) },
			audit.ErrNoEvent},
		{"an event", nil, func(tx *audit.Transaction) error { return tx.Commit(t.Context(), event) }, nil},
		{"a reason", nil, func(tx *audit.Transaction) error { return tx.WithoutEvent(audit.SignIn).Commit(t.Context()) },
			nil},
		{"both", key, func(tx *audit.Transaction) error { return tx.Answer(1).Commit(t.Context(), event) }, nil},
	}
	for _, tt := range tests {
		tx := l.Begin(audit.System("test"), audit.Origin{Org: "org_1", Key: tt.key})
		tx.Put(picture, store.Logo{Key: picture}, nil)
		if err := tt.commit(tx); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
		if written(t, l) != (tt.want == nil) {
			t.Errorf("%s: written %t", tt.name, tt.want != nil)
		}
		if err := l.Table.Delete(t.Context(), picture); err != nil {
			t.Fatal(err)
		}
	}
}

func TestEventsAreCompleted(t *testing.T) {
	t.Parallel()
	l := newLog(t)
	tx := l.Begin(audit.System("test"), audit.Origin{Org: "org_1", RequestID: "req_1", Client: "192.0.2.1"})
	other := audit.Actor{Type: "user", ID: "usr_1"}
	if err := tx.Commit(t.Context(), audit.Event{Action: "a"},
		audit.Event{Action: "b", Org: "org_2", Actor: other}); err != nil {
		t.Fatal(err)
	}
	for org, want := range map[string]audit.Event{
		"org_1": {Action: "a", Org: "org_1", Actor: audit.System("test")},
		"org_2": {Action: "b", Org: "org_2", Actor: other},
	} {
		got := events(t, l, org)
		if len(got) != 1 {
			t.Fatalf("%s: %d events", org, len(got))
		}
		e := got[0]
		if e.Action != want.Action || e.Org != want.Org || e.Actor != want.Actor || e.RequestID != "req_1" || e.Client != "192.0.2.1" ||
			!id.Valid(id.Event, e.ID) || time.Since(e.At.Time) > time.Minute {
			t.Errorf("%s: %+v", org, e)
		}
	}
}
