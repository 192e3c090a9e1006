package organization_test

import (
	"net/url"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/test/harness"
)

// TestEndUserSessions: an Owner ends a person's sessions for the organization, all of them and there only; who has been
// signed out signs in again. It is in the audit log, whose events tell no other organization of it.
func TestEndUserSessions(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, other := s.Found(t, "Acme"), s.Found(t, "Other")
	member := owner.Join(t, api.Owner)
	key := member.Program(t, api.Auditor)
	u := other.InviteAddress(t, member.Email, api.Auditor)
	s.Browser().Accept(t, s.Token(t, other.Org, u.ID), harness.Password).Want(t, 200, "")
	second := s.WithSession(member.NewSession(t))
	s.Clock.Advance(time.Second)
	owner.Do(t, "DELETE", owner.Path("users", member.ID, "sessions"), nil).Want(t, 204, "")
	for _, b := range []*harness.Browser{member.Browser, second} {
		b.Do(t, "GET", member.Path(), nil).Want(t, 401, "unauthenticated")
		b.Do(t, "PATCH", member.Path(), map[string]string{"name": "Mine"}).Want(t, 401, "unauthenticated")
		b.Do(t, "POST", member.Path("leave"), nil).Want(t, 401, "unauthenticated")
		b.Do(t, "GET", "/v1/organizations/"+other.Org, nil).Want(t, 200, "")
		b.Prove(t, "password", harness.Password).Want(t, 204, "")
		b.Do(t, "GET", member.Path(), nil).Want(t, 401, "unauthenticated")
	}
	key.Do(t, "GET", member.Path(), nil).Want(t, 200, "")
	s.Clock.Advance(time.Second)
	member.SignIn(t, member.Email, harness.Password).Want(t, 200, "")
	member.Do(t, "GET", member.Path(), nil).Want(t, 200, "")
	second.Do(t, "GET", member.Path(), nil).Want(t, 401, "unauthenticated")

	ended := url.Values{"action": {"user.end_sessions"}}
	if events := owner.Events(t, ended); len(events) != 1 || events[0].Target.ID != member.ID {
		t.Errorf("events %+v", events)
	}
	if events := other.Events(t, ended); len(events) != 0 {
		t.Errorf("Other learns of %+v", events)
	}
	s.Clock.Advance(time.Second)
	owner.Do(t, "DELETE", owner.Path("users", owner.ID, "sessions"), nil).Want(t, 204, "")
	owner.Do(t, "GET", owner.Path(), nil).Want(t, 401, "unauthenticated")
	member.Do(t, "DELETE", owner.Path("users", member.Invite(t, api.Auditor).ID, "sessions"), nil).
		Want(t, 409, "invalid_state")
}
