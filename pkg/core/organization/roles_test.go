package organization_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/lib/email"
	"usher/pkg/store"
	"usher/test/harness"
)

// roles are such that few contain one another. Each has what it takes to change people.
func roles(t *testing.T) api.Roles {
	t.Helper()
	var added []api.RoleSpec
	people := []api.Permission{api.UsersRead, api.UsersCreate, api.UsersUpdate, api.UsersBlock, api.UsersInvite, api.UsersRemove,
		api.APIKeysCreate, api.APIKeysRead}
	for id, more := range map[api.Role][]api.Permission{
		"manager": append(people, api.OrganizationRead), "chief": append(people, api.OrganizationRead, api.FlowsRead, "invoices:read", "invoices:write"),
		"desk": {api.UsersRead, api.UsersUpdate, api.UsersInvite, "calls:take"}, "clerk": {"invoices:read", "invoices:write"}, "guest": {api.OrganizationRead},
	} {
		added = append(added, api.RoleSpec{ID: id, Name: api.Text{EN: "The " + string(id), NL: "De " + string(id)},
			Description: api.Text{EN: "can x", NL: "kan x"}, Permissions: more})
	}
	rs, err := api.NewRoles(added)
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

func with(rs api.Roles) harness.Option { return func(a *app.App) { a.Config.Roles = rs } }

// TestNobodyMakesMoreThanTheyAre has people with roles that are not ordered invite, change, block and remove one
// another and make keys, by themselves and with keys: whatever they come up with, nobody is given a permission that who
// gave it does not have, and nobody changes somebody who may do more.
func TestNobodyMakesMoreThanTheyAre(t *testing.T) {
	t.Parallel()
	rs := roles(t)
	s := harness.New(t, with(rs))
	owner := s.Found(t, "Acme")
	s.Enlarge(t, owner.Org, 100000)
	actors := map[api.Role]harness.Member{api.Owner: owner}
	for _, r := range rs.IDs()[1:] {
		actors[r] = owner.Join(t, r)
	}
	rapid.Check(t, func(rt *rapid.T) {
		some := rapid.SampledFrom(rs.IDs())
		by, had, to := some.Draw(rt, "by"), some.Draw(rt, "had"), some.Draw(rt, "to")
		actor := actors[by]
		limit := by
		if rs.Allows(by, api.APIKeysCreate) && rapid.Bool().Draw(rt, "with a key") {
			limit = some.Filter(func(r api.Role) bool { return rs.Within(r, by) }).Draw(rt, "of")
			actor = actor.Program(t, limit)
		}
		check := func(what string, needed api.Permission, roles []api.Role, status int) {
			may := rs.Allows(limit, needed)
			for _, r := range roles {
				may = may && rs.Within(r, limit)
			}
			if done := status < 300; done != may || !done && status != 403 {
				rt.Errorf("%s %s %v: %d", limit, what, roles, status)
			}
		}
		u := owner.Invite(t, had)
		path := owner.Path("users", u.ID)
		switch what := rapid.SampledFrom([]string{"create", "key", "role", "address", "name", "resend", "import", "remove", "block", "unblock"}).Draw(rt, "what"); what {
		case "create":
			check(what, api.UsersCreate, []api.Role{to}, actor.Do(t, "POST", owner.Path("users"), harness.NewUser(to)).Status)
		case "key":
			check(what, api.APIKeysCreate, []api.Role{to}, actor.Do(t, "POST", owner.Path("api-keys"), map[string]any{"name": "x", "role": to}).Status)
		case "role":
			check(what, api.UsersUpdate, []api.Role{had, to}, actor.Do(t, "PATCH", path, map[string]any{"role": to}).Status)
		case "address":
			check(what, api.UsersUpdate, []api.Role{had}, actor.Do(t, "PATCH", path, map[string]any{"email": harness.Address("new")}).Status)
		case "name":
			check(what, api.UsersUpdate, []api.Role{had}, actor.Do(t, "PATCH", path, map[string]any{"first_name": "New"}).Status)
		case "resend":
			check(what, api.UsersInvite, []api.Role{had}, actor.Do(t, "POST", path+"/invitation", nil).Status)
		case "remove":
			check(what, api.UsersRemove, []api.Role{had}, actor.Do(t, "DELETE", path, nil).Status)
		case "block", "unblock":
			m := owner.Join(t, had)
			if what == "unblock" {
				owner.Do(t, "POST", owner.Path("users", m.ID, "block"), nil).Want(t, 200, "")
			}
			check(what, api.UsersBlock, []api.Role{had}, actor.Do(t, "POST", owner.Path("users", m.ID, what), nil).Status)
		case "import":
			a := actor.Do(t, "POST", owner.Path("users", "import"), []any{harness.NewUser(to), harness.NewUser(had)})
			check(what, api.UsersCreate, nil, a.Status)
			for i, r := range []api.Role{to, had} {
				if a.Status == 200 && (harness.Into[api.Import](t, a).Results[i].Status == api.ImportCreated) != rs.Within(r, limit) {
					rt.Errorf("%s imports %s: %s", limit, r, a.Body)
				}
			}
		}
	})
	owner.Recount(t)
}

// TestSponsorsOfEveryRole: who was invited to a role that invites is out when their sponsor may not give it any more.
func TestSponsorsOfEveryRole(t *testing.T) {
	t.Parallel()
	s := harness.New(t, with(roles(t)))
	owner := s.Found(t, "Acme")
	chief := owner.Join(t, "chief")
	invited, helper, clerk := chief.Invite(t, "chief"), chief.Invite(t, "manager"), chief.Invite(t, "clerk")
	link := s.Token(t, owner.Org, invited.ID)
	owner.Do(t, "PATCH", owner.Path("users", chief.ID), map[string]string{"role": "manager"}).Want(t, 200, "")
	s.Browser().Accept(t, link, harness.Password).Want(t, 404, "invitation_invalid")
	owner.Do(t, "GET", owner.Path("users", invited.ID), nil).Want(t, 404, "not_found")
	for _, u := range []api.User{helper, clerk} { // a manager can still give those
		s.Browser().Accept(t, s.Token(t, owner.Org, u.ID), harness.Password).Want(t, 200, "")
	}
	owner.Recount(t)
}

// TestKeysOfRolesThatAreNotOrdered: a key may do what both its role and its person's allow, which may be no role.
func TestKeysOfRolesThatAreNotOrdered(t *testing.T) {
	t.Parallel()
	s := harness.New(t, with(roles(t)))
	owner := s.Found(t, "Acme")
	chief := owner.Join(t, "chief")
	key := chief.Program(t, "chief")
	owner.Do(t, "PATCH", owner.Path("users", chief.ID), map[string]string{"role": "auditor"}).Want(t, 200, "")
	me := harness.Into[api.Me](t, key.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")).Memberships[0]
	want := "[api_keys:read flows:read organization:read users:read]"
	if got := slices.Sorted(slices.Values(me.Permissions)); fmt.Sprint(got) != want || me.Role != "" {
		t.Errorf("it may %v as %q", got, me.Role)
	}
	key.Do(t, "GET", owner.Path("users"), nil).Want(t, 200, "")
	key.Do(t, "GET", owner.Path("audit-events"), nil).Want(t, 403, "forbidden") // an Auditor's, not a chief's
	key.Do(t, "POST", owner.Path("users"), harness.NewUser("clerk")).Want(t, 403, "forbidden")
	for _, k := range harness.All[api.APIKey](t, owner, "api-keys") {
		if got := slices.Sorted(slices.Values(k.Permissions)); fmt.Sprint(got) != want || k.Role != "" {
			t.Errorf("it is listed with %v as %q", got, k.Role)
		}
	}
}

// TestARoleThatIsGone: who has a role that the deployment has no more may do nothing, and is shown as they are; an
// Owner can give them another.
func TestARoleThatIsGone(t *testing.T) {
	t.Parallel()
	s := harness.New(t, with(roles(t)))
	owner := s.Found(t, "Acme")
	gone := owner.Join(t, "chief")
	key := gone.Program(t, "chief")
	invited := s.Token(t, owner.Org, owner.Invite(t, "clerk").ID)
	var tx store.Transaction
	tx.Change(store.UserKey(owner.Org, gone.ID), []store.Change{store.UserRole.Set("gone")}, nil)
	tx.Change(store.MemberKey(email.Digest(gone.Email), owner.Org), []store.Change{store.MemberRole.Set("gone")}, nil)
	if err := s.Store.Commit(t.Context(), &tx); err != nil {
		t.Fatal(err)
	}
	for _, m := range []harness.Member{gone, key} {
		m.Do(t, "GET", owner.Path(), nil).Want(t, 403, "forbidden")
		m.Do(t, "POST", owner.Path("users"), harness.NewUser("guest")).Want(t, 403, "forbidden")
	}
	me := harness.Into[api.Me](t, gone.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")).Memberships[0]
	if me.Role != "gone" || len(me.Permissions) != 0 {
		t.Errorf("%+v", me)
	}
	gone.Do(t, "PATCH", owner.Path("users", gone.ID), map[string]string{"first_name": "Still"}).Want(t, 200, "")
	owner.Do(t, "POST", owner.Path("users"), harness.NewUser("gone")).Want(t, 400, "invalid_request")
	owner.Do(t, "PATCH", owner.Path("users", gone.ID), map[string]string{"role": "guest"}).Want(t, 200, "")
	gone.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
	s.Browser().Do(t, "GET", "/v1/invitations/"+invited, nil).Want(t, 200, "")
}
