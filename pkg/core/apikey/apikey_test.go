package apikey_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/test/client"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// TestKey follows a key from its making to its end.
func TestKey(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, stranger := s.Found(t, "Acme"), s.Found(t, "Other")
	expires := s.Clock.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	made := harness.Into[api.NewAPIKey](t, owner.Do(t, "POST", owner.Path("api-keys"),
		map[string]string{"name": "CI", "role": "owner", "expires_at": expires}).Want(t, 201, ""))
	if !strings.HasPrefix(made.Secret, "usk_") || !strings.HasSuffix(made.Secret, made.Hint) ||
		made.CreatedBy.ID != owner.ID {
		t.Errorf("made %+v", made.APIKey)
	}
	program := s.Browser()
	program.UseKey(made.Secret)
	me := harness.Into[api.Me](t, program.Do(t, "GET", "/v1/me", nil).Want(t, 200, ""))
	if me.Identity != nil || me.APIKey.ID != made.ID || me.Memberships[0].Organization.ID != owner.Org {
		t.Errorf("me %+v", me)
	}
	stranger.Do(t, "DELETE", stranger.Path("api-keys", made.ID), nil).Want(t, 404, "not_found")
	program.Do(t, "POST", owner.Path("flows"), harness.Body("create-flow")).Want(t, 201, "")
	list := harness.Into[api.Page[api.APIKey]](t, owner.Do(t, "GET", owner.Path("api-keys"), nil).Want(t, 200, ""))
	if len(list.Data) != 1 || list.Data[0].LastUsed == nil {
		t.Errorf("keys %+v", list.Data)
	}
	if strings.Contains(s.Log.String(), made.Secret) {
		t.Error("the log holds the secret")
	}
	other := "x"
	if made.Secret[40:41] == other {
		other = "y"
	}
	for what, bearer := range map[string]string{"mistyped": made.Secret[:40] + other + made.Secret[41:],
		"cut off": made.Secret[:50], "basic": "Basic abc", "empty": " "} {
		if a := s.WithHeader("Authorization", "Bearer "+bearer).Do(t, "GET", owner.Path(),
			nil); a.Code() != "unauthenticated" {
			t.Errorf("%s: %d %s", what, a.Status, a.Code())
		}
	}
	s.Clock.Advance(time.Hour + time.Second)
	program.Do(t, "GET", owner.Path(), nil).Want(t, 401, "unauthenticated")
}

// TestKeysAreNotPeople refuses keys what only people do, and a cookie beside a bad key.
func TestKeysAreNotPeople(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	program := owner.Program(t, api.Owner)
	program.Do(t, "POST", "/v1/sessions", harness.Body("sign-in")).Want(t, 403, "forbidden")
	program.Do(t, "POST", "/v1/organizations", harness.Body("create-organization")).Want(t, 403, "forbidden")
	u := owner.Invite(t, api.Auditor)
	program.Accept(t, s.Token(t, owner.Org, u.ID), harness.Password).Want(t, 403, "forbidden")
	program.Do(t, "DELETE", "/v1/sessions/current", nil).Want(t, 401, "unauthenticated")
	owner.Header.Set("Authorization", "Bearer usk_nonsense")
	owner.Do(t, "GET", owner.Path(), nil).Want(t, 401, "unauthenticated")
	owner.Header.Del("Authorization")
	owner.Do(t, "DELETE", owner.Path("api-keys", program.ID), nil).Want(t, http.StatusNoContent, "")
	program.Do(t, "POST", owner.Path("users"), harness.NewUser(api.Auditor)).Want(t, 401, "unauthenticated")
}

// TestAKeysKey expires no later than the key it was made with, and a chain of them is bounded.
func TestAKeysKey(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	create := func(by harness.Member, expires any) client.Answer {
		body := map[string]any{"name": "CI", "role": "owner"}
		if at, ok := expires.(time.Time); ok {
			body["expires_at"] = at.UTC().Format(time.RFC3339)
		}
		return by.Do(t, "POST", owner.Path("api-keys"), body)
	}
	program := func(a client.Answer) harness.Member {
		key := harness.Into[api.NewAPIKey](t, a.Want(t, 201, ""))
		b := s.Browser()
		b.UseKey(key.Secret)
		return harness.Member{Browser: b, Org: owner.Org, ID: key.ID}
	}
	end := s.Clock.Now().Add(3 * time.Second).Truncate(time.Second)
	first := program(create(owner, end))
	create(first, end.Add(time.Second)).Want(t, 400, "invalid_request")
	child := program(create(first, nil))
	child.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
	s.Clock.Advance(4 * time.Second)
	first.Do(t, "GET", owner.Path(), nil).Want(t, 401, "unauthenticated")
	child.Do(t, "GET", owner.Path(), nil).Want(t, 401, "unauthenticated")
	if n := len(harness.All[api.APIKey](t, owner, "api-keys")); n != 0 {
		t.Errorf("%d keys are listed", n)
	}
	key := owner.Program(t, api.Owner)
	for range access.MaxAncestors {
		key = program(create(key, nil))
	}
	create(key, nil).Want(t, 409, "invalid_state")
	key.Do(t, "PATCH", owner.Path(), map[string]string{"name": "Deep"}).Want(t, 200, "")
}

// TestKeysAreBounded: an organization has so many keys, also when they are made at the same time, and those that have
// ended do not count.
func TestKeysAreBounded(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	limit := api.APIKeyLimit(s.Organization(t, owner.Org).SeatLimit)
	body := map[string]any{"name": "CI", "role": "owner", "expires_at": s.Clock.Now().Add(time.Hour).UTC().Format(time.RFC3339)}
	for range 50 {
		owner.Do(t, "POST", owner.Path("api-keys"), body).Want(t, 201, "")
	}
	parent := owner.Program(t, api.Owner)
	for range limit - 53 {
		parent.Program(t, api.Auditor)
	}
	race := func() map[string]int {
		return harness.Together(6, func(int) (client.Answer, error) {
			return owner.Try("POST", owner.Path("api-keys"), map[string]string{"name": "CI", "role": "auditor"})
		})
	}
	count := func(want int) {
		t.Helper()
		stored := s.Organization(t, owner.Org).APIKeys
		if n := len(harness.All[api.APIKey](t, owner, "api-keys?limit=30")); n != want || stored != limit {
			t.Errorf("%d keys are listed, and %d counted, not %d and %d", n, stored, want, limit)
		}
	}
	if answers := race(); answers["201"] != 2 || answers["409quota_reached"] != 4 {
		t.Errorf("answers %v", answers)
	}
	count(limit)
	owner.Do(t, "DELETE", owner.Path("api-keys", parent.ID), nil).Want(t, 204, "") // and so all but 52
	owner.Program(t, api.Auditor)
	count(53)
	for range limit - 53 {
		owner.Program(t, api.Auditor)
	}
	s.Clock.Advance(time.Hour + time.Second)
	owner.Prove(t, "password", harness.Password).Want(t, 204, "")
	if answers := race(); answers["201"] != 6 {
		t.Errorf("answers %v", answers)
	}
}
