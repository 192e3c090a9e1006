package acceptance_test

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/lib/email"
	"usher/pkg/store"
	"usher/test/client"
	"usher/test/harness"
)

func demand(t *testing.T, m harness.Member, yes bool) client.Answer {
	t.Helper()
	return m.Do(t, "PATCH", m.Path(), map[string]any{"settings": map[string]any{"require_second_factor": yes}})
}

// setFactor changes only whether a person's identity has an app for one-time codes.
func setFactor(t *testing.T, s *harness.System, address string, yes bool) {
	t.Helper()
	a, _ := email.Parse(address)
	if err := s.Store.Change(t.Context(), store.IdentityKey(a.Digest()), []store.Change{store.IdentityTOTP.Set(yes),
		store.IdentityFactorMoves.Add(1)}, nil, store.Exists()); err != nil {
		t.Fatal(err)
	}
}

// withoutInvited removes who was invited, so that there are seats.
func withoutInvited(t *testing.T, owner harness.Member) {
	t.Helper()
	for _, u := range harness.Into[api.Page[api.User]](t, owner.Do(t, "GET", owner.Path("users?status=invited"), nil)).Data {
		owner.Do(t, "DELETE", owner.Path("users", u.ID), nil).Want(t, 204, "")
	}
}

// TestAFactorIsDemandedInTheWrite sends every operation that changes something in an organization that demands a second
// factor, by somebody who loses theirs between the request's reading and its commit; and in one that begins to demand
// it just then, by somebody who has none. Both get second_factor_required, and nothing has changed. Whoever keeps theirs
// notices nothing. A new operation is in it without being added.
func TestAFactorIsDemandedInTheWrite(t *testing.T) {
	t.Parallel()
	var hook atomic.Pointer[func()]
	s := harness.New(t, beforeCommits(&hook))
	owner := s.Found(t, "Acme")
	owner.AddTOTP(t)
	loser, without := owner.Join(t, api.Owner), owner.Join(t, api.Owner)
	loser.AddTOTP(t)
	member := owner.Join(t, api.Owner)
	setDemand := func(yes bool) {
		if err := s.Store.Change(t.Context(), store.OrganizationKey(owner.Org),
			[]store.Change{store.OrganizationRequireFactor.Set(yes)}, nil, store.Exists()); err != nil {
			t.Fatal(err)
		}
	}
	for _, op := range api.Operations() {
		if !strings.Contains(op.Path, "{org}") || op.Method == http.MethodGet || op.Permission == "" ||
			op.ID == api.UnblockUser.ID || op.ID == api.RestoreOrganization.ID { // which have nothing to change here
			continue
		}
		run := func(name string, who harness.Member, demands bool, late func(), after func()) {
			setDemand(demands)
			path := things(t, owner, op.Path)
			if op.ID == api.BlockUser.ID || op.ID == api.EndUserSessions.ID {
				path = strings.NewReplacer("{org}", owner.Org, "{user}", member.ID).Replace(op.Path)
			}
			s.Clock.Advance(2 * time.Second) // a mail may be sent again
			before := s.Organization(t, owner.Org)
			hook.Store(&late)
			a := who.Do(t, op.Method, path, harness.Body(op.ID))
			hook.Store(nil)
			if a.Status != 403 || a.Code() != "second_factor_required" {
				t.Errorf("%s by whoever %s: %d %s", op.ID, name, a.Status, a.Code())
			}
			after()
			setDemand(false)
			if now := s.Organization(t, owner.Org); now.Version != before.Version || now.Moves != before.Moves {
				t.Errorf("%s by whoever %s has changed the organization", op.ID, name)
			}
			withoutInvited(t, owner)
		}
		run("has lost their factor in the meantime", loser, true,
			func() { setFactor(t, s, loser.Email, false) }, func() { setFactor(t, s, loser.Email, true) })
		run("has none, demanded in the meantime", without, false, func() { setDemand(true) }, func() {})
	}
	late := func() { setDemand(true) }
	hook.Store(&late)
	owner.Do(t, "PATCH", owner.Path(), map[string]string{"name": "Acme & Sons"}).Want(t, 200, "")
	hook.Store(nil)
}

