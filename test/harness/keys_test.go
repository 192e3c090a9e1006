package harness_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/test/harness"
)

// TestKeysAndFlows follows a key from its making to its end, and does flows with it.
func TestKeysAndFlows(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, stranger := s.Found(t, "Acme"), s.Found(t, "Other")
	expires := s.Clock.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	made := harness.Into[api.NewAPIKey](t, owner.Do(t, "POST", owner.Path("api-keys"), map[string]string{"name": "CI", "role": "owner", "expires_at": expires}).Want(t, 201, ""))
	if !strings.HasPrefix(made.Secret, "usk_") || !strings.HasSuffix(made.Secret, made.Hint) || made.CreatedBy.ID != owner.ID {
		t.Errorf("made %+v", made.APIKey)
	}
	program := s.Browser()
	program.Header.Set("Authorization", "Bearer "+made.Secret)
	me := harness.Into[api.Me](t, program.Do(t, "GET", "/v1/me", nil).Want(t, 200, ""))
	if me.Identity != nil || me.APIKey.ID != made.ID || me.Memberships[0].Organization.ID != owner.Org {
		t.Errorf("me %+v", me)
	}
	flow := harness.Into[api.WholeFlow](t, program.Do(t, "POST", owner.Path("flows"),
		`{"name":"Age","definition":{"b":1, "a":[1.50,"\u00e9"]}}`).Want(t, 201, ""))
	if string(flow.Definition) != `{"b":1, "a":[1.50,"\u00e9"]}` && string(flow.Definition) != `{"b":1,"a":[1.50,"\u00e9"]}` {
		t.Errorf("the definition came back as %s", flow.Definition)
	}
	stranger.Do(t, "GET", stranger.Path("flows", flow.ID), nil).Want(t, 404, "not_found")
	stranger.Do(t, "DELETE", stranger.Path("api-keys", made.ID), nil).Want(t, 404, "not_found")
	program.Header.Set("If-Match", `"9"`)
	program.Do(t, "DELETE", owner.Path("flows", flow.ID), nil).Want(t, 412, "version_conflict")
	program.Header.Del("If-Match")
	big := `{"name":"Big","definition":{"x":"` + strings.Repeat("a", 256<<10) + `"}}`
	program.Do(t, "POST", owner.Path("flows"), big).Want(t, 400, "invalid_request")
	program.Do(t, "POST", owner.Path("flows"), strings.Replace(big, strings.Repeat("a", 1<<10), "", 1)).Want(t, 201, "")
	list := harness.Into[api.Page[api.APIKey]](t, owner.Do(t, "GET", owner.Path("api-keys"), nil).Want(t, 200, ""))
	if len(list.Data) != 1 || list.Data[0].LastUsed == nil {
		t.Errorf("keys %+v", list.Data)
	}
	if strings.Contains(s.Log.String(), made.Secret) {
		t.Error("the log holds the secret")
	}
	for what, bearer := range map[string]string{"mistyped": made.Secret[:40] + "x" + made.Secret[41:], "cut off": made.Secret[:50], "basic": "Basic abc", "empty": " "} {
		b := s.Browser()
		b.Header.Set("Authorization", "Bearer "+bearer)
		if a := b.Do(t, "GET", owner.Path(), nil); a.Code() != "unauthenticated" {
			t.Errorf("%s: %d %s", what, a.Status, a.Code())
		}
	}
	s.Clock.Advance(time.Hour + time.Second)
	program.Do(t, "GET", owner.Path(), nil).Want(t, 401, "unauthenticated")
}

// TestKeysAreNoPeople refuses keys what only people do, and a cookie beside a bad key.
func TestKeysAreNoPeople(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	program := owner.Program(t, api.Owner)
	program.Do(t, "POST", "/v1/sessions", goodBody("sign-in")).Want(t, 403, "forbidden")
	program.Do(t, "POST", "/v1/organizations", goodBody("create-organization")).Want(t, 403, "forbidden")
	u := owner.Invite(t, api.Auditor)
	program.Do(t, "POST", "/v1/invitations/"+s.Token(t, owner.Org, u.ID)+"/accept", goodBody("accept-invitation")).Want(t, 403, "forbidden")
	program.Do(t, "DELETE", "/v1/sessions/current", nil).Want(t, 401, "unauthenticated")
	owner.Header.Set("Authorization", "Bearer usk_nonsense")
	owner.Do(t, "GET", owner.Path(), nil).Want(t, 401, "unauthenticated")
	owner.Header.Del("Authorization")
	owner.Do(t, "DELETE", owner.Path("api-keys", program.ID), nil).Want(t, http.StatusNoContent, "")
	program.Do(t, "POST", owner.Path("users"), harness.NewUser(api.Auditor)).Want(t, 401, "unauthenticated")
}
