package account_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/core/access"
	"usher/test/client"
	"usher/test/harness"
)

// https has the system believe that its dashboard is on https.
func https(a *app.App) { a.Config.Dashboard = "https://usher.test" }

// TestSessions follows a session to each of its ends.
func TestSessions(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	address := " " + strings.ToUpper(owner.Email)
	first, second := s.Browser(), s.Browser()
	a := first.SignIn(t, address, harness.Password).Want(t, 200, "")
	second.SignIn(t, address, harness.Password).Want(t, 200, "")
	first.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")
	first.Do(t, "DELETE", "/v1/sessions/current", nil).Want(t, 204, "")
	s.WithSession(a.Cookie().Value).Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	second.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")
	s.Clock.Advance(s.App.Config.SessionLifetime)
	second.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
}

// TestCookies looks at every cookie that a session begins or ends with, on http and on https, and that its secret is
// told nowhere else. What the browser has cached, pictures, goes when the session ends.
func TestCookies(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]harness.Option{"usher": nil, "__Host-usher": {https}} {
		s := harness.New(t, options...)
		email := harness.Address("owner")
		b := s.Browser()
		made := b.CreateOrganization(t, "Acme", email)
		begun := []client.Answer{b.Accept(t, s.Token(t, made.Organization.ID, made.Owner.ID), harness.Password).
			Want(t, 200, "")}
		begun = append(begun, s.Browser().SignIn(t, email, harness.Password).Want(t, 200, ""))
		b = s.WithHeader("Cookie", name+"="+begun[1].Cookie().Value)
		begun = append(begun, b.Do(t, "PUT", "/v1/me/password", harness.Body("change-password")).Want(t, 204, ""))
		for i, a := range begun {
			c := a.Cookie()
			if lines := a.Header.Values("Set-Cookie"); i < 2 != slices.ContainsFunc(lines, isDevice(name)) {
				t.Errorf("%s, %d: %v", name, i, lines)
			}
			if c.Name != name || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode ||
				c.Secure != (name == "__Host-usher") ||
				c.Path != "/" || c.Domain != "" || c.MaxAge < 12*3600-60 || c.MaxAge > 12*3600 || !c.Expires.IsZero() {
				t.Errorf("%s, %d: %v", name, i, a.Header.Values("Set-Cookie"))
			}
			token, ok := access.ParseSessionToken(c.Value)
			if !ok || strings.Contains(string(a.Body), token.ID) || strings.Contains(string(a.Body), c.Value) {
				t.Errorf("%s, %d: %q is no token, or the body tells it: %s", name, i, c.Value, a.Body)
			}
		}
		last := begun[2].Cookie().Value
		other := map[string]string{"usher": "__Host-usher", "__Host-usher": "usher"}[name]
		s.WithHeader("Cookie", other+"="+last).Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
		b = s.WithHeader("Cookie", name+"="+last)
		ended := b.Do(t, "DELETE", "/v1/sessions/current", nil).Want(t, 204, "")
		if got := ended.Header.Get("Clear-Site-Data"); got != `"cache"` || begun[2].Header.Get("Clear-Site-Data") != "" {
			t.Errorf("%s at its end: Clear-Site-Data %s", name, got)
		}
		out := ended.Cookie()
		if out.Name != name || out.Value != "" || out.MaxAge != -1 || out.Path != "/" ||
			out.Secure != (name == "__Host-usher") || !out.HttpOnly {
			t.Errorf("%s at its end: %v", name, out)
		}
		b.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	}
}

// isDevice finds the cookie that the browser is known again by.
func isDevice(session string) func(string) bool {
	return func(line string) bool {
		c, err := http.ParseSetCookie(line)
		return err == nil && c.Name == session+"-device" && c.HttpOnly && c.SameSite == http.SameSiteLaxMode &&
			c.Secure == (session == "__Host-usher") && c.Path == "/" && c.Domain == "" && c.MaxAge > 364*24*3600
	}
}

// TestOfferedSessionsAreNotAdopted plants a session before a sign-in and an
// acceptance: the attacker's own, and ones made up. What begins is another.
func TestOfferedSessionsAreNotAdopted(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, mallory := s.Found(t, "Acme"), s.Found(t, "Mallory's")
	theirs := mallory.NewSession(t)
	victim, _ := access.ParseSessionToken(owner.NewSession(t))
	madeUp := access.SessionToken{Digest: victim.Digest, ID: "ses_01k0000000000000000000000a", Secret: make([]byte, 32)}
	for name, offered := range map[string]string{"the attacker's": theirs, "made up": madeUp.Encode(), "nonsense": "x"} {
		u := owner.Invite(t, api.Auditor)
		for what, send := range map[string]func(*harness.Browser) client.Answer{
			"sign-in": func(b *harness.Browser) client.Answer { return b.SignIn(t, owner.Email, harness.Password) },
			"accept": func(b *harness.Browser) client.Answer {
				return b.Accept(t, s.Token(t, owner.Org, u.ID), harness.Password)
			},
		} {
			begun := send(s.WithSession(offered)).Want(t, 200, "").Cookie().Value
			token, ok := access.ParseSessionToken(begun)
			if was, _ := access.ParseSessionToken(offered); !ok || begun == offered || token.ID == was.ID ||
				string(token.Secret) == string(was.Secret) {
				t.Errorf("%s over %s: %q", what, name, begun)
			}
		}
		// The session that a browser had ends with the sign-in.
		s.WithSession(offered).Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	}
}
