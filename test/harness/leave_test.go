package harness_test

import (
	"net/url"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/test/harness"
)

// madeBy lists the ids of the keys that a person made, and of theirs.
func madeBy(t *testing.T, m harness.Member, user string) int {
	t.Helper()
	total, path := 0, "api-keys?limit=20&created_by="+user
	for path != "" {
		page := harness.Into[api.Page[api.APIKey]](t, m.Do(t, "GET", m.Path(path), nil).Want(t, 200, ""))
		total += len(page.Data)
		path = ""
		if page.NextCursor != nil {
			path = "api-keys?limit=20&created_by=" + user + "&cursor=" + *page.NextCursor
		}
	}
	return total
}

// TestKeysEndWithTheirMaker: blocking or removing a person ends the keys they
// made and those made with these, however many, unless told otherwise.
func TestKeysEndWithTheirMaker(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	own := owner.Program(t, api.Auditor)
	leave := map[string]func(m harness.Member, query string) harness.Answer{
		"block": func(m harness.Member, query string) harness.Answer {
			return owner.Do(t, "POST", owner.Path("users", m.ID, "block")+query, nil).Want(t, 200, "")
		},
		"remove": func(m harness.Member, query string) harness.Answer {
			return owner.Do(t, "DELETE", owner.Path("users", m.ID)+query, nil).Want(t, 204, "")
		},
	}
	for name, out := range leave {
		t.Run(name, func(t *testing.T) {
			leaver := owner.Join(t, api.Owner)
			direct := leaver.Program(t, api.Owner)
			indirect := direct.Program(t, api.Auditor)
			for range 60 { // more than one transaction takes
				indirect = direct.Program(t, api.Auditor)
			}
			if n := madeBy(t, owner, leaver.ID); n != 62 {
				t.Fatalf("%d keys", n)
			}
			a := out(leaver, "")
			direct.Do(t, "GET", owner.Path(), nil).Want(t, 401, "unauthenticated")
			indirect.Do(t, "GET", owner.Path(), nil).Want(t, 401, "unauthenticated")
			if n := madeBy(t, owner, leaver.ID); n != 0 {
				t.Errorf("%d keys are left", n)
			}
			revoked := 0
			for _, e := range told(t, owner, url.Values{"action": {"api_key.revoke"}}) {
				if e.RequestID == a.Header.Get("X-Request-Id") && e.Actor.ID == owner.ID {
					revoked++
				}
			}
			if revoked != 62 {
				t.Errorf("%d events of revoked keys", revoked)
			}
		})
		t.Run(name+" and keep", func(t *testing.T) {
			leaver := owner.Join(t, api.Owner)
			kept := leaver.Program(t, api.Auditor)
			out(leaver, "?keep_keys=true")
			kept.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
			if name == "block" { // again, and now without
				out(leaver, "")
				kept.Do(t, "GET", owner.Path(), nil).Want(t, 401, "unauthenticated")
			}
		})
	}
	own.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
}

// TestRefusedLeaveKeepsKeys: what is refused changes nothing.
func TestRefusedLeaveKeepsKeys(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	var key harness.Member
	for range 50 {
		key = owner.Program(t, api.Owner)
	}
	key.Do(t, "POST", owner.Path("users", owner.ID, "block"), nil).Want(t, 409, "last_owner")
	key.Do(t, "DELETE", owner.Path("users", owner.ID), nil).Want(t, 409, "last_owner")
	if n := madeBy(t, owner, owner.ID); n != 50 {
		t.Errorf("%d keys are left", n)
	}
	second := owner.Join(t, api.Owner)
	key.Do(t, "DELETE", owner.Path("users", owner.ID), nil).Want(t, 204, "") // ends the very key that asks
	key.Do(t, "GET", owner.Path(), nil).Want(t, 401, "unauthenticated")
	if n := madeBy(t, second, owner.ID); n != 0 {
		t.Errorf("%d keys are left", n)
	}
}

