package plan_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/core/audit"
	"usher/pkg/core/plan"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

func order(t *testing.T, m harness.Member, name string, at time.Time, want plan.Outcome) {
	t.Helper()
	got, err := m.System.App.Plans().Change(t.Context(), plan.Order{Organization: m.Org, Plan: name, At: at, By: audit.Actor{Type: "system", ID: "test"}})
	if err != nil || got != want {
		t.Fatalf("to %s: %s, %v, want %s", name, got, err, want)
	}
}

func seats(t *testing.T, m harness.Member) api.Organization {
	t.Helper()
	return harness.Into[api.Organization](t, m.Do(t, "GET", m.Path(), nil).Want(t, 200, ""))
}

// TestChange moves an organization up and down again: nobody loses a seat, and
// none is given out until the organization is below its limit.
func TestChange(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	now := time.Now()
	order(t, owner, "team", now, plan.Changed)
	var last api.User
	for range 14 {
		last = owner.Invite(t, api.Auditor)
	}
	order(t, owner, "playground", now.Add(time.Minute), plan.Changed)
	o := seats(t, owner)
	if o.Plan != "playground" || o.Seats.Limit != 10 || o.Seats.Used != 15 || o.Seats.Available != 0 {
		t.Errorf("%s, %+v", o.Plan, o.Seats)
	}
	owner.Do(t, "POST", owner.Path("users"), harness.NewUser(api.Auditor)).Want(t, 409, "seat_limit_reached")
	owner.Do(t, "POST", owner.Path("users", last.ID, "invitation"), nil) // still theirs
	for n := 15; n >= 10; n-- {
		owner.Do(t, "POST", owner.Path("users"), harness.NewUser(api.Auditor)).Want(t, 409, "seat_limit_reached")
		page := harness.Into[api.Page[api.User]](t, owner.Do(t, "GET", owner.Path("users?status=invited"), nil).Want(t, 200, ""))
		owner.Do(t, "DELETE", owner.Path("users", page.Data[0].ID), nil).Want(t, 204, "")
	}
	owner.Do(t, "POST", owner.Path("users"), harness.NewUser(api.Auditor)).Want(t, 201, "")
	owner.Do(t, "POST", owner.Path("users"), harness.NewUser(api.Auditor)).Want(t, 409, "seat_limit_reached")
}

// TestExpiredAboveTheLimit: who reads as expired holds no seat, so above the limit
// they get none by a resend, marked or not.
func TestExpiredAboveTheLimit(t *testing.T) {
	t.Parallel()
	s := harness.New(t, func(a *app.App) { a.Config.InvitationLifetime = time.Hour })
	owner := s.Found(t, "Acme")
	now := time.Now()
	order(t, owner, "team", now, plan.Changed)
	u := owner.Invite(t, api.Auditor)
	s.Clock.Advance(2 * time.Hour)
	for range 10 { // with the Owner one more than the smaller plan has
		owner.Invite(t, api.Auditor)
	}
	order(t, owner, "playground", now.Add(time.Minute), plan.Changed)
	resend := owner.Path("users", u.ID, "invitation")
	owner.Do(t, "POST", resend, nil).Want(t, 409, "seat_limit_reached")
	page := harness.Into[api.Page[api.User]](t, owner.Do(t, "GET", owner.Path("users?status=invited"), nil).Want(t, 200, ""))
	owner.Do(t, "DELETE", owner.Path("users", page.Data[0].ID), nil).Want(t, 204, "")
	owner.Do(t, "POST", resend, nil).Want(t, 409, "seat_limit_reached")
	owner.Do(t, "DELETE", owner.Path("users", page.Data[1].ID), nil).Want(t, 204, "")
	owner.Do(t, "POST", resend, nil).Want(t, 202, "")
	if o := seats(t, owner); o.Seats.Used != 10 || o.Seats.Invited != 9 {
		t.Errorf("%+v", o.Seats)
	}
}

// TestOrders come twice, late and out of order: the newest one holds.
func TestOrders(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	at := time.Now()
	order(t, owner, "team", at, plan.Changed)
	order(t, owner, "team", at, plan.Unchanged)
	order(t, owner, "business", at.Add(-time.Minute), plan.Older)
	order(t, owner, "team", at.Add(2*time.Minute), plan.Unchanged)
	order(t, owner, "playground", at.Add(time.Minute), plan.Older) // older than the one that changed nothing
	order(t, owner, "business", at.Add(3*time.Minute), plan.Changed)
	if o := seats(t, owner); o.Plan != "business" || o.Seats.Limit != 100000 {
		t.Errorf("%+v", o)
	}
	page := harness.Into[api.AuditPage](t, owner.Do(t, "GET", owner.Path("audit-events?"+url.Values{"action": {"organization.plan"}}.Encode()), nil).Want(t, 200, ""))
	if len(page.Data) != 2 || len(page.Data[0].Changes) != 2 || page.Data[1].Changes[0].After != "team" {
		t.Errorf("%+v", page.Data)
	}
}

func TestOrdersThatCannotBe(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	for _, tt := range []struct{ org, plan, want string }{
		{owner.Org, "gold", "there are playground, team, business"}, {owner.Org, "", "no plan"},
		{"org_01k0000000000000000000000a", "team", "no organization"}, {"", "team", "no organization"}, {"x#y", "team", "no organization"},
	} {
		_, err := owner.System.App.Plans().Change(t.Context(), plan.Order{Organization: tt.org, Plan: tt.plan, At: time.Now()})
		var bad *plan.Error
		if !errors.As(err, &bad) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s to %q: %v", tt.org, tt.plan, err)
		}
	}
	if o := seats(t, owner); o.Plan != "playground" || o.Version != 1 {
		t.Errorf("%+v", o)
	}
}
