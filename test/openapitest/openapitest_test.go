package openapitest_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"usher/test/openapitest"
)

// committed is the document as the repository has it.
func committed(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("../../docs/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func validator(t *testing.T, of []byte) *openapitest.Validator {
	t.Helper()
	v, err := openapitest.NewValidator(of)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// expect wants no error for "", and otherwise one that says it.
func expect(t *testing.T, err error, want string) {
	t.Helper()
	if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %q", err, want)
	}
}

const (
	users  = "/v1/organizations/org_1/users"
	create = `{"email":"ada@example.com","first_name":"Ada","last_name":"Byron","role":"owner"}`
)

func TestRequest(t *testing.T) {
	v := validator(t, committed(t))
	tests := []struct{ name, op, method, target, header, body, want string }{
		{"a list", "list-users", "GET", users + "?limit=100&status=blocked&q=a%20b", "", "", ""},
		{"a limit out of range", "list-users", "GET", users + "?limit=101", "", "", "limit: /: maximum: got 101"},
		{"a limit that is no number", "list-users", "GET", users + "?limit=ten", "", "", "limit: /: got string, want integer"},
		{"a limit in another spelling", "list-users", "GET", users + "?limit=%2010", "", "", "limit: /: got string, want integer"},
		{"a status that is none", "list-users", "GET", users + "?status=gone", "", "", "status: /: value must be one of"},
		{"a parameter of none", "list-users", "GET", users + "?page=2", "", "", "query parameter page"},
		{"a parameter twice", "list-users", "GET", users + "?q=a&q=b", "", "", "q is there 2 times"},
		{"a body where there is none", "list-users", "GET", users, "", "{}", "has a body"},
		{"another method", "list-users", "POST", users, "", "", "is not GET"},
		{"another path", "list-users", "GET", "/v1/organizations/org_1/flows", "", "", "is not /v1/"},
		{"a longer path", "list-users", "GET", users + "/x", "", "", "is not GET"},
		{"an empty id", "list-users", "GET", "/v1/organizations//users", "", "", "org: /: minLength: got 0"},
		{"an id with a slash", "list-users", "GET", "/v1/organizations/a%2Fb/users", "", "", ""},
		{"an operation of none", "list-cats", "GET", users, "", "", "no operation list-cats"},
		{"a creation", "create-user", "POST", users, "Content-Type: application/json; charset=utf-8", create, ""},
		{"a creation with a key", "create-user", "POST", users, "Content-Type: application/json|Idempotency-Key: 1", create, ""},
		{"a key too long", "create-user", "POST", users, "Content-Type: application/json|Idempotency-Key: " + strings.Repeat("k", 256), create, "Idempotency-Key: /: maxLength: got 256"},
		{"no body", "create-user", "POST", users, "Content-Type: application/json", "", "has no body"},
		{"no type", "create-user", "POST", users, "", create, "Content-Type"},
		{"another type", "create-user", "POST", users, "Content-Type: text/plain", create, "text/plain is not in the document"},
		{"no JSON", "create-user", "POST", users, "Content-Type: application/json", `{"a":`, "not JSON"},
		{"two values", "create-user", "POST", users, "Content-Type: application/json", create + create, "after top-level value"},
		{"a field of none", "create-user", "POST", users, "Content-Type: application/json", strings.Replace(create, "{", `{"x":1,`, 1), "additional properties 'x' not allowed"},
		{"a field too few", "create-user", "POST", users, "Content-Type: application/json", `{"email":"ada@example.com","first_name":"Ada"}`, "/: missing property 'role'"},
		{"one name", "create-user", "POST", users, "Content-Type: application/json", `{"email":"ada@example.com","first_name":"Ada","role":"owner"}`, ""},
		{"no address", "create-user", "POST", users, "Content-Type: application/json", strings.Replace(create, "@", " at ", 1), "/email: 'ada at example.com' is not valid email"},
		{"a name too long", "create-user", "POST", users, "Content-Type: application/json", strings.Replace(create, "Ada", strings.Repeat("é", 61), 1), "/first_name: maxLength: got 61"},
		{"a name as long as may be", "create-user", "POST", users, "Content-Type: application/json", strings.Replace(create, "Ada", strings.Repeat("é", 60), 1), ""},
		{"null", "create-user", "POST", users, "Content-Type: application/json", strings.Replace(create, `"Ada"`, "null", 1), "/first_name: got null, want string"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(tt.method, tt.target, nil)
			r.Header = headers(tt.header)
			expect(t, v.Request(tt.op, r, []byte(tt.body)), tt.want)
		})
	}
}

