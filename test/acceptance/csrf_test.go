package acceptance_test

import (
	"net/http"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/test/harness"
)

// https has the system believe that its dashboard is on https.
func https(a *app.App) { a.Config.Dashboard = "https://usher.test" }

// TestCrossOrigin refuses what another site makes a browser send.
func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	for _, tt := range []struct {
		headers map[string]string
		code    string
	}{
		{map[string]string{}, ""},
		{map[string]string{"Sec-Fetch-Site": "same-origin", "Origin": "http://usher.test"}, ""},
		{map[string]string{"Origin": "http://usher.test"}, ""},
		{map[string]string{"Sec-Fetch-Site": "cross-site"}, "cross_origin"},
		{map[string]string{"Sec-Fetch-Site": "same-site", "Origin": "http://sub.usher.test"}, "cross_origin"},
		{map[string]string{"Sec-Fetch-Site": "same-site", "Origin": "http://usher.test"}, ""}, // the dashboard itself
		{map[string]string{"Origin": "http://evil.test"}, "cross_origin"},
		{map[string]string{"Origin": "https://usher.test"}, "cross_origin"},
		{map[string]string{"Origin": "null"}, "cross_origin"},
	} {
		owner.Header = http.Header{}
		for name, value := range tt.headers {
			owner.Header.Set(name, value)
		}
		a := owner.Do(t, "PATCH", owner.Path(), map[string]string{"name": "Acme"})
		if a.Code() != tt.code {
			t.Errorf("%v: %d %s, want %q", tt.headers, a.Status, a.Code(), tt.code)
		}
	}
}

// foreignHeaders are what browsers send of requests that another page makes, and
// what somebody may try in their place.
func foreignHeaders() []http.Header {
	var all []http.Header
	for _, site := range []string{"cross-site", "same-site", "Same-Origin", "same-origin, cross-site", "none, cross-site",
		"x"} {
		all = append(all, http.Header{"Sec-Fetch-Site": {site}},
			http.Header{"Sec-Fetch-Site": {site}, "Origin": {"http://usher.test"}})
	}
	for _, origin := range []string{"null", "https://evil.test", "http://usher.test", "https://usher.test:8443",
		"https://usher.test.evil.test", "https://evilusher.test",
		"https://sub.usher.test", "https://usher.test@evil.test", "//usher.test", "usher.test", "https://",
		"https://evil.test/https://usher.test", "%zz", "https://USHER.test.", "https://usher.test, https://evil.test"} {
		all = append(all, http.Header{"Origin": {origin}})
	}
	return all
}

// TestEveryChangeIsRefusedFromElsewhere has another site's page send each change
// with the Owner's cookie: none is made, and nothing is written at all.
func TestEveryChangeIsRefusedFromElsewhere(t *testing.T) {
	t.Parallel()
	s := harness.New(t, https)
	owner := s.Found(t, "Acme")
	owner.Header.Set("Cookie", "__Host-usher="+s.Browser().SignIn(t, owner.Email, harness.Password).
		Want(t, 200, "").Cookie().Value)
	owner.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")
	cookie, fill := owner.Header.Get("Cookie"), filler(t, owner)
	before := s.Contents(t)
	for _, op := range api.Operations() {
		if op.Method == http.MethodGet {
			continue
		}
		for _, header := range foreignHeaders() {
			owner.Header = header.Clone()
			owner.Header.Set("Cookie", cookie)
			if a := owner.Do(t, op.Method, fill.Replace(op.Path), harness.Body(op.ID)); a.Status != 403 ||
				a.Code() != "cross_origin" || a.Header.Get("Set-Cookie") != "" {
				t.Errorf("%s with %v: %d %s", op.ID, header, a.Status, a.Body)
			}
		}
		// which no page can set unasked
		owner.Header = http.Header{"Cookie": {cookie}, "Sec-Fetch-Site": {"cross-site"}, "Authorization": {"Bearer x"}}
		if a := owner.Do(t, op.Method, fill.Replace(op.Path), harness.Body(op.ID)); a.Status != 401 && a.Status != 403 {
			t.Errorf("%s with a cookie beside a bad key: %d %s", op.ID, a.Status, a.Body)
		}
		for _, form := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"} { // what a form can send
			owner.Header = http.Header{"Cookie": {cookie}, "Content-Type": {form}}
			if a := owner.Do(t, op.Method, fill.Replace(op.Path), `{"name":"x"}`); a.Status != 415 && a.Status != 400 {
				t.Errorf("%s as %q: %d %s", op.ID, form, a.Status, a.Body)
			}
		}
	}
	s.Unchanged(t, before)
}

// filler fills every placeholder with things of the member's organization.
func filler(t *testing.T, owner harness.Member) *strings.Replacer {
	t.Helper()
	user := owner.Invite(t, api.Auditor)
	key := owner.Program(t, api.Auditor)
	flow := harness.Into[api.WholeFlow](t, owner.Do(t, "POST", owner.Path("flows"), harness.Body("create-flow")).
		Want(t, 201, ""))
	owner.PutLogo(t, user.ID).Want(t, 200, "")
	owner.Do(t, "POST", "/v1/password-resets", map[string]string{"email": owner.Email}).Want(t, 202, "")
	sessions := harness.Into[api.Page[api.Session]](t, owner.Do(t, "GET", "/v1/me/sessions", nil).Want(t, 200, ""))
	mover := owner.Join(t, api.Auditor)
	mover.ChangeEmail(t, harness.Address("moved"))
	return strings.NewReplacer("{org}", owner.Org, "{user}", user.ID, "{key}", key.ID, "{flow}", flow.ID, "{session}",
		sessions.Data[0].ID,
		"password-resets/{token}", "password-resets/"+owner.System.ResetToken(t, owner.Email),
		"email-changes/{token}", "email-changes/"+owner.AskEmail(t, harness.Address("new")),
		"email-restorations/{token}", "email-restorations/"+owner.System.RestoreToken(t, mover.Email),
		"{token}", owner.System.Token(t, owner.Org, user.ID))
}

// TestReadingChangesNothing sends every GET, from another site: it is answered,
// for only the page's own browser reads the answer, and writes nothing.
func TestReadingChangesNothing(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	fill := filler(t, owner)
	before := s.Contents(t)
	owner.Header.Set("Sec-Fetch-Site", "cross-site")
	owner.Header.Set("Origin", "https://evil.test")
	for _, op := range api.Operations() {
		for _, method := range []string{op.Method, "HEAD", "OPTIONS", "TRACE"} {
			if op.Method != http.MethodGet && method == op.Method {
				continue
			}
			a, err := owner.Try(method, fill.Replace(op.Path), nil) // net/http answers HEAD, which the document knows nothing of
			if err != nil {
				t.Fatal(err)
			}
			for name := range a.Header {
				if strings.HasPrefix(name, "Access-Control-") || name == "Set-Cookie" {
					t.Errorf("%s %s: %s", method, op.ID, name)
				}
			}
			if method == http.MethodGet && a.Status != 200 {
				t.Errorf("%s: %d %s", op.ID, a.Status, a.Body)
			}
			if method == "TRACE" && (a.Status < 400 || strings.Contains(string(a.Body), "evil.test")) {
				t.Errorf("TRACE %s: %d %s", op.Path, a.Status, a.Body)
			}
		}
	}
	s.Unchanged(t, before)
}
