package apikey_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
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
