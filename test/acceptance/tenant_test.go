package acceptance_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/test/harness"
)

// TestIDsOfAnotherTenant fills the placeholders of every operation with ids of
// two organizations, in every mixture that is not wholly one's own: by session
// and by key, always 404, nothing of the other is told, and nothing is written.
func TestIDsOfAnotherTenant(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, other := s.Found(t, "Acme"), s.Found(t, "Theirs, secret")
	ours, theirs := ids(t, owner), ids(t, other)
	program := owner.Program(t, api.Owner)
	program.Do(t, "GET", owner.Path(), nil).Want(t, 200, "") // notes the key's use, which is a write
	before := s.Contents(t)
	for _, op := range api.Operations() {
		names := placeholders(op.Path)
		if len(names) == 0 {
			continue
		}
		for mixture := 1; mixture < 1<<len(names); mixture++ { // each bit: that id is theirs
			path := op.Path
			for i, name := range names {
				from := ours
				if mixture&(1<<i) != 0 {
					from = theirs
				}
				path = strings.ReplaceAll(path, name, from[name])
			}
			for who, caller := range map[string]harness.Member{"session": owner, "key": program} {
				a := caller.Do(t, op.Method, path, harness.Body(op.ID))
				refused := a.Status == 404 && a.Code() == "not_found" ||
					who == "key" && op.Caller == api.Person && a.Status == 401
				if !refused || strings.Contains(string(a.Body), "secret") || strings.Contains(string(a.Body), other.Email) {
					t.Errorf("%s %s by %s: %d %s", op.Method, path, who, a.Status, a.Body)
				}
			}
		}
	}
	s.Unchanged(t, before)
}

// placeholders are the names of the ids in a path: all except tokens.
func placeholders(path string) (names []string) {
	for part := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(part, "{") && part != "{token}" {
			names = append(names, part)
		}
	}
	return names
}

// ids are things of the member's, by placeholder.
func ids(t *testing.T, m harness.Member) map[string]string {
	t.Helper()
	fill, all := filler(t, m), map[string]string{}
	for _, name := range []string{"{org}", "{user}", "{key}", "{flow}", "{session}"} {
		all[name] = fill.Replace(name)
	}
	return all
}

// TestQueriesNameNoOtherTenant puts another tenant's ids where a query takes
// one: nothing is found, and the same as for an id of nobody.
func TestQueriesNameNoOtherTenant(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, other := s.Found(t, "Acme"), s.Found(t, "Other")
	theirs := ids(t, other)
	for _, query := range []string{"api-keys?created_by=", "audit-events?actor=", "audit-events?target=", "users?q="} {
		for what, id := range map[string]string{"user": theirs["{user}"], "owner": other.ID, "key": theirs["{key}"],
			"organization": other.Org, "address": other.Email, "nobody": "usr_01k0000000000000000000000a"} {
			a := owner.Do(t, "GET", owner.Path(query+url.QueryEscape(id)), nil).Want(t, 200, "")
			if page := harness.Into[api.Page[any]](t, a); len(page.Data) != 0 || page.NextCursor != nil {
				t.Errorf("%s by a %s of theirs: %s", query, what, a.Body)
			}
		}
	}
}

// TestCursorsOfAnotherTenant takes cursors of every list of one organization to
// the other, and to the other lists, and forges one for the place behind it.
func TestCursorsOfAnotherTenant(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, other := s.Found(t, "Acme"), s.Found(t, "Other")
	lists := []string{"users", "api-keys", "audit-events", "flows", "users?q=user-"}
	cursors := map[string]string{}
	for range 3 {
		ids(t, other)
	}
	for _, list := range lists {
		page := harness.Into[api.Page[any]](t, other.Do(t, "GET", other.Path(with(list, "limit=1")), nil).Want(t, 200, ""))
		if page.NextCursor == nil {
			t.Fatalf("%s has one page", list)
		}
		cursors[list] = *page.NextCursor
		other.Do(t, "GET", other.Path(with(list, "limit=1&cursor="+cursors[list])), nil).Want(t, 200, "")
	}
	for from, cursor := range cursors {
		for _, to := range lists {
			a := owner.Do(t, "GET", owner.Path(with(to, "cursor="+cursor)), nil)
			if a.Status != 400 || !strings.Contains(string(a.Body), "invalid_cursor") {
				t.Errorf("a cursor of their %s in our %s: %d %s", from, to, a.Status, a.Body)
			}
			if from != to {
				other.Do(t, "GET", other.Path(with(to, "cursor="+cursor)), nil).Want(t, 400, "invalid_request")
			}
		}
	}
}

