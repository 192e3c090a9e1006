package plan_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"pgregory.net/rapid"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/app"
	"usher/pkg/core/audit"
	"usher/pkg/core/plan"
	"usher/test/harness"
)

var someTime = time.Date(2020, 3, 1, 12, 0, 0, 0, time.UTC)

// TestEvents gives change-plan events of billing, one after the other.
func TestEvents(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	s.Clock.Advance(someTime.Add(24 * time.Hour).Sub(s.Clock.Now()))
	for _, tt := range []struct {
		name, detail string
		at           time.Time // the event's
		err, plan    string    // what the organization has afterwards
	}{
		{"the event's time", `{"organization":"ORG","plan":"team"}`, someTime, "", "team"},
		{"the same again", `{"organization":"ORG","plan":"team"}`, someTime, "", "team"},
		{"an older one", `{"organization":"ORG","plan":"business"}`, someTime.Add(-time.Second), "", "team"},
		{"older by its own word", `{"organization":"ORG","plan":"business","at":"2020-03-01T11:59:59.999Z"}`, someTime.Add(time.Hour), "", "team"},
		{"a millisecond newer by its own word", `{"organization":"ORG","plan":"business","at":"2020-03-01T12:00:00.001Z"}`, someTime, "", "business"},
		{"an older one in another zone", `{"organization":"ORG","plan":"team","at":"2020-03-01T12:30:00+01:00"}`, someTime, "", "business"},
		{"null is none", `{"organization":"ORG","plan":"playground","at":null}`, someTime.Add(time.Minute), "", "playground"},
		{"no JSON", `{"organization":`, someTime.Add(time.Hour), "not a plan change", "playground"},
		{"nothing", ``, someTime.Add(time.Hour), "not a plan change", "playground"},
		{"no object", `[]`, someTime.Add(time.Hour), "not a plan change", "playground"},
		{"a time that is none", `{"organization":"ORG","plan":"team","at":"yesterday"}`, someTime.Add(time.Hour), "not a plan change", "playground"},
		{"a number for a plan", `{"organization":"ORG","plan":50}`, someTime.Add(time.Hour), "not a plan change", "playground"},
		{"no plan", `{"organization":"ORG"}`, someTime.Add(time.Hour), `there is no plan ""`, "playground"},
		{"no organization", `{"plan":"team"}`, someTime.Add(time.Hour), `there is no organization ""`, "playground"},
		{"somebody's organization", `{"organization":"org_01k0000000000000000000000a","plan":"team"}`, someTime.Add(time.Hour), "there is no organization", "playground"},
		{"no time", `{"organization":"ORG","plan":"team"}`, time.Time{}, "does not say when", "playground"},
		{"far ahead", `{"organization":"ORG","plan":"team","at":"2062-03-01T12:00:00Z"}`, someTime, "in the future", "playground"},
		{"and still in order", `{"organization":"ORG","plan":"team"}`, someTime.Add(time.Hour), "", "team"},
	} {
		err := app.ChangePlan(s.App)(t.Context(), events.EventBridgeEvent{ID: "7f1c", Source: "usher.billing", Time: tt.at,
			Detail: json.RawMessage(strings.ReplaceAll(tt.detail, "ORG", owner.Org))})
		if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if o := s.Organization(t, owner.Org); o.Plan != tt.plan {
			t.Errorf("%s: the plan is %s", tt.name, o.Plan)
		}
	}
	for outcome, want := range map[plan.Outcome]int{plan.Changed: 4, plan.Unchanged: 1, plan.Older: 3} {
		if got := strings.Count(s.Log.String(), fmt.Sprintf(`"outcome":"%s"`, outcome)); got != want {
			t.Errorf("%d lines say %s", got, outcome)
		}
	}
}

// TestAnyOrder carries out the same orders in any order, as often as they come: the newest one holds.
func TestAnyOrder(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	names := []string{"playground", "team", "business"}
	begin := someTime // of each run, later than the run before
	rapid.Check(t, func(r *rapid.T) {
		orders := rapid.SliceOfN(rapid.IntRange(0, 5), 1, 7).Draw(r, "orders")
		newest := 0
		for _, n := range orders {
			newest = max(newest, n)
			o := plan.Order{Organization: owner.Org, Plan: names[n%3], At: begin.Add(time.Duration(n) * time.Millisecond)}
			if _, err := s.App.Plans().Change(t.Context(), o); err != nil {
				r.Fatal(err)
			}
		}
		if o := s.Organization(t, owner.Org); o.Plan != names[newest%3] {
			r.Fatalf("after %v the plan is %s", orders, o.Plan)
		}
		begin = begin.Add(time.Second)
	})
}

// TestAtOnce carries out orders at the same time, all but the newest three times: the newest holds, and each change has
// one event.
func TestAtOnce(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	names := []string{"team", "playground", "business", "playground", "team"}
	begin := make(chan struct{})
	var wait sync.WaitGroup
	for i, name := range names {
		times := 3
		if i == len(names)-1 { // its copies would make good what it missed
			times = 1
		}
		for range times {
			wait.Go(func() {
				<-begin
				o := plan.Order{Organization: owner.Org, Plan: name, At: someTime.Add(time.Duration(i) * time.Second), By: audit.Actor{Type: "system", ID: "test"}}
				var err error
				for range 5 { // as events that nobody could take are redelivered
					if _, err = s.App.Plans().Change(t.Context(), o); !problem.Is(err, problem.TryAgain) {
						break
					}
				}
				if err != nil {
					t.Errorf("%s was not carried out: %v", name, err)
				}
			})
		}
	}
	close(begin)
	wait.Wait()
	o := s.Organization(t, owner.Org)
	if o.Plan != "team" || o.SeatLimit != 50 || !o.PlanAt.Equal(someTime.Add(4*time.Second)) {
		t.Errorf("%+v", o)
	}
	page := harness.Into[api.AuditPage](t, owner.Do(t, "GET", owner.Path("audit-events?action=organization.plan"), nil).Want(t, 200, ""))
	if n := len(page.Data); n != o.Version-1 || n > len(names) {
		t.Errorf("%d events of version %d: %+v", n, o.Version, page.Data)
	}
}
