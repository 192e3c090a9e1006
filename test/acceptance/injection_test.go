package acceptance_test

import (
	"encoding/csv"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/app/factors"
	"usher/pkg/transport"
	"usher/test/client"
	"usher/test/harness"
)

// splits are texts that would end a header, a line of a log or a field of a mail.
func splits() []string {
	return []string{"x\r\nInjected: 1", "x\rInjected: 1", "x\u560a\u560dInjected: 1", "x\u2028Injected: 1\x00\x1b[2K",
		"x\"\n{\"msg\":\"request\",\"operation\":\"Injected\"}\n", "Injected <script>", "%0d%0aInjected: 1"}
}

// TestNothingIsSplit hands every operation every such text in its path, query, headers and body at once, past what
// net/http would refuse: no header of the answer has any of it, and the log has one line for each request, all JSON.
func TestNothingIsSplit(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	cookie, good, sent := owner.NewSession(t), ids(t, owner), 0
	before := len(requests(t, s))
	for _, h := range factors.Handlers(s.App) {
		for _, text := range splits() {
			for _, where := range []string{"path", "rest"} {
				path := map[string]string{}
				for _, name := range []string{"org", "user", "key", "flow", "session", "token"} {
					if path[name] = good["{"+name+"}"]; where == "path" || name == "token" {
						path[name] = text
					}
				}
				header := http.Header{"Content-Type": {"application/json"}, "Host": {"usher.test"}}
				for _, name := range []string{"User-Agent", "Accept", "If-Match", "If-None-Match", "Idempotency-Key", "Traceparent",
					"X-Request-Id", "X-Forwarded-For", "X-Amzn-Trace-Id", "Referer"} {
					header.Set(name, text)
				}
				body, _ := json.Marshal(map[string]any{"name": text, "email": text, "password": text, "first_name": text,
					text: text})
				if h.Route.BodyLimit == 0 {
					body = nil
				}
				a := h.Handle(t.Context(), transport.Request{Path: path, Header: header,
					Query: url.Values{"cursor": {text}, "q": {text}, text: {text}}, Body: body,
					Client: "192.0.2.1", Cookie: func(string) string { return cookie }})
				sent++
				for name, values := range a.Header {
					for _, v := range values {
						if strings.ContainsAny(v, "\r\n\x00") || strings.Contains(v, "Injected") || strings.Contains(name, "Injected") {
							t.Errorf("%s with %q answers %s: %q", h.Route.ID, text, name, v)
						}
					}
				}
				if a.Status >= 500 || strings.Contains(string(a.Body), "<script>") {
					t.Errorf("%s with %q: %d %s", h.Route.ID, text, a.Status, a.Body)
				}
			}
		}
	}
	lines := requests(t, s)[before:]
	if len(lines) != sent {
		t.Errorf("%d lines of %d requests", len(lines), sent)
	}
	for _, l := range lines {
		if l.Operation == "Injected" {
			t.Error("the log has a line that a caller wrote")
		}
	}
}

// TestHostileNamesInMails invites with names that are markup, through to the mailbox: the HTML shows them as text,
// the subject is one line, and the only recipient is the invited.
func TestHostileNamesInMails(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	box, taken := s.FollowMail(t), 0
	for _, name := range []string{`<img src=x onerror=alert(1)>`, `"><script>alert(1)</script>`, `</p><h1>Pay now</h1>`,
		`{{.Link}} & <b>`, `' onclick='x`, "A\r\nBcc: eve@evil.test", "A\nB", "\u202egnp.exe",
		"https://evil.test", "Ada\u2028x", "=1+1 <b>", "%s%n &lt;b&gt;"} {
		email := harness.Address("target")
		a := s.Browser().Do(t, "POST", "/v1/organizations", map[string]any{"name": name,
			"owner": map[string]string{"email": email, "first_name": name, "last_name": name}})
		if a.Status == 400 {
			continue
		}
		taken++
		token := harness.AwaitMail(t, box, email, harness.InvitationLink, 1)
		m := box.Mails(t, email)[0]
		if strings.Contains(m.HTML, name) || !strings.Contains(html.UnescapeString(m.HTML), name) {
			t.Errorf("%q is not escaped, or not there", name)
		}
		if strings.Contains(m.HTML, "<script") || strings.Contains(m.HTML, "<img") || strings.Contains(m.HTML, "<h1") ||
			strings.Count(m.HTML, "href=") != 2 || strings.Count(m.HTML, token) < 2 {
			t.Errorf("%q makes markup:\n%s", name, m.HTML)
		}
		if strings.ContainsAny(m.Subject, "\r\n\x00\u2028") || len(m.To) != 1 || m.To[0] != email ||
			len(m.CC)+len(m.BCC) != 0 {
			t.Errorf("%q: subject %q, to %v %v %v", name, m.Subject, m.To, m.CC, m.BCC)
		}
		for header, value := range m.Headers {
			if strings.ContainsAny(header+value, "\r\n") || strings.Contains(value, name) {
				t.Errorf("%q: header %s: %q", name, header, value)
			}
		}
	}
	if taken < 5 {
		t.Errorf("only %d names were taken", taken)
	}
}

// TestFormulasInExports makes things whose names are formulas, by form and by imported file, and exports the audit log:
// no cell is a formula. A name that is exported and imported again is what it was.
func TestFormulasInExports(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "=Acme")
	formulas := []string{`=HYPERLINK("evil","x")`, "+1+1", "-2+3", "@SUM(A1)", "＝1+1", `=cmd|' /C calc'!A0`}
	for _, f := range formulas {
		user := harness.NewUser(api.Auditor)
		user["first_name"], user["last_name"] = f, f
		owner.Do(t, "POST", owner.Path("users"), user).Want(t, 201, "")
		owner.Do(t, "POST", owner.Path("flows"), map[string]any{"name": f, "definition": map[string]any{}}).Want(t, 201, "")
		owner.Do(t, "POST", owner.Path("api-keys"), map[string]string{"name": f, "role": "auditor"}).Want(t, 201, "")
		owner.Do(t, "PATCH", owner.Path(), map[string]string{"name": f}).Want(t, 200, "")
	}
	email := harness.Address("imported")
	owner.Do(t, "POST", owner.Path("users", "import"),
		client.CSV("email,first name,last name,role\r\n"+email+",'=1+1,'-Grace,auditor\r\n")).Want(t, 200, "")
	users := harness.Into[api.Page[api.User]](t, owner.Do(t, "GET", owner.Path("users?q="+email), nil).Want(t, 200, ""))
	if len(users.Data) != 1 || users.Data[0].FirstName != "=1+1" || users.Data[0].LastName != "-Grace" {
		t.Errorf("imported %+v", users.Data)
	}
	owner.Header.Set("Accept", "text/csv")
	a := owner.Do(t, "GET", owner.Path("audit-events?limit=100"), nil).Want(t, 200, "")
	rows, err := csv.NewReader(strings.NewReader(string(a.Body))).ReadAll()
	if err != nil || len(rows) < 4*len(formulas) {
		t.Fatalf("%v, %d rows", err, len(rows))
	}
	guarded := 0
	for _, row := range rows {
		for _, cell := range row {
			if strings.IndexAny(strings.TrimSpace(cell), "=+-@＝") == 0 {
				t.Errorf("a formula: %q", cell)
			}
			if strings.HasPrefix(cell, "'") {
				guarded++
			}
		}
	}
	if !strings.Contains(string(a.Body), "HYPERLINK") || guarded < 2*len(formulas) {
		t.Errorf("%d cells are guarded:\n%s", guarded, a.Body)
	}
}
