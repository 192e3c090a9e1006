package acceptance_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/lib/email"
	"usher/pkg/store"
	"usher/test/harness"
)

// TestSessionsThatEndInTheMeantime sends changes whose session ends for the organization between their reading and
// their commit: an Owner ends it, or the organization begins to allow less time unused. Nothing is changed.
func TestSessionsThatEndInTheMeantime(t *testing.T) {
	t.Parallel()
	var hook atomic.Pointer[func()]
	s := harness.New(t, beforeCommits(&hook))
	owner := s.Found(t, "Acme")
	change := func(key store.Key, change store.Change) {
		if err := s.Store.Change(t.Context(), key, []store.Change{change}, nil, store.Exists()); err != nil {
			t.Error(err)
		}
	}
	for name, ends := range map[string][2]func(m harness.Member){
		"an Owner ends them": {
			func(m harness.Member) {
				change(store.MemberKey(email.Digest(m.Email), m.Org), store.MemberSessionsAfter.Set(api.At(s.Clock.Now())))
			},
			func(m harness.Member) {
				change(store.MemberKey(email.Digest(m.Email), m.Org), store.MemberSessionsAfter.Clear())
			}},
		"less is allowed": {
			func(m harness.Member) { change(store.OrganizationKey(m.Org), store.OrganizationSessionIdle.Set(10)) },
			func(m harness.Member) { change(store.OrganizationKey(m.Org), store.OrganizationSessionIdle.Clear()) }},
	} {
		member := owner.Join(t, api.Owner)
		user := owner.Join(t, api.Auditor)
		s.Clock.Advance(10 * time.Minute)
		owner.Prove(t, "password", harness.Password).Want(t, 204, "")
		member.Prove(t, "password", harness.Password).Want(t, 204, "")
		for _, r := range []struct {
			method, path string
			body         any
		}{
			{"PATCH", member.Path(), map[string]string{"name": "Mine"}},
			{"POST", member.Path("users"), harness.NewUser(api.Auditor)},
			{"POST", member.Path("flows"), harness.Body("create-flow")},
			{"POST", member.Path("api-keys"), harness.Body("create-api-key")},
			{"POST", member.Path("users", user.ID, "block"), nil},
			{"DELETE", member.Path("users", member.ID, "sessions"), nil},
			{"POST", member.Path("leave"), nil},
		} {
			late := func() { ends[0](member) }
			hook.Store(&late)
			a := member.Do(t, r.method, r.path, r.body)
			hook.Store(nil)
			if a.Status != http.StatusUnauthorized || a.Code() != "unauthenticated" {
				t.Errorf("%s: %s %s is answered %d %s", name, r.method, r.path, a.Status, a.Code())
			}
			ends[1](member)
		}
		if u := s.User(t, owner.Org, user.ID); u.Status != api.Active {
			t.Errorf("%s: the user is %s", name, u.Status)
		}
		owner.Do(t, "DELETE", owner.Path("users", user.ID), nil).Want(t, 204, "")
		owner.Do(t, "DELETE", owner.Path("users", member.ID), nil).Want(t, 204, "")
	}
	if name := harness.Into[api.Organization](t, owner.Do(t, "GET", owner.Path(), nil)).Name; name != "Acme" {
		t.Errorf("the name is %q", name)
	}
}