// TestWhoHasAFactor: an Owner demands a second factor only with one of their own. Whoever has none is let in nowhere in
// that organization, and everywhere else; once they add one their session goes on, and once they remove it, it does not.
func TestWhoHasAFactor(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, other := s.Found(t, "Acme"), s.Found(t, "Other")
	member := owner.Join(t, api.Auditor)
	known := other.InviteAddress(t, member.Email, api.Auditor)
	member.Accept(t, s.Token(t, other.Org, known.ID), harness.Password).Want(t, 200, "")
	program := owner.Program(t, api.Owner)

	demand(t, owner, true).Want(t, 409, "invalid_state")
	demand(t, program, true).Want(t, 403, "forbidden")
	owner.AddTOTP(t)
	demand(t, member, true).Want(t, 403, "forbidden")
	s.Clock.Advance(api.ProofLifetime)
	demand(t, owner, true).Want(t, 403, "proof_required")
	owner.Prove(t, "password", harness.Password).Want(t, 204, "")
	demand(t, owner, true).Want(t, 200, "")
	demand(t, program, false).Want(t, 403, "forbidden")
	if events := owner.Events(t, map[string][]string{"action": {"organization.update"}}); len(events) != 1 ||
		len(events[0].Changes) != 1 || events[0].Changes[0].Field != "settings.require_second_factor" {
		t.Errorf("%+v", events)
	}

	refused := func() { member.Do(t, "GET", owner.Path(), nil).Want(t, 403, "second_factor_required") }
	list := func(query string, want ...string) {
		t.Helper()
		var got []string
		for _, u := range harness.Into[api.Page[api.User]](t, owner.Do(t, "GET", owner.Path("users"+query), nil).
			Want(t, 200, "")).Data {
			got = append(got, u.ID)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	refused()
	program.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
	member.Do(t, "GET", other.Path(), nil).Want(t, 200, "")
	me := harness.Into[api.Me](t, member.Do(t, "GET", "/v1/me", nil).Want(t, 200, ""))
	if me.SecondFactor || !me.Memberships[0].RequireSecondFactor || me.Memberships[1].RequireSecondFactor {
		t.Errorf("%+v", me)
	}
	invited := owner.Invite(t, api.Auditor)
	list("?second_factor=false", member.ID)
	list("?second_factor=true", owner.ID)
	list("?second_factor=true&q=nobody")
	list("", owner.ID, member.ID, invited.ID)

	member.Prove(t, "password", harness.Password).Want(t, 204, "")
	member.AddTOTP(t)
	passkey := member.AddPasskey(t, "Laptop")
	member.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
	list("?second_factor=false")
	list("?second_factor=true", owner.ID, member.ID)
	member.Do(t, "DELETE", "/v1/me/totp", nil).Want(t, 204, "")
	member.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
	member.Do(t, "DELETE", "/v1/me/passkeys/"+passkey.ID, nil).Want(t, 204, "")
	refused()
	list("?second_factor=false", member.ID)
	if u := harness.Into[api.User](t, other.Do(t, "GET", other.Path("users", known.ID), nil)); *u.SecondFactor {
		t.Error("the other organization has them with a factor that is gone")
	}
	member.Do(t, "POST", member.Path("leave"), nil).Want(t, 204, "")
}

// TestJoiningAndAddingAFactor: somebody joins an organization while they add a factor, or remove it, between reading and
// commit of either. Afterwards the organization's list is right.
func TestJoiningAndAddingAFactor(t *testing.T) {
	t.Parallel()
	for _, adds := range []bool{true, false} {
		for _, joins := range []bool{true, false} { // in the middle of the change, or the change in the middle of it
			var hook atomic.Pointer[func()]
			s := harness.New(t, beforeCommits(&hook))
			person, other := s.Found(t, "Acme"), s.Found(t, "Other")
			invited := other.InviteAddress(t, person.Email, api.Auditor)
			token := s.Token(t, other.Org, invited.ID)
			app := person.BeginTOTP(t)
			if !adds {
				app.Confirm(t, person.Browser)
			}
			change := func() {
				if adds {
					app.Confirm(t, person.Browser)
				} else {
					person.Do(t, "DELETE", "/v1/me/totp", nil).Want(t, 204, "")
				}
			}
			join := func() { s.Browser().Accept(t, token, harness.Password).Want(t, 200, "") }
			outer, inner := change, join
			if !joins {
				outer, inner = join, change
			}
			once := func() { hook.Store(nil); inner() }
			hook.Store(&once)
			outer()
			if got := s.User(t, other.Org, invited.ID).SecondFactor; got != adds {
				t.Errorf("adds %v, joins in the middle %v: the list has %v", adds, joins, got)
			}
		}
	}
}
