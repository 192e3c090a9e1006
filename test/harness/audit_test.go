package harness_test

import (
	"encoding/csv"
	"net/url"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/test/harness"
)

// told reads the whole trail that matches a query, page by page.
func told(t *testing.T, m harness.Member, query url.Values) []api.AuditEvent {
	t.Helper()
	var all []api.AuditEvent
	if query.Get("limit") == "" {
		query.Set("limit", "100")
	}
	for {
		page := harness.Into[api.AuditPage](t, m.Do(t, "GET", m.Path("audit-events?"+query.Encode()), nil).Want(t, 200, ""))
		all = append(all, page.Data...)
		if page.NextCursor == nil {
			return all
		}
		query.Set("cursor", *page.NextCursor)
	}
}

// TestEveryMutationHasOneEvent runs every mutating operation of an organization
// once: each that succeeds has one event of its own request, and one that is
// refused has none.
func TestEveryMutationHasOneEvent(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	auditor := owner.Join(t, api.Auditor)
	for _, op := range api.Operations() {
		if op.Method == "GET" || !strings.Contains(op.Path, "{org}") {
			continue
		}
		path := things(t, owner, op.Path)
		if op.ID == "unblock-user" || op.ID == "block-user" {
			path = strings.NewReplacer("{org}", owner.Org, "{user}", auditor.ID).Replace(op.Path)
		}
		for _, m := range []harness.Member{auditor, owner} {
			a := m.Do(t, op.Method, path, goodBody(op.ID))
			want := 0
			if a.Status < 300 {
				want = 1
			}
			var actions []string
			for _, e := range told(t, owner, url.Values{}) {
				if e.RequestID == a.Header.Get("X-Request-Id") {
					actions = append(actions, e.Action)
				}
			}
			if len(actions) != want {
				t.Errorf("%s answered %d and has the events %v", op.ID, a.Status, actions)
			}
			if m.ID == owner.ID && a.Status >= 300 {
				t.Errorf("%s did not succeed: %d %s", op.ID, a.Status, a.Body)
			}
		}
	}
}

// TestAuditTrail finds events by each of its filters, pages without losing or
// repeating any, and exports them safely.
func TestAuditTrail(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	begun := s.Clock.Now()
	body := harness.NewUser(api.Auditor)
	body["first_name"] = `=HYPERLINK("evil","x")`
	hostile := harness.Into[api.User](t, owner.Do(t, "POST", owner.Path("users"), body).Want(t, 201, ""))
	s.Clock.Advance(time.Minute)
	middle := s.Clock.Now()
	owner.Do(t, "PATCH", owner.Path("users", hostile.ID), map[string]string{"first_name": "Grete", "role": "owner"}).Want(t, 200, "")
	s.Clock.Advance(time.Minute)
	owner.Do(t, "PATCH", owner.Path(), map[string]string{"name": "-Acme"}).Want(t, 200, "")
	at := func(moment time.Time) string { return moment.UTC().Format(time.RFC3339Nano) }
	for query, want := range map[string]string{
		"":                                    "organization.update user.update user.create user.accept organization.create",
		"target=" + hostile.ID:                "user.update user.create",
		"actor=" + owner.ID:                   "organization.update user.update user.create user.accept",
		"action=user":                         "user.update user.create user.accept",
		"action=user.update":                  "user.update",
		"actor=nobody":                        "",
		"from=" + url.QueryEscape(at(middle)): "organization.update user.update",
		"from=" + url.QueryEscape(at(begun)) + "&to=" + url.QueryEscape(at(middle.Add(-time.Second))): "user.create",
	} {
		for _, limit := range []string{"1", "2", "100"} {
			q, _ := url.ParseQuery(query)
			q.Set("limit", limit)
			var actions []string
			for _, e := range told(t, owner, q) {
				actions = append(actions, e.Action)
			}
			if got := strings.Join(actions, " "); got != want {
				t.Errorf("%s limit %s: %s, want %s", query, limit, got, want)
			}
		}
	}
	change := told(t, owner, url.Values{"action": {"user.update"}})[0].Changes
	if len(change) != 2 || change[1].Field != "role" || change[1].Before != "auditor" || change[1].After != "owner" {
		t.Errorf("changes %+v", change)
	}
	owner.Header.Set("Accept", "text/csv")
	a := owner.Do(t, "GET", owner.Path("audit-events"), nil)
	rows, err := csv.NewReader(strings.NewReader(string(a.Body))).ReadAll()
	if a.Status != 200 || err != nil || len(rows) != 6 || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/csv") {
		t.Fatalf("%d %v, %d rows", a.Status, err, len(rows))
	}
	for _, row := range rows[1:] {
		for _, cell := range row {
			if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@") {
				t.Errorf("a spreadsheet takes %q for a formula", cell)
			}
		}
	}
}
