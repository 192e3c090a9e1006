package api_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"usher/pkg/api"
)

// made is roles with these added, each by its id and permissions.
func made(t interface{ Fatal(args ...any) }, added ...api.RoleSpec) api.Roles {
	for i := range added {
		added[i].Name = api.Text{EN: "The " + string(added[i].ID), NL: "De " + string(added[i].ID)}
		added[i].Description = api.Text{EN: "can do things", NL: "kan dingen doen"}
	}
	rs, err := api.NewRoles(added)
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

// anyRoles are roles of which few contain one another.
func anyRoles() *rapid.Generator[api.Roles] {
	all := append(api.Permissions(), "invoices:read", "invoices:write", "bank_accounts:see")
	return rapid.Custom(func(t *rapid.T) api.Roles {
		var added []api.RoleSpec
		for _, id := range rapid.SliceOfNDistinct(rapid.SampledFrom([]api.Role{"a", "b", "c", "d"}), 0, 4, rapid.ID[api.Role]).Draw(t, "ids") {
			permissions := rapid.SliceOfNDistinct(rapid.SampledFrom(all), 1, 8, rapid.ID[api.Permission]).Draw(t, "permissions of "+string(id))
			added = append(added, api.RoleSpec{ID: id, Permissions: permissions})
		}
		return made(t, added...)
	})
}

func TestRoles(t *testing.T) {
	reading := []api.Permission{"organization:read", "users:read", "flows:read", "api_keys:read", "audit:read"}
	writing := []api.Permission{"organization:delete",
		"organization:update", "users:create", "users:update", "users:block", "users:remove", "users:invite",
		"flows:create", "flows:update", "flows:delete", "api_keys:create", "api_keys:revoke",
	}
	var rs api.Roles
	for _, p := range reading {
		if !slices.Equal(rs.Allowing(p), []api.Role{api.Owner, api.Auditor}) {
			t.Errorf("%s is for everyone", p)
		}
	}
	for _, p := range writing {
		if !slices.Equal(rs.Allowing(p), []api.Role{api.Owner}) {
			t.Errorf("%s is for Owners alone", p)
		}
	}
	if got := len(rs.Permissions(api.Owner)); got != len(reading)+len(writing) || got != len(api.Permissions()) {
		t.Errorf("an Owner has %d permissions", got)
	}
	if got := len(rs.Permissions(api.Auditor)); got != len(reading) {
		t.Errorf("an Auditor has %d permissions", got)
	}
	for _, r := range []api.Role{"", "Owner", "owner ", "admin", "owner,auditor"} {
		if rs.Known(r) || len(rs.Permissions(r)) > 0 || rs.Allows(r, api.UsersRead) || rs.Allows(r, "") {
			t.Errorf("%q may %v", r, rs.Permissions(r))
		}
	}
	if got := rs.Allowing("nonsense"); len(got) > 0 {
		t.Errorf("%v may do nonsense", got)
	}
	all := rs.Permissions(api.Auditor)
	all[0] = api.UsersRemove // a caller changes what it got
	if rs.Allows(api.Auditor, api.UsersRemove) {
		t.Error("an Auditor may remove users")
	}
}

// TestRolesThatAreNotOrdered holds what is left of a role for another to what both allow, whatever they are.
func TestRolesThatAreNotOrdered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rs := anyRoles().Draw(t, "roles")
		some := rapid.SampledFrom(append(rs.IDs(), "gone", ""))
		r, other := some.Draw(t, "r"), some.Draw(t, "other")
		common := rs.Common(r, other)
		for _, p := range append(rs.Permissions(api.Owner), "") {
			both := rs.Allows(r, p) && rs.Allows(other, p)
			if both != slices.Contains(common, p) {
				t.Errorf("%s and %s have %s in common: %v", r, other, p, !both)
			}
			if slices.Contains(rs.Allowing(p), r) != (rs.Known(r) && rs.Allows(r, p)) {
				t.Errorf("%s allows %s: %v", r, p, rs.Allows(r, p))
			}
		}
		if cut := rs.Cut(r, other); cut != "" && (len(rs.Permissions(cut)) != len(common) || cut != r && cut != other) {
			t.Errorf("%s cut to %s is %s, not %v", r, other, cut, common)
		}
		if rs.Within(r, other) != (len(common) == len(rs.Permissions(r))) {
			t.Errorf("%s within %s, which have %v in common", r, other, common)
		}
		if !rs.Within(r, api.Owner) || rs.Known(r) && r != api.Owner && rs.Within(api.Owner, r) {
			t.Errorf("%s may do what an Owner may not, or all of it", r)
		}
		if again, err := api.ParseRoles(rs.Compact()); err != nil || again.Compact() != rs.Compact() {
			t.Errorf("written and read again: %v", err)
		}
	})
}

func TestParseRoles(t *testing.T) {
	const texts = `"name":{"en":"Book keeper","nl":"Boekhouder"},"description":{"en":"can see invoices","nl":"ziet facturen"}`
	role := func(id string, permissions string) string {
		return `{"id":"` + id + `",` + texts + `,"permissions":[` + permissions + `]}`
	}
	for text, want := range map[string]string{
		"": "", "[]": "", "[" + role("bookkeeper", `"invoices:write","users:read"`) + "]": "", "{": "must be a JSON array", "x": "must be a JSON array",
		`[{"id":"a","more":1}]`: "must be a JSON array", "[] []": "must be one JSON array",
		"[" + role("Bookkeeper", `"a:b"`) + "]": `"Bookkeeper": id must be`, "[" + role("9", `"a:b"`) + "]": "id must be",
		"[" + role("owner", `"a:b"`) + "]": `"owner": there is a role`, "[" + role("eigenaar", `"a:b"`) + "]": `"eigenaar" is the role owner already`,
		"[" + role("a", `"a:b"`) + "," + role("b", `"a:b"`) + "]":          `"Book keeper" is the role a already`,
		"[" + role("a", `"a:b"`) + "," + role("boekhouder", `"a:b"`) + "]": `"boekhouder" is the role a already`,
		"[" + role("a", ``) + "]":                                          "at least one", "[" + role("a", `"invoices"`) + "]": "must be <noun>:<verb>",
		"[" + role("a", `"invoices:*"`) + "]": "must be <noun>:<verb>", "[" + role("a", `"a:b:c"`) + "]": "must be <noun>:<verb>",
		"[" + role("a", `"Invoices:read"`) + "]": "must be <noun>:<verb>", "[" + role("a", `"users:delete"`) + "]": "users is a noun of Usher's",
		"[" + role("a", `"a:b","a:b"`) + "]":                                                                 "there twice",
		`[{"id":"a","name":{"en":"A"},"description":{"en":"x","nl":"x"},"permissions":["a:b"]}]`:             "name.nl must be",
		`[{"id":"a","name":{"en":"A\nB","nl":"A"},"description":{"en":"x","nl":"x"},"permissions":["a:b"]}]`: "name.en must be",
		`[{"id":"a","name":{"en":"A","nl":"A"},"description":{"en":"x","nl":""},"permissions":["a:b"]}]`:     "description.nl must be",
	} {
		_, err := api.ParseRoles(text)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	many := make([]string, api.MaxRoles+1)
	for i := range many {
		many[i] = strings.ReplaceAll(role("r", `"a:b"`), "r\"", "r"+strings.Repeat("x", i)+"\"")
	}
	if _, err := api.ParseRoles("[" + strings.Join(many, ",") + "]"); err == nil || !strings.Contains(err.Error(), "more than 20") {
		t.Errorf("%v", err)
	}
}
