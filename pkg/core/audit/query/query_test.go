package query_test

import (
	"encoding/csv"
	"maps"
	"net/url"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/activity"
	"usher/pkg/store"
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

// TestExportsAreOnRecord: whoever takes the audit log away as a file is noted by organization, in a place of its own
// and for a while: once for each window however many files it took. Reading a page is not.
func TestExportsAreOnRecord(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(15 * time.Minute)
	owner, other := s.Found(t, "Acme"), s.Found(t, "Other")
	auditor, program := owner.Join(t, api.Auditor), owner.Program(t, api.Auditor)
	export := func(m harness.Member, want int) {
		t.Helper()
		m.Header.Set("Accept", api.CSV)
		defer m.Header.Del("Accept")
		if a := m.Do(t, "GET", owner.Path("audit-events"), nil); a.Status != want {
			t.Errorf("answered %d", a.Status)
		}
	}
	owner.Do(t, "GET", owner.Path("audit-events"), nil).Want(t, 200, "")
	export(other, 404)
	for _, m := range []harness.Member{auditor, auditor, program} {
		export(m, 200)
	}
	s.Clock.Advance(15 * time.Minute)
	auditor.Prove(t, "password", harness.Password).Want(t, 204, "")
	export(auditor, 200)
	entries, err := store.All[store.Activity](t.Context(), s.Store, store.Activities(owner.Org))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, e := range entries {
		got[e.Actor] += e.Count
		if days := (e.TTL - s.Clock.Now().Unix()) / 86400; e.Action != activity.AuditExport || days < 89 || days > 90 {
			t.Errorf("%d days, %+v", days, e)
		}
	}
	if want := map[string]int{auditor.ID: 3, program.ID: 1}; !maps.Equal(got, want) || len(entries) != 3 {
		t.Errorf("%d entries: %v, want %v", len(entries), got, want)
	}
	for _, e := range owner.Events(t, url.Values{}) {
		if strings.Contains(e.Action, "export") {
			t.Errorf("the audit log has %+v", e)
		}
	}
}
