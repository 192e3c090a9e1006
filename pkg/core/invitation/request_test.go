package invitation_test

import (
	"net/url"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/test/client"
	"usher/test/harness"
)

// lifetime is how long invitations last in the tests that let them expire: less than a session.
const lifetime = time.Hour

// TestRequestInvitation asks for a new invitation with an expired link: the Owners see it, once an hour, and whoever
// asks learns nothing.
func TestRequestInvitation(t *testing.T) {
	t.Parallel()
	s := harness.New(t, func(a *app.App) { a.Config.InvitationLifetime = lifetime })
	s.Clock.Align(lifetime)
	owner := s.Found(t, "Acme")
	u, removed, joined := owner.Invite(t, api.Auditor), owner.Invite(t, api.Auditor), owner.Invite(t, api.Auditor)
	guest := s.Browser()
	token, gone, used := s.Token(t, owner.Org, u.ID), s.Token(t, owner.Org, removed.ID), s.Token(t, owner.Org, joined.ID)
	ask := func(token string) client.Answer {
		return guest.Do(t, "POST", "/v1/invitations/"+token+"/request", nil)
	}
	asked := func() *api.Time {
		return harness.Into[api.User](t, owner.Do(t, "GET", owner.Path("users", u.ID), nil).
			Want(t, 200, "")).Invitation.RequestedAt
	}
	owner.Do(t, "DELETE", owner.Path("users", removed.ID), nil).Want(t, 204, "")
	s.Browser().Accept(t, used, harness.Password).Want(t, 200, "")
	first := ask(token).Want(t, 202, "")
	if asked() != nil {
		t.Error("an open invitation was asked for again")
	}
	s.Clock.Advance(lifetime + time.Minute)
	for _, link := range []string{token, gone, used, token} {
		if a := ask(link).Want(t, 202, ""); string(a.Body) != string(first.Body) {
			t.Errorf("answers %s and %s", first.Body, a.Body)
		}
	}
	ask(token[:len(token)-4]+"AAAA").Want(t, 404, "invitation_invalid")
	if asked() == nil {
		t.Error("nothing is noted")
	}
	if events := owner.Events(t, url.Values{"action": {"invitation.request"}}); len(events) != 1 ||
		events[0].Target.ID != u.ID {
		t.Errorf("events %+v", events)
	}
	owner.Do(t, "POST", owner.Path("users", u.ID, "invitation"), nil).Want(t, 202, "")
	if asked() != nil {
		t.Error("a resend leaves the wish")
	}
	ask(token).Want(t, 202, "") // replaced
	if asked() != nil {
		t.Error("a replaced link asks")
	}
	for range 60 {
		if a := ask(token); a.Status == 429 {
			return
		}
	}
	t.Error("asking is not limited")
}
