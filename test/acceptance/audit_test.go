package acceptance_test

import (
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
		if op.Method == "GET" || !strings.Contains(op.Path, "{org}") {
			continue
		}
		path := things(t, owner, op.Path)
		if op.ID == "unblock-user" || op.ID == "block-user" || op.ID == "end-user-sessions" {
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