// TestKeysMadeWhileLeaving races key making with the block of who makes them:
// no key of theirs is left.
func TestKeysMadeWhileLeaving(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	leaver := owner.Join(t, api.Owner)
	program := leaver.Program(t, api.Owner)
	body := map[string]string{"name": "Late", "role": "auditor"}
	answers := together(t, 24, func(i int) (harness.Answer, error) {
		switch {
		case i == 12:
			return owner.Try("POST", owner.Path("users", leaver.ID, "block"), nil)
		case i%2 == 0:
			return leaver.Try("POST", leaver.Path("api-keys"), body)
		}
		return program.Try("POST", leaver.Path("api-keys"), body)
	})
	if answers["200"]+answers["503try_again"] != 1 {
		t.Fatalf("answers %v", answers)
	}
	owner.Do(t, "POST", owner.Path("users", leaver.ID, "block"), nil).Want(t, 200, "")
	if n := madeBy(t, owner, leaver.ID); n != 0 {
		t.Errorf("%d keys are left; answers %v", n, answers)
	}
}

// TestRequestInvitation asks for a new invitation with a run-out link: the
// Owners see it, once an hour, and whoever asks learns nothing.
func TestRequestInvitation(t *testing.T) {
	t.Parallel()
	s := harness.New(t, func(a *app.App) { a.Config.InvitationLifetime = lifetime })
	s.Clock.Align(lifetime)
	owner := s.Found(t, "Acme")
	u, removed, joined := owner.Invite(t, api.Auditor), owner.Invite(t, api.Auditor), owner.Invite(t, api.Auditor)
	guest := s.Browser()
	token, gone, used := s.Token(t, owner.Org, u.ID), s.Token(t, owner.Org, removed.ID), s.Token(t, owner.Org, joined.ID)
	ask := func(token string) harness.Answer {
		return guest.Do(t, "POST", "/v1/invitations/"+token+"/request", nil)
	}
	asked := func() *api.Time {
		return harness.Into[api.User](t, owner.Do(t, "GET", owner.Path("users", u.ID), nil).Want(t, 200, "")).Invitation.RequestedAt
	}
	owner.Do(t, "DELETE", owner.Path("users", removed.ID), nil).Want(t, 204, "")
	s.Browser().Do(t, "POST", "/v1/invitations/"+used+"/accept", map[string]string{"password": harness.Password}).Want(t, 200, "")
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
	if events := told(t, owner, url.Values{"action": {"invitation.request"}}); len(events) != 1 || events[0].Target.ID != u.ID {
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
	t.Error("asking is not throttled")
}

// TestThrottledSignInsAreTold: the person's organizations are told once that
// somebody tried until the throttle stopped it.
func TestThrottledSignInsAreTold(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(15 * time.Minute)
	owner := s.Found(t, "Acme")
	s.Clock.Advance(15 * time.Minute)
	attacker := s.Browser()
	for range 14 {
		attacker.Do(t, "POST", "/v1/sessions", map[string]string{"email": owner.Email, "password": "wrong wrong wrong"})
	}
	attacker.Do(t, "POST", "/v1/sessions", map[string]string{"email": owner.Email, "password": harness.Password}).Want(t, 429, "too_many_requests")
	events := told(t, owner, url.Values{"action": {"sign_in.throttle"}})
	if len(events) != 1 || events[0].Target.ID != owner.ID || events[0].Client == "" {
		t.Errorf("events %+v", events)
	}
	for range 14 {
		attacker.Do(t, "POST", "/v1/sessions", map[string]string{"email": harness.Address("nobody"), "password": "wrong wrong wrong"}).Want(t, 401, "invalid_credentials")
	}
}

// TestOwnAddress is taken like any other.
func TestOwnAddress(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	body := harness.NewUser(api.Auditor)
	body["email"] = owner.Email
	owner.Do(t, "POST", owner.Path("users"), body).Want(t, 409, "email_taken")
}
