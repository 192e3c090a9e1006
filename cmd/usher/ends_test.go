package main

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/test/harness"
	"usher/test/localtest"
)

// TestOperatorsCommands runs the commands about organizations and people, and looks for each in the audit log.
func TestOperatorsCommands(t *testing.T) {
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	auditor, invited := owner.Join(t, api.Auditor), owner.Invite(t, api.Auditor)
	for name, value := range map[string]string{"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
		"AWS_ENDPOINT_URL_DYNAMODB": localtest.Database(t), "USHER_TABLE": s.Table} {
		t.Setenv(name, value)
	}
	usher := func(want, command string, args ...string) {
		t.Helper()
		var out bytes.Buffer
		err := run(t.Context(), append(strings.Fields(command), args...), &out)
		if text := out.String(); err == nil && !strings.Contains(text, want) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s %v: %v %s", command, args, err, text)
		}
	}
	logged := func(action string, n int) {
		t.Helper()
		events := owner.Events(t, url.Values{"action": {action}})
		if len(events) != n || n > 0 && (events[0].Actor.Type != "operator" || events[0].Actor.ID == "") {
			t.Errorf("%s: %+v", action, events)
		}
	}
	usher("Acme ("+owner.Org+")", "organization find --organization", owner.Org)
	usher("is suspended", "organization suspend --organization", owner.Org)
	usher("suspended since", "organization find --organization", owner.Org)
	owner.Do(t, "PATCH", owner.Path(), map[string]string{"name": "x"}).Want(t, 403, "suspended")
	grace := harness.Address("grace")
	usher(grace+" is invited", "organization add-owner --organization", owner.Org, "--owner", "Grace Hopper <"+grace+">")
	usher("is not suspended", "organization resume --organization", owner.Org)
	usher("is active as an Owner", "organization add-owner --organization", owner.Org, "--owner", "A B <"+auditor.Email+">")
	usher("is active as an Owner", "organization add-owner --organization", owner.Org, "--owner", "A B <"+auditor.Email+">")
	usher("is invited in this organization", "organization add-owner --organization", owner.Org, "--owner", "A B <"+invited.Email+">")
	auditor.Do(t, "PATCH", owner.Path(), map[string]string{"name": "Acme & Sons"}).Want(t, 200, "")
	usher("has an account", "person find --email", auditor.Email)
	usher(auditor.ID+", owner, active", "person find --email", auditor.Email)
	usher("has no account", "person find --email", invited.Email)
	usher("have ended", "person end-sessions --email", auditor.Email)
	auditor.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	auditor.SignIn(t, auditor.Email, harness.Password).Want(t, 200, "")
	usher("has no account", "person end-sessions --email", invited.Email)
	usher("no second factor", "person reset-factors --email", auditor.Email, "--confirm", auditor.Email)
	auditor.AddTOTP(t)
	auditor.AddPasskey(t, "Laptop")
	usher("nothing was changed", "person reset-factors --email", auditor.Email)
	usher("no second factor any more", "person reset-factors --email", auditor.Email, "--confirm", auditor.Email)
	auditor.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	if a := harness.Into[api.SignedIn](t, auditor.SignIn(t, auditor.Email, harness.Password)); a.SecondFactor != nil {
		t.Errorf("%+v", a)
	}
	if f := harness.Into[api.Factors](t, auditor.Do(t, "GET", "/v1/me/factors", nil)); f.TOTP != nil ||
		len(f.Passkeys)+f.RecoveryCodes > 0 {
		t.Errorf("%+v", f)
	}
	usher("nothing was changed", "person erase --email", invited.Email, "--confirm", auditor.Email)
	usher("is erased", "person erase --email", invited.Email, "--confirm", invited.Email)
	owner.Do(t, "GET", owner.Path("users", invited.ID), nil).Want(t, 404, "not_found")
	usher("Nobody", "person erase --email", harness.Address("nobody"), "--confirm", "x")
	usher("Nobody", "person find --email", harness.Address("nobody"))
	usher("--email", "person find --email", "nobody")
	usher("org_", "organization add-owner --organization", "x")
	none := "org_01k0000000000000000000000a"
	for _, command := range []string{"find", "suspend", "resume"} {
		usher("no such", "organization "+command+" --organization", none)
		usher("org_", "organization "+command+" --organization", "x")
	}
	usher("no such", "organization add-owner --organization", none, "--owner", "A B <"+auditor.Email+">")
	owner.Recount(t)
	for action, n := range map[string]int{"organization.find": 2, "organization.suspend": 1, "organization.resume": 1,
		"person.find": 5, "person.end_sessions": 1, "person.reset_factors": 1, "user.erase": 1} {
		logged(action, n)
	}
}
