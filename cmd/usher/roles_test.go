package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/test/harness"
	"usher/test/localtest"
)

// TestRolesInUse: a stage's file that has a role no more which somebody has is found out before it is deployed.
func TestRolesInUse(t *testing.T) {
	const clerk = `{"id":"clerk","name":{"en":"Clerk","nl":"Klerk"},"description":{"en":"can file","nl":"kan archiveren"},` +
		`"permissions":["files:write","users:read"]}`
	roles, err := api.ParseRoles("[" + clerk + "]")
	if err != nil {
		t.Fatal(err)
	}
	s := harness.New(t, func(a *app.App) { a.Config.Roles = roles })
	owner := s.Found(t, "Acme")
	owner.Program(t, "clerk")
	owner.Join(t, "clerk")
	for range 6 {
		owner.Invite(t, "clerk")
	}
	answer := http.StatusOK
	lambda := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.URL.Path, "usher-dev-list-roles") || answer == http.StatusNotFound {
			w.Header().Set("X-Amzn-Errortype", "ResourceNotFoundException")
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.WriteHeader(answer)
		_, _ = fmt.Fprintf(w, `{"Environment":{"Variables":{"USHER_ROLES":%q}}}`, roles.Compact())
	}))
	t.Cleanup(lambda.Close)
	for name, value := range map[string]string{"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
		"AWS_ENDPOINT_URL_DYNAMODB": localtest.Database(t), "AWS_ENDPOINT_URL_LAMBDA": lambda.URL, "USHER_TABLE": s.Table} {
		t.Setenv(name, value)
	}
	folder := t.TempDir()
	check := func(file, want string, args ...string) {
		t.Helper()
		text := `{"keep":false,"sender":"no-reply@acme.example","roles":[` + file + `]}`
		if err := os.WriteFile(filepath.Join(folder, "dev.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		err := run(t.Context(), append([]string{"roles", "check", "--stages", folder}, args...), &out)
		if got := fmt.Sprint(out.String(), err); !strings.Contains(got, want) || strings.Contains(got, "@") {
			t.Errorf("%s %v: %s, want %q", file, args, got, want)
		}
	}
	check(clerk, "nobody has")
	check("", "clerk: 7 users and 1 API keys: ")
	check("", " and 3 more\n")
	check("", "roles that are in use", "--if-taken")
	check(clerk, "<nil>", "--if-taken")
	answer = http.StatusForbidden
	check("", "roles that are in use", "--if-taken")
	answer = http.StatusNotFound // nothing is deployed
	check("", "<nil>", "--if-taken")
	for _, u := range harness.All[api.User](t, owner, "users?limit=100") {
		if u.Role == "clerk" {
			owner.Do(t, "DELETE", owner.Path("users", u.ID), nil)
		}
	}
	for _, k := range harness.All[api.APIKey](t, owner, "api-keys") {
		owner.Do(t, "DELETE", owner.Path("api-keys", k.ID), nil)
	}
	check("", "nobody has")
}
