package harness_test

import (
	"net/http"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/test/harness"
)

// TestCookies looks at every cookie that a session begins or ends with, on http
// and on https, and that its secret is told nowhere else.
func TestCookies(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]harness.Option{"usher": nil, "__Host-usher": {https}} {
		s := harness.New(t, options...)
		email := harness.Address("owner")
		b := s.Browser()
		made := harness.Into[api.CreatedOrganization](t, b.Do(t, "POST", "/v1/organizations", map[string]any{
			"name": "Acme", "owner": map[string]string{"email": email, "first_name": "A", "last_name": "B"}}).Want(t, 201, ""))
		begun := []harness.Answer{b.Do(t, "POST", "/v1/invitations/"+s.Token(t, made.Organization.ID, made.Owner.ID)+"/accept", goodBody("accept-invitation")).Want(t, 200, "")}
		begun = append(begun, b.Do(t, "POST", "/v1/sessions", map[string]string{"email": email, "password": harness.Password}).Want(t, 200, ""))
		b = bearing(s, "Cookie", name+"="+cookieOf(begun[1]).Value)
		begun = append(begun, b.Do(t, "PUT", "/v1/me/password", goodBody("change-password")).Want(t, 204, ""))
		for i, a := range begun {
			c := cookieOf(a)
			if len(a.Header.Values("Set-Cookie")) != 1 || c.Name != name || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != (name == "__Host-usher") ||
				c.Path != "/" || c.Domain != "" || c.MaxAge < 12*3600-60 || c.MaxAge > 12*3600 || !c.Expires.IsZero() {
				t.Errorf("%s, %d: %v", name, i, a.Header.Values("Set-Cookie"))
			}
			token, ok := access.ParseSessionToken(c.Value)
			if !ok || strings.Contains(string(a.Body), token.ID) || strings.Contains(string(a.Body), c.Value) {
				t.Errorf("%s, %d: %q is no token, or the body tells it: %s", name, i, c.Value, a.Body)
			}
		}
		last := cookieOf(begun[2]).Value
		other := map[string]string{"usher": "__Host-usher", "__Host-usher": "usher"}[name]
		bearing(s, "Cookie", other+"="+last).Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
		b = bearing(s, "Cookie", name+"="+last)
		out := cookieOf(b.Do(t, "DELETE", "/v1/sessions/current", nil).Want(t, 204, ""))
		if out.Name != name || out.Value != "" || out.MaxAge != -1 || out.Path != "/" || out.Secure != (name == "__Host-usher") || !out.HttpOnly {
			t.Errorf("%s at its end: %v", name, out)
		}
		b.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	}
}

// TestOfferedSessionsAreNotAdopted plants a session before a sign-in and an
// acceptance: the attacker's own, and ones made up. What begins is another.
func TestOfferedSessionsAreNotAdopted(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, mallory := s.Found(t, "Acme"), s.Found(t, "Mallory's")
	theirs := signIn(t, mallory)
	victim, _ := access.ParseSessionToken(signIn(t, owner))
	madeUp := access.SessionToken{Digest: victim.Digest, ID: "ses_01k0000000000000000000000a", Secret: make([]byte, 32)}
	for name, offered := range map[string]string{"the attacker's": theirs, "made up": madeUp.Encode(), "nonsense": "x"} {
		u := owner.Invite(t, api.Auditor)
		for what, send := range map[string]func(*harness.Browser) harness.Answer{
			"sign-in": func(b *harness.Browser) harness.Answer {
				return b.Do(t, "POST", "/v1/sessions", map[string]string{"email": owner.Email, "password": harness.Password})
			},
			"accept": func(b *harness.Browser) harness.Answer {
				return b.Do(t, "POST", "/v1/invitations/"+s.Token(t, owner.Org, u.ID)+"/accept", goodBody("accept-invitation"))
			},
		} {
			begun := cookieOf(send(bearing(s, "Cookie", "usher="+offered)).Want(t, 200, "")).Value
			token, ok := access.ParseSessionToken(begun)
			if was, _ := access.ParseSessionToken(offered); !ok || begun == offered || token.ID == was.ID || string(token.Secret) == string(was.Secret) {
				t.Errorf("%s over %s: %q", what, name, begun)
			}
		}
		planted := bearing(s, "Cookie", "usher="+offered).Do(t, "GET", "/v1/me", nil)
		if name == "the attacker's" {
			if me := harness.Into[api.Me](t, planted.Want(t, 200, "")); me.Identity.Email != mallory.Email {
				t.Errorf("the planted session is of %s now", me.Identity.Email)
			}
		} else {
			planted.Want(t, 401, "unauthenticated")
		}
	}
}

// TestNewPasswordsEndSessions signs in in three places: a change leaves the one
// it is made from, with another cookie, a reset none; a failed try of either ends
// nothing.
func TestNewPasswordsEndSessions(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	live := func(cookie string) bool {
		return bearing(s, "Cookie", "usher="+cookie).Do(t, "GET", "/v1/me", nil).Status == 200
	}
	here, there := signIn(t, owner), signIn(t, owner)
	change := func(current string) harness.Answer {
		return bearing(s, "Cookie", "usher="+here).Do(t, "PUT", "/v1/me/password", map[string]string{"current_password": current, "password": newPassword})
	}
	change("not the password").Want(t, 401, "invalid_credentials")
	if !live(here) || !live(there) {
		t.Error("a failed change ended a session")
	}
	rotated := cookieOf(change(harness.Password).Want(t, 204, "")).Value
	if live(here) || live(there) || !live(rotated) || rotated == here {
		t.Errorf("after the change: %v %v %v", live(here), live(there), live(rotated))
	}
	s.Browser().Do(t, "POST", "/v1/password-resets", map[string]string{"email": owner.Email}).Want(t, 202, "")
	token := s.ResetToken(t, owner.Email)
	set := func(pass string) harness.Answer {
		return s.Browser().Do(t, "POST", "/v1/password-resets/"+token, map[string]string{"password": pass})
	}
	set("short").Want(t, 400, "invalid_request")
	if !live(rotated) {
		t.Error("a failed reset ended a session")
	}
	if a := set("eleven quiet harbours").Want(t, 204, ""); a.Header.Get("Set-Cookie") != "" || live(rotated) {
		t.Errorf("after the reset: %v %v", a.Header, live(rotated))
	}
	set("another eleven harbours").Want(t, 404, "password_reset_invalid")
}
