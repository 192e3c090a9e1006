package query_test

import (
	"encoding/csv"
	"net/url"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// TestTrail finds events by each of its filters, pages without losing or repeating any, and exports them safely.
func TestTrail(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	begun := s.Clock.Now()
	body := harness.NewUser(api.Auditor)
	body["first_name"] = `=HYPERLINK("evil","x")`
	hostile := harness.Into[api.User](t, owner.Do(t, "POST", owner.Path("users"), body).Want(t, 201, ""))
	s.Clock.Advance(time.Minute)
	middle := s.Clock.Now()
	owner.Do(t, "PATCH", owner.Path("users", hostile.ID), map[string]string{"first_name": "Grete", "role": "owner"}).
		Want(t, 200, "")
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
			for _, e := range owner.Events(t, q) {
				actions = append(actions, e.Action)
			}
			if got := strings.Join(actions, " "); got != want {
				t.Errorf("%s limit %s: %s, want %s", query, limit, got, want)
			}
		}
	}
	change := owner.Events(t, url.Values{"action": {"user.update"}})[0].Changes
	if len(change) != 2 || change[1].Field != "role" || change[1].Before != "auditor" || change[1].After != "owner" {
		t.Errorf("changes %+v", change)
	}
	owner.Header.Set("Accept", "text/csv")
	a := owner.Do(t, "GET", owner.Path("audit-events"), nil)
	text, marked := strings.CutPrefix(string(a.Body), "\ufeff")
	if !marked {
		t.Error("Excel reads a file without a byte order mark in the system's own charset")
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
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
