package recount_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/core/seat/recount"
	"usher/pkg/store"
	"usher/test/harness"
)

// interloper does something at calls of the table, in the middle of what makes
// them. Calls that its own work makes pass.
type interloper struct {
	next          http.RoundTripper
	target        string // the action
	before, after func(r *http.Request) error
	left          atomic.Int64 // how many calls it still does something at
	inside        atomic.Bool
}

func (m *interloper) RoundTrip(r *http.Request) (*http.Response, error) {
	if m.inside.Load() || !strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+m.target) {
		return m.next.RoundTrip(r)
	}
	if m.left.Add(-1) < 0 {
		return m.next.RoundTrip(r)
	}
	if err := m.do(m.before, r); err != nil {
		return nil, err
	}
	response, err := m.next.RoundTrip(r)
	if err == nil {
		err = m.do(m.after, r)
	}
	return response, err
}

func (m *interloper) do(f func(*http.Request) error, r *http.Request) error {
	if f == nil {
		return nil
	}
	m.inside.Store(true)
	defer m.inside.Store(false)
	return f(r)
}

func (m *interloper) in(a *app.App) {
	m.next = a.HTTP.Transport
	a.HTTP = &http.Client{Transport: m, Timeout: a.HTTP.Timeout}
}

// inviting invites somebody into the organization.
func inviting(t *testing.T, m harness.Member) func(*http.Request) error {
	return func(*http.Request) error {
		m.Invite(t, api.Auditor)
		return nil
	}
}

// TestTrafficIsNoDrift invites people while their organization is being read, so
// that what the scan has counted is not what the counters say by then.
func TestTrafficIsNoDrift(t *testing.T) {
	t.Parallel()
	m := &interloper{target: "Scan"}
	s := harness.New(t, m.in)
	owner := s.Found(t, "Acme")
	for range 4 {
		owner.Invite(t, api.Auditor)
	}
	m.after = inviting(t, owner)
	for range 3 {
		m.left.Store(1)
		sum, err := s.App.Recount().Resume(t.Context())
		if err != nil || len(sum.Drifting) > 0 || len(sum.Busy) > 0 || sum.Organizations != 1 || !sum.Whole {
			t.Errorf("%+v, %v", sum, err)
		}
	}
	if o := s.Organization(t, owner.Org); o.SeatsUsed != 8 {
		t.Errorf("nobody was invited in the meantime: %+v", o)
	}
}

// TestBusy moves an organization at every try to count it: it is not counted,
// and not called drifting although it drifted.
func TestBusy(t *testing.T) {
	t.Parallel()
	m := &interloper{target: "Query"}
	s := harness.New(t, m.in)
	owner, still := s.Found(t, "Acme"), s.Found(t, "Still")
	s.Enlarge(t, owner.Org, 1000)
	s.Drift(t, owner.Org)
	m.after = inviting(t, owner)
	m.left.Store(1 << 30)
	if _, err := s.App.Recount().CountOne(t.Context(), owner.Org); !errors.Is(err, recount.ErrBusy) {
		t.Errorf("counted: %v", err)
	}
	if _, err := s.App.Recount().Repair(t.Context(), owner.Org, operator); !errors.Is(err, recount.ErrBusy) {
		t.Errorf("repaired: %v", err)
	}
	s.Drift(t, still.Org)
	sum, err := s.App.Recount().Resume(t.Context())
	if err != nil || len(sum.Busy) != 1 || sum.Busy[0] != owner.Org || len(sum.Drifting) != 1 || sum.Drifting[0].Organization != still.Org {
		t.Errorf("%+v, %v", sum, err)
	}
}

