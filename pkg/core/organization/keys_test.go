package organization_test

import (
	"crypto/rand"
	"net/url"
	"sync"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/test/client"
	"usher/test/harness"
)

// endingWith counts the keys that end when a person leaves.
func endingWith(t *testing.T, m harness.Member, user string) int {
	t.Helper()
	return len(harness.All[api.APIKey](t, m, "api-keys?limit=20&created_by="+user))
}

// works holds a key to being able to read and write, to read, or to nothing.
func works(t *testing.T, key harness.Member, read, write bool) {
	t.Helper()
	status := map[bool]int{true: 200, false: 401}
	key.Do(t, "GET", key.Path(), nil).Want(t, status[read], map[bool]string{false: "unauthenticated"}[read])
	a := key.Do(t, "PATCH", key.Path(), map[string]string{"name": "Acme " + rand.Text()[:8]})
	switch {
	case write:
		a.Want(t, 200, "")
	case read:
		a.Want(t, 403, "forbidden")
	default:
		a.Want(t, 401, "unauthenticated")
	}
}

// leave has a member blocked or removed by another or leave by themselves, and says how.
func leave(t *testing.T, how string, by, m harness.Member, query string) client.Answer {
	t.Helper()
	switch how {
	case "leave":
		return m.Do(t, "POST", m.Path("leave"), nil).Want(t, 204, "")
	case "block":
		return by.Do(t, "POST", m.Path("users", m.ID, "block")+query, nil).Want(t, 200, "")
	}
	return by.Do(t, "DELETE", m.Path("users", m.ID)+query, nil).Want(t, 204, "")
}

// TestKeysEndWithTheirPerson: blocking or removing a person, or their leaving, ends the keys they made and those made
// with these, however many, for good.
func TestKeysEndWithTheirPerson(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	own := owner.Program(t, api.Auditor)
	for _, how := range []string{"block", "remove", "leave"} {
		t.Run(how, func(t *testing.T) {
			leaver, before := owner.Join(t, api.Owner), owner.System.Organization(t, owner.Org).APIKeys
			direct := leaver.Program(t, api.Owner)
			indirect := direct.Program(t, api.Owner)
			for range 60 { // more than are deleted in one transaction
				direct.Program(t, api.Auditor)
			}
			if n := endingWith(t, owner, leaver.ID); n != 62 {
				t.Fatalf("%d keys", n)
			}
			a, by := leave(t, how, owner, leaver, ""), owner.ID
			if how == "leave" {
				by = leaver.ID
			}
			works(t, direct, false, false)
			works(t, indirect, false, false)
			if n := endingWith(t, owner, leaver.ID); n != 0 {
				t.Errorf("%d keys are left", n)
			}
			revoked := 0
			for _, e := range owner.Events(t, url.Values{"action": {"api_key.revoke"}}) {
				if e.RequestID == a.Header.Get("X-Request-Id") && e.Actor.ID == by {
					revoked++
				}
			}
			if n := owner.System.Organization(t, owner.Org).APIKeys; revoked != 62 || n != before {
				t.Errorf("%d events of revoked keys; %d keys are counted, %d before", revoked, n, before)
			}
			if how == "block" {
				owner.Do(t, "POST", owner.Path("users", leaver.ID, "unblock"), nil).Want(t, 200, "")
				works(t, direct, false, false)
				works(t, leaver.Program(t, api.Owner), true, true)
			}
		})
	}
	works(t, own, true, false)
}