func with(list, query string) string {
	if strings.Contains(list, "?") {
		return list + "&" + query
	}
	return list + "?" + query
}

// extras are fields that records have and no body may.
func extras() []string {
	return []string{`"id":"usr_01k0000000000000000000000a"`, `"version":9`, `"status":"active"`, `"plan":"business"`,
		`"seat_limit":1000`, `"seats":{"limit":1000}`, `"seats_used":0`,
		`"org":"org_01k0000000000000000000000a"`, `"organization":{"id":"org_01k0000000000000000000000a"}`,
		`"user_id":"usr_01k0000000000000000000000a"`, `"created_at":"2020-01-01T00:00:00Z"`,
		`"created_by":"usr_01k0000000000000000000000a"`, `"password_hash":"x"`, `"generation":1`, `"secret":"x"`,
		`"permissions":["users.remove"]`, `"active_owners":2`, `"pk":"x"`, `"ttl":1`,
		`"invitation":{"delivery":"sent"}`, `"token":"x"`, `"User":"x"`, `"__proto__":{}`, `"settings.locale":"nl"`,
		`"email ":"x@example.com"`}
}

func jsonOf(body any) (string, error) {
	raw, err := json.Marshal(body)
	return string(raw), err
}

// braces are where a body's objects begin, behind the brace.
func braces(body string) (at []int) {
	for i, r := range body {
		if r == '{' {
			at = append(at, i+1)
		}
	}
	return at
}

// TestFieldsThatNoBodyHas adds each of them to a good body of every operation,
// and to the objects within, and puts them into the query: 400, nothing changes.
func TestFieldsThatNoBodyHas(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	auditor, fill := owner.Join(t, api.Auditor), filler(t, owner)
	refused := 0
	before := s.Contents(t)
	for _, op := range api.Operations() {
		if !slices.Contains(op.Bodies, api.JSONBody) {
			continue
		}
		good, err := jsonOf(harness.Body(op.ID))
		if err != nil {
			t.Fatal(err)
		}
		for _, extra := range extras() {
			for _, at := range braces(good) {
				body := good[:at] + extra + "," + good[at:]
				if strings.Contains(good[:at], `"definition":`) || strings.Contains(good[:at], `"credential":`) {
					continue // is whatever its owner, or the browser, says
				}
				a := owner.Do(t, op.Method, fill.Replace(op.Path), body)
				row := op.ID == "import-users" && strings.Contains(string(a.Body), `"created":0`) &&
					strings.Contains(string(a.Body), "unknown_field") // refused row by row
				if a.Status != 400 && !row {
					t.Errorf("%s took %s: %d %s", op.ID, body, a.Status, a.Body)
				}
				refused++
			}
		}
		for _, query := range []string{"role=owner", "status=active", "version=9", "user=" + auditor.ID, "org=x",
			"_method=DELETE"} {
			if op.ID == "import-users" && query == "role=owner" {
				continue // which is what a list may be given
			}
			if a := owner.Do(t, op.Method, fill.Replace(op.Path)+"?"+query, good); a.Status != 400 {
				t.Errorf("%s took ?%s: %d %s", op.ID, query, a.Status, a.Body)
			}
		}
	}
	self := auditor.Path("users", auditor.ID)
	auditor.Do(t, "PATCH", self, `{"first_name":"Grete","role":"owner"}`).Want(t, 403, "forbidden")
	for _, field := range []string{"email", "status", "version", "id"} {
		auditor.Do(t, "PATCH", self, fmt.Sprintf(`{"first_name":"Grete",%q:"owner"}`, field)).Want(t, 400, "invalid_request")
	}
	if s.Unchanged(t, before); refused < 200 {
		t.Errorf("only %d bodies were refused", refused)
	}
}
