package acceptance_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// TestEveryCallerOnEveryOperation walks every operation in an organization with every kind of caller and holds the
// answers to the permissions. A new operation is in it without being added.
func TestEveryCallerOnEveryOperation(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	callers := demandingCallers(t, s)
	names := slices.Sorted(maps.Keys(callers))
	for _, op := range api.Operations() {
		if !strings.Contains(op.Path, "{org}") {
			continue
		}
		owner := callers["owner"]
		for _, name := range names {
			path := things(t, owner, op.Path)
			a := callers[name].Do(t, op.Method, path, harness.Body(op.ID))
			if want := expected(name, op.Route); want != "" && a.Code() != want {
				t.Errorf("%s by %s: %d %s, want %s", op.ID, name, a.Status, a.Code(), want)
			} else if want == "" && (a.Code() == "forbidden" || a.Status == 401 || a.Status == 404 || a.Status >= 500) {
				t.Errorf("%s by %s: %d %s", op.ID, name, a.Status, a.Code())
			}
			for _, u := range harness.Into[api.Page[api.User]](t,
				owner.Do(t, "GET", owner.Path("users?status=invited"), nil)).Data {
				owner.Do(t, "DELETE", owner.Path("users", u.ID), nil).Want(t, 204, "")
			}
		}
		if op.ID == api.LeaveOrganization.ID || op.ID == api.DeleteOrganization.ID { // whoever may leave has left
			callers = demandingCallers(t, s)
		}
	}
}

// everyCaller makes an organization and every kind of caller there is to it.
func everyCaller(t *testing.T, s *harness.System) map[string]harness.Member {
	t.Helper()
	owner, stranger := s.Found(t, "Acme"), s.Found(t, "Other")
	auditor, blocked, removed := owner.Join(t, api.Auditor), owner.Join(t, api.Owner), owner.Join(t, api.Owner)
	owner.Do(t, "POST", owner.Path("users", blocked.ID, "block"), nil).Want(t, 200, "")
	owner.Do(t, "DELETE", owner.Path("users", removed.ID), nil).Want(t, 204, "")
	return map[string]harness.Member{"nobody": {Browser: s.Browser()}, "stranger": stranger, "blocked": blocked,
		"removed": removed, "auditor": auditor, "owner": owner,
		"auditor key": owner.Program(t, api.Auditor), "owner key": owner.Program(t, api.Owner),
		"stranger key": stranger.Program(t, api.Owner)}
}

// demandingCallers are every caller of an organization that demands a second factor, which those have who may do
// something, and one more who has none.
func demandingCallers(t *testing.T, s *harness.System) map[string]harness.Member {
	t.Helper()
	callers := everyCaller(t, s)
	owner := callers["owner"]
	callers["factorless"] = owner.Join(t, api.Auditor)
	owner.AddTOTP(t)
	callers["auditor"].AddTOTP(t)
	demand(t, owner, true).Want(t, 200, "")
	return callers
}

// things fills an operation's path with fresh things of the organization.
func things(t *testing.T, owner harness.Member, path string) string {
	t.Helper()
	made := func(placeholder, list, operation string) string {
		if !strings.Contains(path, placeholder) {
			return ""
		}
		a := owner.Do(t, "POST", owner.Path(list), harness.Body(operation)).Want(t, 201, "")
		return harness.Into[struct{ ID string }](t, a).ID
	}
	user := made("{user}", "users", "create-user")
	if strings.HasSuffix(path, "/logo") {
		owner.PutLogo(t, user).Want(t, 200, "")
	}
	return strings.NewReplacer("{org}", owner.Org, "{user}", user,
		"{key}", made("{key}", "api-keys", "create-api-key"), "{flow}", made("{flow}", "flows", "create-flow")).Replace(path)
}

// expected is the code that a caller must get; "" for one who may do it.
func expected(caller string, op api.Route) string {
	leaves := op.ID == api.LeaveOrganization.ID
	switch {
	case caller == "owner" && leaves: // there is no other
		return "last_owner"
	case caller == "nobody", op.Caller == api.Person && strings.HasSuffix(caller, " key"):
		return "unauthenticated"
	case leaves && caller != "stranger" && caller != "removed":
		return ""
	}
	switch caller {
	case "stranger", "removed", "stranger key":
		return "not_found"
	case "blocked":
		return "blocked"
	case "factorless":
		if op.Permission == "" || (api.Roles{}).Allows(api.Auditor, op.Permission) {
			return "second_factor_required"
		}
		return "forbidden"
	case "auditor", "auditor key":
		if op.Permission != "" && !(api.Roles{}).Allows(api.Auditor, op.Permission) {
			return "forbidden"
		}
	}
	return ""
}

// TestUsersOfAnotherOrganization answers 404 for a user of another organization under
// one's own, whatever the operation.
func TestUsersOfAnotherOrganization(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, stranger := s.Found(t, "Acme"), s.Found(t, "Other")
	for _, op := range api.Operations() {
		if !strings.Contains(op.Path, "{user}") { // keys and flows: see TestKey
			continue
		}
		path := strings.NewReplacer("{org}", owner.Org, "{user}", stranger.ID).Replace(op.Path)
		owner.Do(t, op.Method, path, harness.Body(op.ID)).Want(t, 404, "not_found")
	}
}
