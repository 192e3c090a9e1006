package query_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"usher/pkg/core/audit"
	"usher/pkg/lib/id"
	"usher/test/harness"
)

// TestExportsAreBounded exports what only the oldest of very many events matches: the first file stops after 20,000
// events with the cursor to go on from, and the next has what is left.
func TestExportsAreBounded(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	writer := s.Writer(t.Context())
	for n := range 20_100 {
		record, err := audit.Event{Org: owner.Org, ID: s.App.IDs().New(id.Event), Action: "user.update",
			Actor:  audit.Actor{Type: "user", ID: owner.ID, Name: "Ada"},
			Target: audit.Target{Type: "user", ID: owner.ID, Name: fmt.Sprint(n)}}.Record()
		if err != nil {
			t.Fatal(err)
		}
		writer.Put(record)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	owner.Header.Set("Accept", "text/csv")
	matching, cursor := url.Values{"action": {"organization.create"}}, ""
	for file, want := range []int{0, 1} {
		matching.Set("cursor", cursor)
		if cursor == "" {
			matching.Del("cursor")
		}
		a := owner.Do(t, "GET", owner.Path("audit-events")+"?"+matching.Encode(), nil).Want(t, 200, "")
		cursor = a.Header.Get("X-Next-Cursor")
		if rows := strings.Count(string(a.Body), "\n") - 1; rows != want || (cursor != "") != (file == 0) {
			t.Errorf("file %d has %d rows, and goes on at %q", file, rows, cursor)
		}
	}
}
