package acceptance_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/transport/lambdahttp"
	"usher/test/harness"
)

// httpQuestion and restQuestion are the events of an authorizer as AWS's manual shows them ("Control access to HTTP
// APIs with Lambda authorizers", payload format 2.0; "Input to an API Gateway Lambda authorizer", type REQUEST).
const (
	httpQuestion = `{"version":"2.0","type":"REQUEST","routeArn":"arn:aws:execute-api:eu-west-1:111122223333:abc/$default/%[1]s/invoices",
		"identitySource":["x"],"routeKey":"%[1]s /invoices","rawPath":"/invoices","rawQueryString":"","cookies":["theme=dark","usher=%[2]s"],
		"headers":%[3]s,"requestContext":{"accountId":"111122223333","apiId":"abc","requestId":"r1",
		"http":{"method":"%[1]s","path":"/invoices","protocol":"HTTP/1.1","sourceIp":"203.0.113.7","userAgent":"x"}},"pathParameters":%[4]s}`
	restQuestion = `{"type":"REQUEST","methodArn":"arn:aws:execute-api:eu-west-1:111122223333:abc/prod/%[1]s/invoices","resource":"/invoices",
		"path":"/invoices","httpMethod":"%[1]s","headers":%[3]s,"queryStringParameters":{},"pathParameters":%[4]s,"stageVariables":{},
		"requestContext":{"path":"/invoices","accountId":"111122223333","stage":"prod","requestId":"r1",
		"identity":{"sourceIp":"203.0.113.7","userAgent":"x"},"resourcePath":"/invoices","httpMethod":"%[1]s","apiId":"abc"}}`
)

// asked is a request to another API of the product.
type asked struct {
	method, cookie string
	headers        map[string]string
	org            string // in the path
}

