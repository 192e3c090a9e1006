package audit_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/store"
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
	l, refused := newLog(t), errors.New("refused")
	for _, want := range []error{nil, refused} {
		tx := l.Begin(audit.System("test"), audit.Origin{Org: "org_1"})
		tx.Put(picture, store.Logo{Key: picture}, store.FailWith(refused), store.NotExists())
		if err := tx.Commit(t.Context(), audit.Event{Action: "user.logo"}); !errors.Is(err, want) {
			t.Fatalf("%v, want %v", err, want)
		}
	}
	if got := events(t, l, "org_1"); len(got) != 1 {
		t.Errorf("%d events", len(got))
	}
}

// TestEventsBeginWithTheirAction: filters of the stream go by it.
func TestEventsBeginWithTheirAction(t *testing.T) {
	record, err := audit.Event{Org: "org_1", ID: "evt_1", Action: "user.accept"}.Record()
	if err != nil || !strings.HasPrefix(record.JSON, api.EventPrefix("user.accept")) {
		t.Errorf("%s, %v", record.JSON, err)
	}
}