// TestADemotedOwnersKeys may do no more than the person, from that moment on, and so not give the role back.
func TestADemotedOwnersKeys(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	mal := owner.Join(t, api.Owner)
	key := mal.Program(t, api.Owner)
	child := key.Program(t, api.Owner)
	role := func(by harness.Member, role api.Role) client.Answer {
		return by.Do(t, "PATCH", owner.Path("users", mal.ID), map[string]string{"role": string(role)})
	}
	role(owner, api.Auditor).Want(t, 200, "")
	role(key, api.Owner).Want(t, 403, "forbidden")
	role(child, api.Owner).Want(t, 403, "forbidden")
	key.Do(t, "POST", owner.Path("api-keys"), harness.Body("create-api-key")).Want(t, 403, "forbidden")
	works(t, key, true, false)
	for _, k := range harness.All[api.APIKey](t, owner, "api-keys?created_by="+mal.ID) {
		if k.Role != api.Auditor {
			t.Errorf("%s is listed with the role %s", k.ID, k.Role)
		}
	}
	me := harness.Into[api.Me](t, key.Do(t, "GET", "/v1/me", nil).Want(t, 200, ""))
	if me.Memberships[0].Role != api.Auditor || len(me.Memberships[0].Permissions) != len(api.Roles{}.Permissions(api.Auditor)) {
		t.Errorf("the key is told it is %+v", me.Memberships[0])
	}
	role(owner, api.Owner).Want(t, 200, "")
	works(t, key, true, true)
}

// TestADemotionAgainstAKey has a key give its person a role while the person is demoted, again and again: once that is
// answered, the person is no Owner.
func TestADemotionAgainstAKey(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	for range 5 {
		mal := owner.Join(t, api.Owner)
		key, path := mal.Program(t, api.Owner), owner.Path("users", mal.ID)
		answers := harness.Together(7, func(i int) (client.Answer, error) {
			if i == 3 {
				return owner.Try("PATCH", path, map[string]string{"role": "auditor"})
			}
			return key.Try("PATCH", path, map[string]string{"role": "owner"})
		})
		if u := owner.System.User(t, owner.Org, mal.ID); u.Role != api.Auditor {
			t.Errorf("is %s; answers %v", u.Role, answers)
		}
		owner.Do(t, "DELETE", path, nil).Want(t, 204, "")
	}
}

// TestARevokedKeyEndsItsDescendants: none hides from its person's removal behind one that was revoked.
func TestARevokedKeyEndsItsDescendants(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	mal := owner.Join(t, api.Owner)
	first := mal.Program(t, api.Owner)
	middle := first.Program(t, api.Owner)
	last := middle.Program(t, api.Owner)
	works(t, last, true, true)
	if n := endingWith(t, owner, middle.ID); n != 1 {
		t.Errorf("%d keys end with the one in the middle", n)
	}
	mal.Do(t, "DELETE", owner.Path("api-keys", middle.ID), nil).Want(t, 204, "")
	works(t, first, true, true)
	works(t, last, false, false)
	if n := endingWith(t, owner, mal.ID); n != 1 {
		t.Errorf("%d keys are listed", n)
	}
	leave(t, "remove", owner, mal, "")
	works(t, first, false, false)
	works(t, last, false, false)
}

// TestALoopOfKeysDoesNotHoldOffABlock has six clients make keys as fast as they can: the first block is answered 200,
// and after that no key works, whenever it was made.
func TestALoopOfKeysDoesNotHoldOffABlock(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	mal := owner.Join(t, api.Owner)
	program := mal.Program(t, api.Owner)
	end := time.Now().Add(time.Minute)
	var mu sync.Mutex
	var wait sync.WaitGroup
	secrets, made := []string{}, make(chan struct{}, 1000)
	for i := range 6 {
		by := map[bool]harness.Member{true: mal, false: program}[i%2 == 0]
		wait.Go(func() {
			for time.Now().Before(end) {
				a, err := by.Try("POST", mal.Path("api-keys"), map[string]string{"name": "Late", "role": "owner"})
				if err != nil || a.Status == 401 || a.Status == 403 {
					return
				}
				var key api.NewAPIKey
				if a.Status == 201 && a.Into(&key) == nil {
					mu.Lock()
					secrets = append(secrets, key.Secret)
					mu.Unlock()
					made <- struct{}{}
				}
			}
		})
	}
	for range 20 {
		<-made
	}
	owner.Do(t, "POST", owner.Path("users", mal.ID, "block"), nil).Want(t, 200, "")
	wait.Wait()
	if time.Now().After(end) {
		t.Error("somebody still made keys")
	}
	for _, secret := range secrets {
		b := owner.System.Browser()
		b.UseKey(secret)
		works(t, harness.Member{Browser: b, Org: owner.Org}, false, false)
	}
	if n := endingWith(t, owner, mal.ID); n != 0 {
		t.Errorf("%d keys are listed", n)
	}
}