// answer is what the authorizer answered: "allow" with a context, "deny", or "401".
func (q asked) answer(t *testing.T, s *harness.System, form string) (string, map[string]any) {
	t.Helper()
	headers := map[string]string{"host": "api.acme.example"}
	maps.Copy(headers, q.headers)
	if form == restQuestion && q.cookie != "" {
		headers["Cookie"] = "theme=dark; usher=" + q.cookie
	}
	h, _ := json.Marshal(headers)
	path, _ := json.Marshal(map[string]string{"org": q.org})
	event := fmt.Sprintf(form, q.method, q.cookie, h, path)
	out, err := lambdahttp.Authorizer(app.GetAuthorization(s.App), nil, "proof")(t.Context(), json.RawMessage(event))
	if errors.Is(err, lambdahttp.ErrUnauthorized) {
		return "401", nil
	}
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := json.Marshal(out)
	var got struct {
		IsAuthorized   bool
		Context        map[string]any
		PolicyDocument struct {
			Statement []struct {
				Effect   string
				Resource []string
			}
		}
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	for _, st := range got.PolicyDocument.Statement {
		if st.Resource[0] != "arn:aws:execute-api:eu-west-1:111122223333:abc/prod/*" {
			t.Errorf("the policy is about %v", st.Resource)
		}
		got.IsAuthorized = st.Effect == "Allow"
	}
	if got.IsAuthorized {
		return "allow", got.Context
	}
	return "deny", got.Context
}

// TestAuthorizer holds both forms of Lambda authorizers to the callers that another API of the product lets in, and to
// what that API learns about them.
func TestAuthorizer(t *testing.T) {
	t.Parallel()
	roles, err := api.ParseRoles(`[{"id":"bookkeeper","name":{"en":"Bookkeeper","nl":"Boekhouder"},` +
		`"description":{"en":"x","nl":"x"},"permissions":["invoices:read","invoices:write"]}]`)
	if err != nil {
		t.Fatal(err)
	}
	s := harness.New(t, func(a *app.App) { a.Config.Roles = roles })
	owner, stranger := s.Found(t, "Acme"), s.Found(t, "Other")
	keeper, auditor, blocked, removed := owner.Join(t, "bookkeeper"), owner.Join(t, api.Auditor), owner.Join(t, api.Owner), owner.Join(t, api.Owner)
	session := map[string]string{}
	for name, m := range map[string]harness.Member{"owner": owner, "keeper": keeper, "auditor": auditor, "blocked": blocked, "removed": removed, "stranger": stranger} {
		session[name] = m.NewSession(t)
	}
	owner.Do(t, "POST", owner.Path("users", blocked.ID, "block"), nil).Want(t, 200, "")
	owner.Do(t, "DELETE", owner.Path("users", removed.ID), nil).Want(t, 204, "")
	made := harness.Into[api.NewAPIKey](t, owner.Do(t, "POST", owner.Path("api-keys"), map[string]string{"name": "x", "role": "bookkeeper"}).Want(t, 201, ""))
	key := map[string]string{"authorization": "Bearer " + made.Secret}
	from := func(origin string) map[string]string { return map[string]string{"origin": origin} }
	tests := map[string]struct {
		q          asked
		http, rest string
		may, mayBe string // a permission that the context has, and one that it has not
	}{
		"an Owner":                          {asked{"GET", session["owner"], nil, owner.Org}, "allow", "allow", "invoices:write", "invoices:delete"},
		"a bookkeeper":                      {asked{"GET", session["keeper"], nil, owner.Org}, "allow", "allow", "invoices:write", "users:read"},
		"an Auditor":                        {asked{"GET", session["auditor"], nil, owner.Org}, "allow", "allow", "users:read", "invoices:read"},
		"by the header":                     {asked{"GET", session["keeper"], map[string]string{"x-usher-organization": owner.Org}, ""}, "allow", "allow", "invoices:read", "users:read"},
		"the path before the header":        {asked{"GET", session["keeper"], map[string]string{"x-usher-organization": owner.Org}, stranger.Org}, "deny", "deny", "", ""},
		"of no organization":                {asked{"GET", session["owner"], nil, ""}, "deny", "deny", "", ""},
		"a key":                             {asked{"POST", "", key, ""}, "allow", "allow", "invoices:write", "users:read"},
		"a key of another organization":     {asked{"GET", "", key, stranger.Org}, "deny", "deny", "", ""},
		"a key that is none":                {asked{"GET", session["owner"], map[string]string{"authorization": "Bearer x"}, owner.Org}, "deny", "401", "", ""},
		"blocked":                           {asked{"GET", session["blocked"], nil, owner.Org}, "deny", "deny", "", ""},
		"removed":                           {asked{"GET", session["removed"], nil, owner.Org}, "deny", "deny", "", ""},
		"a stranger":                        {asked{"GET", session["stranger"], nil, owner.Org}, "deny", "deny", "", ""},
		"nobody":                            {asked{"GET", "", nil, owner.Org}, "deny", "401", "", ""},
		"a change from another origin":      {asked{"POST", session["owner"], from("https://evil.example"), owner.Org}, "deny", "deny", "", ""},
		"a change from the dashboard":       {asked{"POST", session["owner"], from("http://usher.test"), owner.Org}, "allow", "allow", "users:read", "x:y"},
		"a reading from another origin":     {asked{"GET", session["owner"], from("https://evil.example"), owner.Org}, "allow", "allow", "users:read", "x:y"},
		"an organization that is no id":     {asked{"GET", session["owner"], nil, "../x"}, "deny", "deny", "", ""},
		"a cookie that cannot be a session": {asked{"GET", "x", nil, owner.Org}, "deny", "401", "", ""},
	}
	check := func(name string, q asked, want, form, may, mayNot string) {
		t.Helper()
		got, with := q.answer(t, s, form)
		permissions := strings.Fields(fmt.Sprint(with["permissions"]))
		has := func(p string) bool { return strings.Contains(" "+strings.Join(permissions, " ")+" ", " "+p+" ") }
		if got != want || got == "allow" && (!has(may) || has(mayNot) || with["organization"] != owner.Org) || got != "allow" && len(with) > 0 {
			t.Errorf("%s: %s %v, want %s", name, got, with, want)
		}
	}
	for name, tt := range tests {
		check(name, tt.q, tt.http, httpQuestion, tt.may, tt.mayBe)
		check(name, tt.q, tt.rest, restQuestion, tt.may, tt.mayBe)
	}
	if _, with := tests["a key"].q.answer(t, s, httpQuestion); with["api_key_id"] != made.ID || with["user_id"] != owner.ID || with["role"] != "bookkeeper" {
		t.Errorf("of a key it is told %v", with)
	}
	path := owner.Path("authorization?permission=invoices:write")
	keeper.Do(t, "GET", path, nil).Want(t, 200, "")
	owner.Do(t, "GET", path, nil).Want(t, 200, "")
	auditor.Do(t, "GET", path, nil).Want(t, 403, "forbidden")
	auditor.Do(t, "GET", owner.Path("authorization"), nil).Want(t, 200, "")
	blocked.Do(t, "GET", path, nil).Want(t, 403, "blocked")
	stranger.Do(t, "GET", path, nil).Want(t, 404, "not_found")
	suspend(t, s, owner.Org, true)
	keeper.Do(t, "GET", path, nil).Want(t, http.StatusForbidden, "suspended")
	for _, form := range []string{httpQuestion, restQuestion} {
		check("suspended", asked{"GET", session["owner"], nil, owner.Org}, "deny", form, "", "")
		check("suspended, a key", asked{"GET", "", key, ""}, "deny", form, "", "")
	}
}

// TestAuthorizerThatCannotAsk returns an error, of which API Gateway makes a 500, and lets nobody through.
func TestAuthorizerThatCannotAsk(t *testing.T) {
	t.Parallel()
	bad := errors.New("a bad setting")
	if out, err := lambdahttp.Authorizer(nil, bad, "")(t.Context(), json.RawMessage(`{"type":"REQUEST"}`)); !errors.Is(err, bad) || out != nil {
		t.Errorf("%v, %v", out, err)
	}
	if out, err := lambdahttp.Authorizer(nil, nil, "")(t.Context(), json.RawMessage(`[`)); err == nil || out != nil {
		t.Errorf("%v, %v", out, err)
	}
}
