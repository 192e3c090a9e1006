package recount_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/core/audit"
	"usher/pkg/core/seat/recount"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

var operator = audit.Actor{Type: "operator", ID: "test"}

// everyStatus makes an organization with users of every status.
func everyStatus(t *testing.T, s *harness.System) harness.Member {
	t.Helper()
	owner := s.Found(t, "Acme")
	owner.Invite(t, api.Auditor)
	s.Clock.Advance(8 * 24 * time.Hour)
	if err := app.Expire(s.App)(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	owner.Do(t, "POST", "/v1/sessions", map[string]string{"email": owner.Email, "password": harness.Password}).Want(t, 200, "")
	owner.Join(t, api.Owner)
	blocked := owner.Join(t, api.Auditor)
	owner.Do(t, "POST", owner.Path("users", blocked.ID, "block"), nil).Want(t, 200, "")
	owner.Invite(t, api.Owner)
	return owner
}

// TestOne counts what the counters say, and finds what they do not.
func TestOne(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := everyStatus(t, s)
	r, err := s.App.Recount().CountOne(t.Context(), owner.Org)
	want := recount.Counts{SeatsUsed: 4, Invited: 1, Active: 2, Blocked: 1, Expired: 1, ActiveOwners: 2}
	if err != nil || r.Drift() || r.Counted != want {
		t.Fatalf("%+v, %v", r, err)
	}
	s.Drift(t, owner.Org)
	r, err = s.App.Recount().CountOne(t.Context(), owner.Org)
	if d := r.Differences(); err != nil || len(d) != 1 || d[0].Field != "seats_used" || d[0].Before != 5 || d[0].After != 4 {
		t.Errorf("%+v, %v", d, err)
	}
	if _, err := s.App.Recount().CountOne(t.Context(), "org_01k0000000000000000000000a"); err != recount.ErrNoOrganization { //nolint:errorlint // never wrapped
		t.Errorf("an organization that is none: %v", err)
	}
}

// TestAll finds the organizations that drifted among others, whatever the size
// of the pages, and repairs nothing.
func TestAll(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	everyStatus(t, s)
	bad := s.Found(t, "Drifted")
	bad.Invite(t, api.Auditor)
	for range 3 {
		s.Found(t, "More")
	}
	s.Drift(t, bad.Org)
	for _, page := range []int{0, 1, 2, 3, 7} {
		counting := s.App.Recount()
		counting.Page = page
		sum, err := counting.Resume(t.Context())
		if err != nil || !sum.Whole || sum.Organizations != 5 || len(sum.Drifting) != 1 || sum.Drifting[0].Organization != bad.Org {
			t.Errorf("pages of %d: %+v, %v", page, sum, err)
		}
	}
	if o := s.Organization(t, bad.Org); o.SeatsUsed != 3 {
		t.Errorf("%+v", o)
	}
	if err := app.RecountSeats(s.App)(t.Context(), "request"); err != nil {
		t.Fatal(err)
	}
	var metric struct {
		SeatDrift int
		Service   string
	}
	for line := range strings.SplitSeq(s.Log.String(), "\n") {
		if strings.Contains(line, `"_aws"`) {
			if err := json.Unmarshal([]byte(line), &metric); err != nil {
				t.Fatal(err)
			}
		}
	}
	if metric.SeatDrift != 1 || metric.Service != s.Table || !strings.Contains(s.Log.String(), bad.Org) {
		t.Errorf("%+v in\n%s", metric, s.Log)
	}
}

// TestAllInParts stops before the deadline and goes on in the next run.
func TestAllInParts(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	drifted := map[string]bool{}
	for range 4 {
		m := s.Found(t, "Drifted")
		s.Drift(t, m.Org)
		drifted[m.Org] = true
	}
	counting := s.App.Recount()
	counting.Page = 1
	for run := range 10 {
		short, cancel := context.WithTimeout(t.Context(), 20*time.Second) // below what is kept in reserve
		sum, err := counting.Resume(short)
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range sum.Drifting {
			delete(drifted, r.Organization)
		}
		if sum.Whole {
			if run < 2 || len(drifted) > 0 {
				t.Errorf("%d runs left %v", run+1, drifted)
			}
			return
		}
	}
	t.Error("never comes to an end")
}

// TestRepairUnderTraffic repairs while users come and go: in the end the
// counters are what is counted, and there was nothing to repair but the drift.
func TestRepairUnderTraffic(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	s.Enlarge(t, owner.Org, 1000)
	s.Drift(t, owner.Org)
	stop := make(chan struct{})
	var traffic sync.WaitGroup
	for range 3 {
		traffic.Go(func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(20 * time.Millisecond):
				}
				a, err := owner.Try("POST", owner.Path("users"), harness.NewUser(api.Auditor))
				if err != nil || a.Status != 201 {
					continue
				}
				var u api.User
				if json.Unmarshal(a.Body, &u) == nil {
					_, _ = owner.Try("DELETE", owner.Path("users", u.ID), nil)
				}
			}
		})
	}
	r, err := s.App.Recount().Repair(t.Context(), owner.Org, operator)
	for errors.Is(err, recount.ErrBusy) { // as the operator is told to
		r, err = s.App.Recount().Repair(t.Context(), owner.Org, operator)
	}
	close(stop)
	traffic.Wait()
	if err != nil || len(r.Differences()) != 1 {
		t.Errorf("%+v, %v", r.Differences(), err)
	}
	if r, err := s.App.Recount().CountOne(t.Context(), owner.Org); err != nil || r.Drift() {
		t.Errorf("%+v, %v", r, err)
	}
	page := harness.Into[api.AuditPage](t, owner.Do(t, "GET", owner.Path("audit-events?action=organization.recount"), nil).Want(t, 200, ""))
	if len(page.Data) != 1 || page.Data[0].Actor.Type != "operator" || page.Data[0].Changes[0].Field != "seats_used" {
		t.Errorf("events %+v", page.Data)
	}
}
