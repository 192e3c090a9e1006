package acceptance_test

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/mailer"
	"usher/pkg/store"
	"usher/test/harness"
	"usher/test/localtest"
)

func deleteOrganization(t *testing.T, m harness.Member) {
	t.Helper()
	m.Do(t, "DELETE", m.Path(), map[string]string{"name": "Acme"}).Want(t, 204, "")
}

// TestDeletedOrganizationsAreGone walks every operation in a deleted organization with every kind of caller: nobody finds
// it, and nothing changes. An Owner then restores it, and finds it as it was.
func TestDeletedOrganizationsAreGone(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	callers := everyCaller(t, s)
	owner := callers["owner"]
	s.Enlarge(t, owner.Org, 100)
	invited := owner.Invite(t, api.Auditor)
	token := s.Token(t, owner.Org, invited.ID)
	paths := map[string]string{}
	for _, op := range api.Operations() {
		if strings.Contains(op.Path, "{org}") {
			paths[op.ID] = things(t, owner, op.Path)
		}
	}
	seats := s.Organization(t, owner.Org)
	owner.Do(t, "DELETE", owner.Path(), map[string]string{"name": "acme"}).Want(t, 400, "invalid_request")
	for _, caller := range callers {
		caller.Do(t, "GET", "/v1/me", nil) // notes when a key was last used
	}
	deleteOrganization(t, owner)
	before := s.Contents(t)
	for name, caller := range callers {
		want := "not_found"
		if name == "nobody" || strings.HasSuffix(name, " key") && name != "stranger key" {
			want = "unauthenticated"
		}
		for _, op := range api.Operations() {
			if paths[op.ID] == "" || op.ID == api.RestoreOrganization.ID && name == "owner" {
				continue
			}
			one := want
			if op.Caller == api.Person && name == "stranger key" {
				one = "unauthenticated"
			}
			if a := caller.Do(t, op.Method, paths[op.ID], harness.Body(op.ID)); a.Code() != one {
				t.Errorf("%s by %s: %d %s, want %s", op.ID, name, a.Status, a.Code(), one)
			}
		}
		me := caller.Do(t, "GET", "/v1/me", nil)
		if n := len(harness.Into[api.Me](t, me).Memberships); n > 0 && name != "owner" && !strings.HasPrefix(name, "stranger") {
			t.Errorf("%s still belongs to %d organizations", name, n)
		}
	}
	s.Browser().Do(t, "GET", "/v1/invitations/"+token, nil).Want(t, 404, "invitation_invalid")
	s.Browser().Accept(t, token, harness.Password).Want(t, 404, "invitation_invalid")
	s.Unchanged(t, before)
	u := s.User(t, owner.Org, invited.ID)
	if err := mailer.New(s.App).SendInvitation(t.Context(), store.NewOpenInvitation(&u)); err != nil {
		t.Fatal(err)
	}
	me := harness.Into[api.Me](t, owner.Do(t, "GET", "/v1/me", nil).Want(t, 200, ""))
	if len(me.Memberships) != 1 || me.Memberships[0].DeletedAt == nil || len(me.Memberships[0].Permissions) != 1 {
		t.Errorf("%+v", me.Memberships)
	}
	if m := me.Memberships[0]; m.RestorableUntil == nil || m.RestorableUntil.Sub(m.DeletedAt.Time) != s.App.Config.DeletedKept {
		t.Errorf("deleted at %v, to be restored until %v", m.DeletedAt, m.RestorableUntil)
	}
	owner.Do(t, "POST", owner.Path("restore"), nil).Want(t, 200, "")
	after := s.Organization(t, owner.Org)
	after.Key, seats.Key = store.Key{}, store.Key{}
	if after.SeatsUsed != seats.SeatsUsed || after.Closed() || after.ExpiryShard != "" || after.RestorableUntil != nil {
		t.Errorf("%+v", after)
	}
	callers["owner key"].Do(t, "GET", owner.Path("users"), nil).Want(t, 200, "")
	owner.Recount(t)
}

