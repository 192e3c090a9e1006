package organization_test

import (
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/test/harness"
)

// TestStates does each thing that can be done to a user, in each of their states: it is refused, changes nothing, or
// leads to another state.
func TestStates(t *testing.T) {
	t.Parallel()
	s := harness.New(t, func(a *app.App) { a.Config.InvitationLifetime = lifetime })
	owner := s.Found(t, "Acme")
	s.Enlarge(t, owner.Org, 100)
	in := map[api.Status]func() string{
		api.Invited: func() string { return owner.Invite(t, api.Auditor).ID },
		api.Active:  func() string { return owner.Join(t, api.Auditor).ID },
		api.Blocked: func() string {
			id := owner.Join(t, api.Auditor).ID
			owner.Do(t, "POST", owner.Path("users", id, "block"), nil).Want(t, 200, "")
			return id
		},
		api.Expired: func() string {
			id := owner.Invite(t, api.Auditor).ID
			s.Clock.Advance(lifetime + time.Second)
			return id
		},
	}
	for _, tt := range []struct {
		from         api.Status
		method, path string
		status       int
		code         string
		to           api.Status // "": there is no such user any more
	}{
		{api.Invited, "POST", "/block", 409, "invalid_state", api.Invited},
		{api.Invited, "POST", "/unblock", 409, "invalid_state", api.Invited},
		{api.Invited, "POST", "/invitation", 202, "", api.Invited},
		{api.Invited, "DELETE", "", 204, "", ""},
		{api.Active, "POST", "/block", 200, "", api.Blocked},
		{api.Active, "POST", "/unblock", 200, "", api.Active},
		{api.Active, "POST", "/invitation", 409, "invalid_state", api.Active},
		{api.Active, "DELETE", "", 204, "", ""},
		{api.Blocked, "POST", "/block", 200, "", api.Blocked},
		{api.Blocked, "POST", "/unblock", 200, "", api.Active},
		{api.Blocked, "POST", "/invitation", 409, "invalid_state", api.Blocked},
		{api.Blocked, "DELETE", "", 204, "", ""},
		{api.Expired, "POST", "/block", 409, "invalid_state", api.Expired},
		{api.Expired, "POST", "/unblock", 409, "invalid_state", api.Expired},
		{api.Expired, "POST", "/invitation", 202, "", api.Invited},
		{api.Expired, "DELETE", "", 204, "", ""},
	} {
		user := owner.Path("users", in[tt.from]())
		if a := owner.Do(t, tt.method, user+tt.path, nil); a.Status != tt.status || a.Code() != tt.code {
			t.Errorf("%s: %s %s: %d %s, want %d %s", tt.from, tt.method, tt.path, a.Status, a.Code(), tt.status, tt.code)
		}
		a := owner.Do(t, "GET", user, nil)
		if tt.to == "" {
			a.Want(t, 404, "not_found")
		} else if got := harness.Into[api.User](t, a.Want(t, 200, "")).Status; got != tt.to {
			t.Errorf("%s: %s %s leads to %s, want %s", tt.from, tt.method, tt.path, got, tt.to)
		}
	}
	owner.Recount(t)
}

// TestExpireInvitations has the schedule mark what has expired, once, and nothing else.
func TestExpireInvitations(t *testing.T) {
	t.Parallel()
	s := harness.New(t, func(a *app.App) { a.Config.InvitationLifetime = lifetime })
	owner := s.Found(t, "Acme")
	expired, joined := owner.Invite(t, api.Auditor), owner.Join(t, api.Auditor)
	s.Clock.Advance(lifetime + time.Second)
	open := owner.Invite(t, api.Auditor)
	if err := app.Expire(s.App)(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	before := s.Contents(t)
	if err := app.Expire(s.App)(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	s.Unchanged(t, before)
	for user, want := range map[string]api.Status{expired.ID: api.Expired, joined.ID: api.Active, open.ID: api.Invited} {
		if got := s.User(t, owner.Org, user).Status; got != want {
			t.Errorf("%s is stored as %s, want %s", user, got, want)
		}
	}
	if events := owner.Events(t, map[string][]string{"action": {"user.expire"}}); len(events) != 1 ||
		events[0].Target.ID != expired.ID {
		t.Errorf("events %+v", events)
	}
	if c := owner.Recount(t); c.Used != 3 || c.Expired != 1 {
		t.Errorf("%+v", c)
	}
}
