package invitation_test

import (
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/test/client"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// TestConcurrentAcceptances accepts one link sixteen times at once: one account.
func TestConcurrentAcceptances(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	u := owner.Invite(t, api.Auditor)
	token := s.Token(t, owner.Org, u.ID)
	answers := harness.Together(16, func(int) (client.Answer, error) {
		return s.Browser().Client.Do(t.Context(), client.Accept(token, harness.Password))
	})
	if answers["200"] != 1 || answers["410invitation_used"] != 15 {
		t.Errorf("answers: %v", answers)
	}
	if c := owner.Recount(t); c.Active != 2 || c.Invited != 0 {
		t.Errorf("seats: %+v", c)
	}
}

// TestLinks follows links to invitations in each of their states, to see them and to accept them.
func TestLinks(t *testing.T) {
	t.Parallel()
	s := harness.New(t, func(a *app.App) { a.Config.InvitationLifetime = lifetime })
	owner, guest := s.Found(t, "Acme"), s.Browser()
	link := func() (api.User, string) {
		u := owner.Invite(t, api.Auditor)
		return u, s.Token(t, owner.Org, u.ID)
	}
	u, open := link()
	view := harness.Into[api.InvitationView](t, guest.Do(t, "GET", "/v1/invitations/"+open, nil).Want(t, 200, ""))
	if view.Email != u.Email || view.Organization != (api.Named{ID: owner.Org, Name: "Acme"}) ||
		view.Role != api.Auditor || view.AccountExists || view.InvitedBy == nil {
		t.Errorf("%+v", view)
	}
	replaced, old := link()
	s.Clock.Advance(time.Second)
	owner.Do(t, "POST", owner.Path("users", replaced.ID, "invitation"), nil).Want(t, 202, "")
	removed, gone := link()
	owner.Do(t, "DELETE", owner.Path("users", removed.ID), nil).Want(t, 204, "")
	_, used := link()
	s.Browser().Accept(t, used, harness.Password).Want(t, 200, "")
	_, expired := link()
	check := func(name, token string, status int, code string) {
		t.Helper()
		for what, a := range map[string]client.Answer{"view": guest.Do(t, "GET", "/v1/invitations/"+token, nil),
			"accept": guest.Accept(t, token, harness.Password)} {
			if a.Status != status || a.Code() != code || len(a.Header.Values("Set-Cookie")) > 0 {
				t.Errorf("%s, %s: %d %s, want %d %s", name, what, a.Status, a.Code(), status, code)
			}
		}
	}
	check("replaced", old, 404, "invitation_invalid")
	check("removed", gone, 404, "invitation_invalid")
	check("used", used, 410, "invitation_used")
	check("another's", harness.SomeToken(s), 404, "invitation_invalid")
	check("mistyped", open[:len(open)-1], 404, "invitation_invalid")
	guest.Accept(t, open, "too short").Want(t, 400, "invalid_request")
	s.Clock.Advance(lifetime + time.Second)
	check("expired", expired, 410, "invitation_expired")
	check("expired, once open", open, 410, "invitation_expired")
}