// TestKeptKeys become those of the Owner who keeps them: they follow that Owner's role, and end with them, or are kept again.
func TestKeptKeys(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"block", "remove"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			owner := harness.New(t).Found(t, "Acme")
			leaver, second, third := owner.Join(t, api.Owner), owner.Join(t, api.Owner), owner.Join(t, api.Owner)
			key := leaver.Program(t, api.Owner)
			child := key.Program(t, api.Owner)
			leaver.Do(t, "DELETE", owner.Path("users", leaver.ID)+"?keep_keys=true", nil).Want(t, 400, "invalid_request")
			key.Do(t, "DELETE", owner.Path("users", leaver.ID)+"?keep_keys=true", nil).Want(t, 400, "invalid_request")
			a := leave(t, how, second, leaver, "?keep_keys=true")
			for _, e := range owner.Events(t, url.Values{"action": {"user." + how}}) {
				c := e.Changes[len(e.Changes)-1]
				if e.RequestID == a.Header.Get("X-Request-Id") &&
					(c.Field != "api_keys" || c.Before != leaver.Email || c.After != second.Email) {
					t.Errorf("the event says %+v", e.Changes)
				}
			}
			works(t, child, true, true)
			if n := endingWith(t, owner, second.ID); n != 2 {
				t.Errorf("%d keys end with the Owner who kept them", n)
			}
			if how == "block" {
				owner.Do(t, "POST", owner.Path("users", leaver.ID, "unblock"), nil).Want(t, 200, "")
				leave(t, how, owner, leaver, "") // they are not theirs any more
			}
			owner.Do(t, "PATCH", owner.Path("users", second.ID), map[string]string{"role": "auditor"}).Want(t, 200, "")
			works(t, child, true, false)
			owner.Do(t, "PATCH", owner.Path("users", second.ID), map[string]string{"role": "owner"}).Want(t, 200, "")
			leave(t, how, third.Program(t, api.Owner), second, "?keep_keys=true") // the third Owner, by a key
			works(t, child, true, true)
			works(t, child.Program(t, api.Owner), true, true)
			if n := endingWith(t, owner, third.ID); n != 4 {
				t.Errorf("%d keys end with the Owner who kept them again", n)
			}
			leave(t, how, owner, third, "")
			works(t, key, false, false)
			works(t, child, false, false)
			if n := len(harness.All[api.APIKey](t, owner, "api-keys")); n != 0 {
				t.Errorf("%d keys are left", n)
			}
		})
	}
}

// TestRefusedRemovalKeepsKeys: what is refused changes nothing.
func TestRefusedRemovalKeepsKeys(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	key := owner.Program(t, api.Owner)
	key.Do(t, "POST", owner.Path("users", owner.ID, "block"), nil).Want(t, 409, "last_owner")
	key.Do(t, "DELETE", owner.Path("users", owner.ID), nil).Want(t, 409, "last_owner")
	works(t, key, true, true)
	second := owner.Join(t, api.Owner)
	key.Do(t, "DELETE", owner.Path("users", owner.ID), nil).Want(t, 204, "") // ends the very key that asks
	works(t, key, false, false)
	if n := endingWith(t, second, owner.ID); n != 0 {
		t.Errorf("%d keys are left", n)
	}
}
