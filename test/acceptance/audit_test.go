package acceptance_test

import (
	"maps"
	"net/url"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/test/harness"
)

// TestEveryMutationHasOneEvent runs every mutating operation of an organization once: each that succeeds has one
// event of its own request, and one that is refused has none.
func TestEveryMutationHasOneEvent(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	auditor := owner.Join(t, api.Auditor)
	for _, op := range api.Operations() {
		if op.Method == "GET" || !strings.Contains(op.Path, "{org}") ||
			op.ID == "delete-organization" || op.ID == "restore-organization" { // TestDeletionHasOneEvent
			continue
		}
		path := things(t, owner, op.Path)
		if op.ID == "unblock-user" || op.ID == "block-user" {
			path = strings.NewReplacer("{org}", owner.Org, "{user}", auditor.ID).Replace(op.Path)
		}
		members := []harness.Member{auditor, owner} // the second succeeds
		if op.ID == "leave-organization" {          // which would leave nobody for the operations that follow
			members = []harness.Member{owner.Join(t, api.Auditor), owner.Join(t, api.Owner)}
		}
		for i, m := range members {
			a := m.Do(t, op.Method, path, harness.Body(op.ID))
			want := 0
			if a.Status < 300 {
				want = 1
			}
			var actions []string
			for _, e := range owner.Events(t, url.Values{}) {
				if e.RequestID == a.Header.Get("X-Request-Id") {
					actions = append(actions, e.Action)
				}
			}
			if len(actions) != want {
				t.Errorf("%s answered %d and has the events %v", op.ID, a.Status, actions)
			}
			if i == 1 && a.Status >= 300 {
				t.Errorf("%s did not succeed: %d %s", op.ID, a.Status, a.Body)
			}
		}
	}
}

// TestDeletionHasOneEvent is TestEveryMutationHasOneEvent for what takes the events out of sight, and brings them back.
func TestDeletionHasOneEvent(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	auditor := owner.Join(t, api.Auditor)
	requests := map[string]string{}
	for _, id := range []string{"delete-organization", "restore-organization"} {
		op, _ := api.ByID(id)
		path := strings.Replace(op.Path, "{org}", owner.Org, 1)
		for _, m := range []harness.Member{auditor, owner} { // the second succeeds
			a := m.Do(t, op.Method, path, harness.Body(id))
			if a.Status < 300 != (m == owner) {
				t.Errorf("%s answered %d %s", id, a.Status, a.Body)
			}
			requests[a.Header.Get("X-Request-Id")] = map[bool]string{true: id}[m == owner]
		}
	}
	found := map[string]int{}
	for _, e := range owner.Events(t, url.Values{}) {
		if id, ok := requests[e.RequestID]; ok {
			found[id]++
		}
	}
	if want := map[string]int{"delete-organization": 1, "restore-organization": 1}; !maps.Equal(found, want) {
		t.Errorf("the events are of %v, not %v", found, want)
	}
}
