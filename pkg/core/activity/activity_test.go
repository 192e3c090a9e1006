package activity_test

import (
	"strings"
	"testing"
	"time"

	"usher/pkg/core/access"
	"usher/pkg/core/activity"
	"usher/pkg/store"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// TestStrangersCannotFillTheRecord counts many refusals: one entry for each window, which ends, and holds no more of a
// request than it is made to.
func TestStrangersCannotFillTheRecord(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(15 * time.Minute)
	log := s.App.Activity()
	c := &access.Caller{RequestID: "req", Client: "203.0.113.1", Agent: strings.Repeat("x", 5000)}
	for n := range 40 {
		if n == 25 {
			s.Clock.Advance(15 * time.Minute)
		}
		if err := log.Count(t.Context(), c, "digest", activity.SessionFail, ""); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := store.All[store.Activity](t.Context(), s.Store, store.Activities("digest"))
	if err != nil || len(entries) != 2 || entries[0].Count != 15 || entries[1].Count != 25 {
		t.Fatalf("%v, %+v", err, entries)
	}
	end := entries[0].TTL - s.Clock.Now().Unix()
	if days := end / 86400; len(entries[0].Agent) != 200 || days < 89 || days > 90 || entries[0].Client != c.Client {
		t.Errorf("%d days, %+v", days, entries[0])
	}
}