// headers reads "Name: value|Name: value".
func headers(lines string) http.Header {
	h := http.Header{}
	for line := range strings.SplitSeq(lines, "|") {
		if name, value, ok := strings.Cut(line, ": "); ok {
			h.Add(name, value)
		}
	}
	return h
}

const user = `{"id":"usr_1","email":"ada@example.com","first_name":"Ada","last_name":"Byron","role":"owner","status":"invited",` +
	`"logo_url":null,"invitation":{"sent_at":null,"expires_at":"2026-02-07T12:00:00.000Z","sends":0,"delivery":"queued","requested_at":null,"waits_until":null,"sponsor_id":null},` +
	`"last_sign_in_at":null,"second_factor":null,"address_problem":null,"notifications":{"invitation_requested":true,"mail_bounced":true,"owner_added":true,` +
	`"owner_key_created":true},"created_at":"2026-01-31T12:00:00.000Z","updated_at":"2026-01-31T12:00:00.000Z","version":1}`

func failed(code, status string) string {
	return `{"type":"https://usher.example/problems/` + code + `","title":"x","status":` + status + `,"code":"` + code + `","request_id":"req_1"}`
}

func TestResponse(t *testing.T) {
	const (
		json    = "X-Request-Id: req_1|Content-Type: application/json"
		made    = json + `|ETag: "1"|Location: /v1/x`
		failure = "X-Request-Id: req_1|Content-Type: application/problem+json"
	)
	v := validator(t, committed(t))
	before, rest, _ := strings.Cut(user, `{"sent_at"`)
	_, after, _ := strings.Cut(rest, `,"last_sign_in`)
	invitation := func(value string) string { return before + value + `,"last_sign_in` + after }
	tests := []struct {
		name, op     string
		status       int
		header, body string
		want         string
	}{
		{"created", "create-user", 201, made, user, ""},
		{"replayed", "create-user", 201, made + "|Idempotency-Replayed: true", user, ""},
		{"replayed, perhaps", "create-user", 201, made + "|Idempotency-Replayed: false", user, "Idempotency-Replayed: /: value must be 'true'"},
		{"another status", "create-user", 200, made, user, "status 200 is not in the document"},
		{"an operation of none", "create-cat", 201, made, user, "no operation create-cat"},
		{"no tag", "create-user", 201, json + "|Location: /v1/x", user, "ETag is absent"},
		{"no place", "create-user", 201, json + `|ETag: "1"`, user, "Location is absent"},
		{"no request id", "create-user", 201, strings.Replace(made, "X-Request-Id", "X-Id", 1), user, "X-Request-Id is absent"},
		{"a place where nothing was made", "get-user", 200, made, user, "header Location is not in the document"},
		{"a cookie out of nowhere", "get-user", 200, json + `|ETag: "1"|Set-Cookie: usher=x`, user, "header Set-Cookie"},
		{"another type", "create-user", 201, strings.Replace(made, "application/json", "text/html", 1), user, "text/html is not in"},
		{"a member of none", "create-user", 201, made, strings.Replace(user, "{", `{"password":"x",`, 1), "/password: is not in"},
		{"a member of none, within", "create-user", 201, made, strings.Replace(user, `{"sent_at"`, `{"token":"x","sent_at"`, 1), "/invitation/token: is not in"},
		{"a member too few", "create-user", 201, made, strings.Replace(user, `"logo_url":null,`, "", 1), "missing property 'logo_url'"},
		{"null where there is none", "create-user", 201, made, strings.Replace(user, `"Ada"`, "null", 1), "/first_name: got null, want string"},
		{"an object or null", "create-user", 201, made, invitation("null"), ""},
		{"a number for an object or null", "create-user", 201, made, invitation("5"), "/invitation: got number"},
		{"a time that is none", "create-user", 201, made, strings.Replace(user, "2026-02-07T", "2026-02-07 ", 1), "is not valid date-time"},
		{"a role of none", "create-user", 201, made, strings.Replace(user, `"owner"`, `"The King"`, 1), "/role: 'The King' does not match pattern"},
		{"half a version", "create-user", 201, made, strings.Replace(user, `"version":1`, `"version":1.5`, 1), "/version: got number, want integer"},
		{"a list that is null", "list-users", 200, json, `{"data":null,"next_cursor":null}`, "/data: got null, want array"},
		{"a list", "list-users", 200, json, `{"data":[` + user + `],"next_cursor":"x"}`, ""},
		{"a bad item", "list-users", 200, json, `{"data":[` + user + `,{}],"next_cursor":"x"}`, "/data/1: missing properties 'id'"},
		{"nothing", "remove-user", 204, "X-Request-Id: req_1", "", ""},
		{"something where there is nothing", "remove-user", 204, "X-Request-Id: req_1", "{}", "has a body"},
		{"the type of nothing", "remove-user", 204, json, "", "has a body"},
		{"a picture", "get-logo", 200, `X-Request-Id: req_1|ETag: "x"|Content-Type: image/png`, "\x89PNG", ""},
		{"the same picture", "get-logo", 304, `X-Request-Id: req_1|ETag: "x"`, "", ""},
		{"a failure", "create-user", 409, failure, failed("email_taken", "409"), ""},
		{"another operation's failure", "create-user", 409, failure, failed("last_owner", "409"), "/code: value must be one of"},
		{"no code of ours", "create-user", 409, failure, failed("oh_no", "409"), "/code: value must be one of"},
		{"a code of another status", "create-user", 409, failure, failed("email_taken", "400"), "/status: value must be 409"},
		{"a failure as an answer", "create-user", 409, json, failed("email_taken", "409"), "application/json is not in"},
		{"a failure that tells more", "create-user", 409, failure, strings.Replace(failed("email_taken", "409"), "{", `{"stack":"x",`, 1), "/stack: is not in"},
		{"not signed in", "create-user", 401, failure + "|WWW-Authenticate: Bearer", failed("unauthenticated", "401"), ""},
		{"not signed in, not said how", "create-user", 401, failure, failed("unauthenticated", "401"), "WWW-Authenticate is absent"},
		{"too many", "sign-in", 429, failure + "|Retry-After: 30", failed("too_many_requests", "429"), ""},
		{"too many, for how long", "sign-in", 429, failure, failed("too_many_requests", "429"), "Retry-After is absent"},
		{"too many, for no time", "sign-in", 429, failure + "|Retry-After: 0", failed("too_many_requests", "429"), "Retry-After: /: minimum: got 0"},
		{"too many, till a day", "sign-in", 429, failure + "|Retry-After: Friday", failed("too_many_requests", "429"), "Retry-After: /: got string, want integer"},
		{"a status of none", "get-user", 409, failure, failed("email_taken", "409"), "status 409"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			expect(t, v.Response(tt.op, tt.status, headers(tt.header), []byte(tt.body)), tt.want)
		})
	}
}

func TestSchema(t *testing.T) {
	v := validator(t, committed(t))
	expect(t, v.Schema("Status", []byte(`"active"`)), "")
	expect(t, v.Schema("Status", []byte(`"king"`)), "/: value must be one of")
	expect(t, v.Schema("Cat", []byte(`{}`)), "no schema Cat")
}