// TestDeletionOvertakes sends every change to an organization that is deleted between its reading and its commit.
func TestDeletionOvertakes(t *testing.T) {
	t.Parallel()
	var hook atomic.Pointer[func()]
	s := harness.New(t, beforeCommits(&hook))
	owner := s.Found(t, "Acme")
	set := func(changes ...store.Change) {
		if err := s.Store.Change(t.Context(), store.OrganizationKey(owner.Org), changes, nil, store.Exists()); err != nil {
			t.Error(err)
		}
	}
	o := s.Organization(t, owner.Org)
	for _, id := range []string{"create-user", "update-organization", "create-flow", "create-api-key", "delete-organization"} {
		op, _ := api.ByID(id)
		gone := func() { set(o.Deletion(api.At(time.Now()), api.At(time.Now()))...) }
		hook.Store(&gone)
		owner.Do(t, op.Method, strings.Replace(op.Path, "{org}", owner.Org, 1), harness.Body(id)).Want(t, 404, "not_found")
		hook.Store(nil)
		set(store.Restoration()...)
	}
}

// TestPurge purges an organization that has some of everything, under a failure of every call to DynamoDB in turn: in the
// end the raw table holds nothing that names it, while another organization with the same people is untouched.
func TestPurge(t *testing.T) {
	t.Parallel()
	var calls [3]int
	failing := errors.New("down")
	s := harness.New(t, harness.Fault("DeleteItem", &calls[0], failing), harness.Fault("Query", &calls[1], failing),
		harness.Fault("TransactWriteItems", &calls[2], failing),
		func(a *app.App) { a.SESEndpoint = localtest.Mailbox(t).Endpoint() })
	owner, other := s.Found(t, "Acme"), s.Found(t, "Other")
	everything(t, s, owner)
	s.Browser().Accept(t, s.Token(t, other.Org, other.InviteAddress(t, owner.Email, api.Owner).ID), harness.Password).Want(t, 200, "")
	deleteOrganization(t, owner)
	kept := naming(t, s, other.Org)
	purge := func() {
		_ = app.Purge(s.App)(t.Context(), "test")
	}
	purge()
	if len(naming(t, s, owner.Org)) < 20 {
		t.Error("purged before its time")
	}
	s.Clock.Advance(s.App.Config.DeletedKept + time.Second)
	for i := range 200 {
		calls[(i+2)%3] = 1 // the first is the transaction that begins it
		purge()
		calls = [3]int{}
		if left := naming(t, s, owner.Org); len(left) == 1 {
			break
		}
		owner.SignIn(t, owner.Email, harness.Password).Want(t, 200, "")
		if s.Organization(t, owner.Org).PurgedAt != nil {
			owner.Do(t, "POST", owner.Path("restore"), nil).Want(t, 404, "not_found")
		}
		for range 3 { // and goes on some way
			one := naming(t, s, owner.Org)
			purge()
			if len(naming(t, s, owner.Org)) > len(one) {
				t.Fatal("more than before")
			}
		}
	}
	s.Clock.Advance(time.Hour)
	if err := app.Purge(s.App)(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
	if left := naming(t, s, owner.Org); len(left) > 0 {
		t.Errorf("left: %.300s", left)
	}
	if now := naming(t, s, other.Org); fmt.Sprint(now) != fmt.Sprint(kept) {
		t.Errorf("another organization had %d items and has %d", len(kept), len(now))
	}
}

// everything makes some of everything in an organization.
func everything(t *testing.T, s *harness.System, owner harness.Member) {
	t.Helper()
	for _, path := range []string{"api-keys", "flows", "users"} {
		for range 3 {
			body := map[string]string{"api-keys": "create-api-key", "flows": "create-flow", "users": "create-user"}[path]
			owner.Do(t, "POST", owner.Path(path), harness.Body(body)).Want(t, 201, "")
		}
	}
	heir := owner.Join(t, api.Owner)
	heir.Program(t, api.Owner)
	owner.Do(t, "POST", owner.Path("users", heir.ID, "block?keep_keys=true"), nil).Want(t, 200, "")
	owner.PutLogo(t, owner.ID).Want(t, 200, "")
	owner.Header.Set("Accept", api.CSV)
	owner.Do(t, "GET", owner.Path("audit-events"), nil).Want(t, 200, "")
	owner.Header.Del("Accept")
	sealTrail(t, s, owner.Org)
	tellOwners(t, s, owner.Org)
}

// naming are the table's items that name an organization in their key or anywhere else.
func naming(t *testing.T, s *harness.System, org string) (all []string) {
	t.Helper()
	for _, item := range s.Contents(t) {
		if strings.Contains(item, org) {
			all = append(all, item)
		}
	}
	return all
}
