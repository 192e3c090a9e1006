package acceptance_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/lib/invalid"
	"usher/test/client"
	"usher/test/harness"
)

// bodies are what a body may wrongly be, whatever the operation.
func bodies() map[string]string {
	return map[string]string{
		"empty": "", "not JSON": "{", "trailing": `{} {}`, "array": "[]", "string": `"x"`, "number": "1", "null": "null",
		"unknown field": `{"surprise":1}`, "prototype": `{"__proto__":{"role":"owner"}}`, "twice": `{"name":"a","name":"b"}`,
		"1 MB":          `{"name":"` + strings.Repeat("a", 1<<20) + `"}`,
		"deep":          strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000),
		"invalid UTF-8": "{\"name\":\"\xff\xfe\"}", "lone surrogate": `{"name":"\ud800","email":"\udfff"}`,
		"control":     `{"name":"a\u0000b","first_name":"\u001b[31m"}`,
		"wrong types": `{"name":1,"owner":[],"email":{},"role":true,"password":null,"settings":"x","first_name":1.5}`,
		"huge number": `{"settings":{"invitation_days":1e400}}`, "BOM": "\ufeff{}",
	}
}

// TestHostileBodies sends every operation every wrong body: always a 4xx that is
// a whole problem, never a 500, and nothing changes.
func TestHostileBodies(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	invited := owner.Invite(t, api.Auditor)
	token := s.Token(t, owner.Org, invited.ID)
	fill := strings.NewReplacer("{org}", owner.Org, "{user}", invited.ID, "{token}", token)
	for _, op := range api.Operations() {
		if op.BodyLimit == 0 {
			continue
		}
		for name, body := range bodies() {
			if op.ID == "put-logo" {
				owner.Header.Set("Content-Type", "image/png")
			}
			a := owner.Do(t, op.Method, fill.Replace(op.Path), body)
			checkRefusal(t, op.ID+" "+name, a)
		}
		owner.Header.Del("Content-Type")
		b := s.Browser()
		b.Header.Set("Content-Type", "text/plain")
		checkRefusal(t, op.ID+" as text", b.Do(t, op.Method, fill.Replace(op.Path), "{}"))
	}
	if got := s.User(t, owner.Org, invited.ID); got.Version != 1 {
		t.Errorf("the user changed: %+v", got)
	}
	if got := s.Organization(t, owner.Org); got.Version != 1 || got.SeatsUsed != 2 {
		t.Errorf("the organization changed: %+v", got)
	}
}

func checkRefusal(t *testing.T, what string, a client.Answer) {
	t.Helper()
	p := harness.Into[problem.Document](t, a)
	if a.Status < 400 || a.Status >= 500 || p.Status != a.Status || p.Code == "" || p.RequestID == "" || p.Title == "" ||
		a.Header.Get("Content-Type") != problem.MediaType {
		t.Errorf("%s: %d %.300s", what, a.Status, a.Body)
	}
	if len(a.Body) > 4096 {
		t.Errorf("%s: an answer of %d bytes echoes its input", what, len(a.Body))
	}
}

// TestHostilePathsAndQueries sends ids, tokens, cursors and parameters that are none.
func TestHostilePathsAndQueries(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	bad := []string{"x", "org_", "usr_", "usr_01k0000000000000000000000A", "ORG%23x", "%00", "%ff", "..%2f..",
		strings.Repeat("a", 3000), "org_01k0000000000000000000000a%0A", "%F0%9F%92%A9"}
	for _, op := range api.Operations() {
		if !strings.Contains(op.Path, "{") {
			continue
		}
		for _, id := range bad {
			for _, path := range []string{
				strings.NewReplacer("{org}", id, "{user}", owner.ID, "{token}", id, "{key}", id, "{flow}", id, "{session}", id).
					Replace(op.Path),
				strings.NewReplacer("{org}", owner.Org, "{user}", id, "{token}", id, "{key}", id, "{flow}", id, "{session}", id).
					Replace(op.Path),
			} {
				if path == strings.NewReplacer("{org}", owner.Org, "{user}", owner.ID).Replace(op.Path) {
					continue // an operation without this placeholder
				}
				a := owner.Do(t, op.Method, path, harness.Body(op.ID))
				checkRefusal(t, op.Method+" "+path, a)
				if a.Status != http.StatusNotFound {
					t.Errorf("%s %.80s: %d %s, want 404", op.Method, path, a.Status, a.Code())
				}
			}
		}
	}
	for _, q := range []string{"limit=0", "limit=101", "limit=-1", "limit=ten", "limit=1e2", "limit=1&limit=2", "cursor=x",
		"cursor=" + strings.Repeat("A", 40),
		"cursor=" + strings.Repeat("A", 5000), "status=none", "role=king", "q=" + strings.Repeat("q", 255), "q=%00", "q=%ff",
		"surprise=1", "%zz", "a=b;c=d"} {
		checkRefusal(t, q, owner.Do(t, "GET", owner.Path("users?"+q), nil).Want(t, 400, "invalid_request"))
	}
	for _, cookie := range []string{"usher=", "usher=x", "usher=" + strings.Repeat("A", 90),
		"usher=" + url.QueryEscape("é\n")} {
		b := s.Browser()
		b.Header.Set("Cookie", cookie)
		b.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	}
}

// TestEveryBadFieldIsNamed wants all of them at once.
func TestEveryBadFieldIsNamed(t *testing.T) {
	t.Parallel()
	a := harness.New(t).Browser().Do(t, "POST", "/v1/organizations",
		`{"name":"  ","owner":{"email":"no","first_name":7,"extra":1},"plan":"gold"}`).Want(t, 400, "invalid_request")
	fields := map[string]invalid.Code{}
	for _, f := range harness.Into[problem.Document](t, a).Errors {
		fields[f.Field] = f.Code
	}
	want := map[string]invalid.Code{"name": "required", "owner.email": "no_at_sign", "owner.first_name": "wrong_type",
		"owner.extra": "unknown_field", "plan": "unknown_field"}
	if fmt.Sprint(fields) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", fields, want)
	}
}
