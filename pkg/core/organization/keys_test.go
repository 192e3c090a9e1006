package organization_test

import (
	"net/url"
	"testing"

	"usher/pkg/api"
	"usher/test/client"
	"usher/test/harness"
)

// madeBy counts the keys that a person made, and those made with these.
func madeBy(t *testing.T, m harness.Member, user string) int {
	t.Helper()
	return len(harness.All[api.APIKey](t, m, "api-keys?limit=20&created_by="+user))
}

// TestKeysEndWithTheirMaker: blocking or removing a person ends the keys they
// made and those made with these, however many, unless told otherwise.
func TestKeysEndWithTheirMaker(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	own := owner.Program(t, api.Auditor)
	leave := map[string]func(m harness.Member, query string) client.Answer{
		"block": func(m harness.Member, query string) client.Answer {
			return owner.Do(t, "POST", owner.Path("users", m.ID, "block")+query, nil).Want(t, 200, "")
		},
		"remove": func(m harness.Member, query string) client.Answer {
			return owner.Do(t, "DELETE", owner.Path("users", m.ID)+query, nil).Want(t, 204, "")
		},
	}
	for name, out := range leave {
		t.Run(name, func(t *testing.T) {
			leaver := owner.Join(t, api.Owner)
			direct := leaver.Program(t, api.Owner)
			indirect := direct.Program(t, api.Auditor)
			for range 60 { // more than one transaction takes
				indirect = direct.Program(t, api.Auditor)
			}
			if n := madeBy(t, owner, leaver.ID); n != 62 {
				t.Fatalf("%d keys", n)
			}
			a := out(leaver, "")
			direct.Do(t, "GET", owner.Path(), nil).Want(t, 401, "unauthenticated")
			indirect.Do(t, "GET", owner.Path(), nil).Want(t, 401, "unauthenticated")
			if n := madeBy(t, owner, leaver.ID); n != 0 {
				t.Errorf("%d keys are left", n)
			}
			revoked := 0
			for _, e := range owner.Events(t, url.Values{"action": {"api_key.revoke"}}) {
				if e.RequestID == a.Header.Get("X-Request-Id") && e.Actor.ID == owner.ID {
					revoked++
				}
			}
			if revoked != 62 {
				t.Errorf("%d events of revoked keys", revoked)
			}
		})
		t.Run(name+" and keep", func(t *testing.T) {
			leaver := owner.Join(t, api.Owner)
			kept := leaver.Program(t, api.Auditor)
			out(leaver, "?keep_keys=true")
			kept.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
			if name == "block" { // again, and now without
				out(leaver, "")
				kept.Do(t, "GET", owner.Path(), nil).Want(t, 401, "unauthenticated")
			}
		})
	}
	own.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
}

// TestRefusedRemovalKeepsKeys: what is refused changes nothing.
func TestRefusedRemovalKeepsKeys(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	var key harness.Member
	for range 50 {
		key = owner.Program(t, api.Owner)
	}
	key.Do(t, "POST", owner.Path("users", owner.ID, "block"), nil).Want(t, 409, "last_owner")
	key.Do(t, "DELETE", owner.Path("users", owner.ID), nil).Want(t, 409, "last_owner")
	if n := madeBy(t, owner, owner.ID); n != 50 {
		t.Errorf("%d keys are left", n)
	}
	second := owner.Join(t, api.Owner)
	key.Do(t, "DELETE", owner.Path("users", owner.ID), nil).Want(t, 204, "") // ends the very key that asks
	key.Do(t, "GET", owner.Path(), nil).Want(t, 401, "unauthenticated")
	if n := madeBy(t, second, owner.ID); n != 0 {
		t.Errorf("%d keys are left", n)
	}
}

// TestKeysMadeDuringABlock has somebody make keys while they are blocked: once the block is done, no key of theirs is
// left. A block that answers try_again has not been done, and is sent again.
func TestKeysMadeDuringABlock(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	leaver := owner.Join(t, api.Owner)
	program := leaver.Program(t, api.Owner)
	body := map[string]string{"name": "Late", "role": "auditor"}
	answers := harness.Together(24, func(i int) (client.Answer, error) {
		switch {
		case i == 12:
			return owner.Try("POST", owner.Path("users", leaver.ID, "block"), nil)
		case i%2 == 0:
			return leaver.Try("POST", leaver.Path("api-keys"), body)
		}
		return program.Try("POST", leaver.Path("api-keys"), body)
	})
	if answers["200"]+answers["503try_again"] != 1 {
		t.Fatalf("answers %v", answers)
	}
	if answers["503try_again"] == 1 {
		owner.Do(t, "POST", owner.Path("users", leaver.ID, "block"), nil).Want(t, 200, "")
	}
	if n := madeBy(t, owner, leaver.ID); n != 0 {
		t.Errorf("%d keys are left; answers %v", n, answers)
	}
}