// TestRepairOfWhatMoved has somebody invited between the count and the repair:
// the repair writes what is true then.
func TestRepairOfWhatMoved(t *testing.T) {
	t.Parallel()
	m := &interloper{target: "TransactWriteItems"}
	s := harness.New(t, m.in)
	owner := s.Found(t, "Acme")
	s.Drift(t, owner.Org)
	m.before = inviting(t, owner)
	m.left.Store(1)
	r, err := s.App.Recount().Repair(t.Context(), owner.Org, operator)
	if d := r.Differences(); err != nil || len(d) != 1 || d[0].Before != 3 || d[0].After != 2 {
		t.Errorf("%+v, %v", d, err)
	}
	if o := s.Organization(t, owner.Org); o.SeatsUsed != 2 || o.Invited != 1 || o.Active != 1 {
		t.Errorf("%+v", o)
	}
}

// TestNoTimeLeft has an exact count take longer than the run may: the
// organization is told as not counted, and the others are counted.
func TestNoTimeLeft(t *testing.T) {
	t.Parallel()
	m := &interloper{target: "Query"}
	s := harness.New(t, m.in)
	owner := s.Found(t, "Acme")
	s.Found(t, "More")
	s.Drift(t, owner.Org)
	m.before = func(r *http.Request) error {
		<-r.Context().Done()
		return r.Context().Err()
	}
	m.left.Store(1 << 30)
	short, cancel := context.WithTimeout(t.Context(), 5500*time.Millisecond) // half a second more than what is left for the end
	defer cancel()
	sum, err := s.App.Recount().Resume(short)
	if err != nil || sum.Organizations != 2 || len(sum.Busy) != 1 || sum.Busy[0] != owner.Org || len(sum.Drifting) > 0 {
		t.Errorf("%+v, %v", sum, err)
	}
	m.left.Store(0)
	if sum, err := s.App.Recount().Resume(t.Context()); err != nil || len(sum.Drifting) != 1 {
		t.Errorf("afterwards %+v, %v", sum, err)
	}
}

// TestUsersOfNoOrganization finds users whose organization is gone, and goes on.
func TestUsersOfNoOrganization(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	orphaned, bad := s.Found(t, "Gone"), s.Found(t, "Drifted")
	s.Drift(t, bad.Org)
	key := store.OrganizationKey(orphaned.Org)
	if _, err := s.Client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &s.Table, Key: key.Item()}); err != nil {
		t.Fatal(err)
	}
	sum, err := s.App.Recount().Resume(t.Context())
	if err != nil || len(sum.Drifting) != 2 {
		t.Fatalf("%+v, %v", sum, err)
	}
	for _, r := range sum.Drifting {
		if want := (recount.Counts{SeatsUsed: 1, Active: 1, ActiveOwners: 1}); r.Counted != want {
			t.Errorf("%+v", r)
		}
	}
}

// TestAllAtOnce counts from the beginning although a run had to stop, and leaves
// the rest to the next run.
func TestAllAtOnce(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	for range 4 {
		s.Found(t, "Acme")
	}
	counting := s.App.Recount()
	counting.Page = 2
	short, cancel := context.WithTimeout(t.Context(), 20*time.Second) // below what is kept in reserve
	defer cancel()
	if sum, err := counting.Resume(short); err != nil || sum.Whole || sum.Organizations != 2 {
		t.Fatalf("%+v, %v", sum, err)
	}
	if sum, err := counting.CountAll(t.Context()); err != nil || !sum.Whole || sum.Organizations != 4 {
		t.Errorf("at once %+v, %v", sum, err)
	}
	if sum, err := counting.Resume(t.Context()); err != nil || !sum.Whole || sum.Organizations != 2 {
		t.Errorf("the rest %+v, %v", sum, err)
	}
}

// TestMetric: nothing drifted is 0; a run that could not look says nothing.
func TestMetric(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Found(t, "Acme")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := app.RecountSeats(s.App)(gone, ""); err == nil || strings.Contains(s.Log.String(), "SeatDrift") {
		t.Errorf("%v\n%s", err, s.Log)
	}
	if err := app.RecountSeats(s.App)(t.Context(), ""); err != nil || strings.Count(s.Log.String(), `"SeatDrift":0`) != 1 {
		t.Errorf("%v\n%s", err, s.Log)
	}
}
