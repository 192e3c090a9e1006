package access_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/idempotency"
	"usher/pkg/lib/id"
	"usher/pkg/store"
	"usher/pkg/store/schema"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// house is an organization with an Owner, who has a session and an API key.
type house struct {
	store      *store.Store
	guard      *access.Guard
	org        string
	session    access.SessionToken
	key        access.KeyToken
	member     store.Key
	keyItem    store.Key
	user       store.Key // of the Owner, whose key it is
	identity   store.Key
	collection store.Key // what changes are tried on
}

func newHouse(t *testing.T) *house {
	t.Helper()
	client, name := localtest.Client(t), "access-"+strings.ToLower(ids.New(""))
	if err := schema.CreateWithoutStream(t.Context(), client, name); err != nil {
		t.Fatal(err)
	}
	table, org := store.New(client, name, ids), ids.New(id.Organization)
	h := &house{store: table, org: org, session: token(org),
		key: access.KeyToken{Org: org, ID: ids.New(id.APIKey), Root: ids.New(id.User), Secret: ids.Bytes(32)}}
	h.guard = &access.Guard{Table: table, Log: audit.Log{Table: table, IDs: ids, Now: time.Now}, Now: time.Now}
	h.member, h.keyItem = store.MemberKey(h.session.Digest, org), store.APIKeyKey(org, h.key.ID)
	h.user = store.UserKey(org, h.key.Root)
	h.identity, h.collection = store.IdentityKey(h.session.Digest), store.LogoKey(org, "x")
	user := store.User{ID: h.key.Root, Org: org, Role: api.Owner, Status: api.Active,
		NamesKey: ids.Bytes(store.NamesKeySize)}
	user.Arrange()
	session := store.SessionKey(h.session.Digest, h.session.ID)
	h.write(t, func(t *store.Transaction) {
		t.Put(h.identity, store.Identity{Key: h.identity, Email: "ada@example.com"}, nil)
		t.Put(session, store.Session{Key: session, ID: h.session.ID, Secret: h.session.Hash(),
			ExpiresAt: api.At(time.Now().Add(time.Hour))}, nil)
		t.Put(h.member, store.Member{Key: h.member, Org: org, User: "usr_1", Email: "ada@example.com", Role: api.Owner,
			Status: api.Active, NamesKey: user.NamesKey}, nil)
		t.Put(h.user, user, nil)
		self := user
		self.ID = "usr_1"
		self.Arrange()
		t.Put(self.Key, self, nil)
		t.Put(h.keyItem, store.APIKey{Key: h.keyItem, ID: h.key.ID, Org: org, Name: "ci", Role: api.Owner, Root: h.key.Root,
			Secret: h.key.Hash()}, nil)
	})
	return h
}

// organization is the house's organization as a request names it.
func (h *house) organization() id.OrganizationID { return id.Parse[id.OrganizationKind](h.org) }

func (h *house) write(t *testing.T, add func(*store.Transaction)) {
	t.Helper()
	var tx store.Transaction
	add(&tx)
	if err := h.store.Commit(t.Context(), &tx); err != nil {
		t.Fatal(err)
	}
}

func (h *house) person() *access.Caller {
	return &access.Caller{Session: &h.session, RequestID: "req_1", Client: "192.0.2.1"}
}

func (h *house) program() *access.Caller { return &access.Caller{Key: &h.key} }

// events are the organization's audit events, the newest first.
func (h *house) events(t *testing.T) []audit.Event {
	t.Helper()
	span := store.EventsBetween(h.org, id.Earliest(id.Event, time.UnixMilli(0)),
		id.Latest(id.Event, time.Now().Add(time.Hour)), 100)
	items, _, err := h.store.Query(t.Context(), span)
	if err != nil {
		t.Fatal(err)
	}
	events, err := audit.Read(t.Context(), h.store, items)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

var ask = access.Action{Permission: api.UsersCreate}

// TestAChangeFailsWhenTheActorHasLost: what was allowed a moment ago is refused by the write itself, before anything
// else that is wrong with it.
func TestAChangeFailsWhenTheActorHasLost(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		caller func(*house) *access.Caller
		happen func(*house, *store.Transaction)
		want   problem.Code
	}{
		"nothing": {(*house).person, func(h *house, tx *store.Transaction) { tx.Delete(h.collection, nil) }, ""},
		"blocked": {(*house).person, func(h *house, tx *store.Transaction) {
			tx.Change(h.member, []store.Change{store.MemberStatus.Set(api.Blocked)}, nil)
		}, problem.Blocked},
		"removed": {(*house).person, func(h *house, tx *store.Transaction) { tx.Delete(h.member, nil) }, problem.NotFound},
		"another role": {(*house).person, func(h *house, tx *store.Transaction) {
			tx.Change(h.member, []store.Change{store.MemberRole.Set(api.Auditor)}, nil)
		}, problem.Forbidden},
		"key": {(*house).program, func(h *house, tx *store.Transaction) { tx.Delete(h.collection, nil) }, ""},
		"key revoked": {(*house).program, func(h *house, tx *store.Transaction) { tx.Delete(h.keyItem, nil) },
			problem.Unauthenticated},
		"key's person demoted": {(*house).program, func(h *house, tx *store.Transaction) {
			tx.Change(h.user, []store.Change{store.UserRole.Set(api.Auditor)}, nil)
		}, problem.Forbidden},
		"key's person blocked": {(*house).program, func(h *house, tx *store.Transaction) {
			tx.Change(h.user, []store.Change{store.UserStatus.Set(api.Blocked)}, nil)
		}, problem.TryAgain},
		"key's person blocked and unblocked": {(*house).program, func(h *house, tx *store.Transaction) {
			tx.Change(h.user, []store.Change{store.UserKeysEpoch.Add(1)}, nil)
		}, problem.TryAgain},
		"key's person removed": {(*house).program, func(h *house, tx *store.Transaction) { tx.Delete(h.user, nil) },
			problem.TryAgain},
		"blocked and unblocked": {(*house).person, func(h *house, tx *store.Transaction) {
			tx.Change(h.member, []store.Change{store.MemberKeysEpoch.Add(1)}, nil)
		}, problem.TryAgain},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			ask := ask
			ask.Org = h.organization()
			actor, err := h.guard.Authorize(t.Context(), tt.caller(h), ask)
			if err != nil {
				t.Fatal(err)
			}
			h.write(t, func(tx *store.Transaction) { tt.happen(h, tx) })
			tx := actor.Begin()
			tx.Put(h.collection, store.Logo{Key: h.collection}, nil)
			if tt.want != "" { // the actor's error comes before this one
				tx.Check(store.OrganizationKey(h.org), store.FailWith(problem.New(problem.SeatLimitReached, "")), store.Exists())
			}
			err = tx.Commit(t.Context(), audit.Event{Action: "user.create"})
			if tt.want == "" && err != nil || tt.want != "" && !problem.Is(err, tt.want) {
				t.Fatalf("%v, want %q", err, tt.want)
			}
			if events := h.events(t); (len(events) == 1) != (tt.want == "") {
				t.Errorf("%d events", len(events))
			}
		})
	}
}

// TestEventsSayWhoAndWhence: the event has the actor and the request without being told.
func TestEventsSayWhoAndWhence(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	known := ""
	c := h.person()
	c.Known = func(id string) { known = id }
	actor, err := h.guard.Authorize(t.Context(), c, access.Action{Org: h.organization(), Permission: api.UsersCreate})
	if err != nil || known != "usr_1" {
		t.Fatalf("%v, the log is told %q", err, known)
	}
	tx := actor.Begin()
	if err := tx.Commit(t.Context(), audit.Event{Action: "user.create"}); err != nil {
		t.Fatal(err)
	}
	events := h.events(t)
	if len(events) != 1 || events[0].Actor != (audit.Actor{Type: "user", ID: "usr_1", Name: "ada@example.com"}) ||
		events[0].Org != h.org || events[0].RequestID != "req_1" || events[0].Client != "192.0.2.1" {
		t.Errorf("events %+v", events)
	}
}

func TestAPersonsChangeFailsOnceTheirPasswordChanged(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p, err := h.guard.Authenticate(t.Context(), h.person(), nil)
	if err != nil {
		t.Fatal(err)
	}
	h.write(t, func(tx *store.Transaction) {
		tx.Change(h.identity, []store.Change{store.IdentityGeneration.Add(1)}, nil)
	})
	tx := p.Begin().WithoutEvent(audit.NoOrganization)
	tx.Put(h.collection, store.Logo{Key: h.collection}, nil)
	if err := tx.Commit(t.Context()); !problem.Is(err, problem.TryAgain) {
		t.Errorf("%v", err)
	}
	if _, err := h.guard.Authenticate(t.Context(), h.person(), nil); !problem.Is(err, problem.Unauthenticated) {
		t.Errorf("the session goes on: %v", err)
	}
}

// TestARepeatedRequestIsAnsweredInPlaceOfAnActor, as long as its caller may still make it.
func TestARepeatedRequestIsAnsweredInPlaceOfAnActor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	request := func() *access.Caller {
		c := h.person()
		key, err := idempotency.New("create-user", c.Scope(), c.Secret(), "once", "input", time.Now)
		if err != nil {
			t.Fatal(err)
		}
		c.Idempotency = key
		return c
	}
	ask := access.Action{Org: h.organization(), Permission: api.UsersCreate}
	actor, err := h.guard.Authorize(t.Context(), request(), ask)
	if err != nil {
		t.Fatal(err)
	}
	if err := actor.Begin().Commit(t.Context(), audit.Event{Action: "user.create"}); !errors.Is(err, audit.ErrNoAnswer) {
		t.Fatalf("committed without an answer: %v", err)
	}
	if err := actor.Begin().Answer("made").Commit(t.Context(), audit.Event{Action: "user.create"}); err != nil {
		t.Fatal(err)
	}
	var stored *idempotency.Stored
	var answer string
	_, err = h.guard.Authorize(t.Context(), request(), ask)
	if !errors.As(err, &stored) || stored.Decode(&answer) != nil || answer != "made" {
		t.Errorf("%v, answer %q", err, answer)
	}
	h.write(t, func(tx *store.Transaction) {
		tx.Change(h.member, []store.Change{store.MemberStatus.Set(api.Blocked)}, nil)
	})
	if _, err := h.guard.Authorize(t.Context(), request(), ask); !problem.Is(err, problem.Blocked) {
		t.Errorf("blocked, and answered %v", err)
	}
}

// TestThePublicsRepeatedRequest has nobody to look for the stored answer but the commit.
func TestThePublicsRepeatedRequest(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	commit := func(answer string) error {
		c := &access.Caller{Client: "192.0.2.1"}
		c.Idempotency, _ = idempotency.New("create-organization", c.Scope(), nil, "once", "input", time.Now)
		return h.guard.Public(c, audit.Actor{Type: "public", ID: "x"}).Answer(answer).Commit(t.Context(),
			audit.Event{Org: h.org, Action: "x"})
	}
	if err := commit("first"); err != nil {
		t.Fatal(err)
	}
	var stored *idempotency.Stored
	var answer string
	if err := commit("second"); !errors.As(err, &stored) || stored.Decode(&answer) != nil || answer != "first" {
		t.Errorf("%v, answer %q", err, answer)
	}
	if events := h.events(t); len(events) != 1 {
		t.Errorf("%d events", len(events))
	}
}

// clerk is an actor of the house, who is now a clerk, with the roles clerk and helper, which lies within it.
func (h *house) clerk(t *testing.T) access.Actor {
	t.Helper()
	text := api.Text{EN: "x y", NL: "x z"}
	roles, err := api.NewRoles([]api.RoleSpec{
		{ID: "clerk", Name: text, Description: text, Permissions: []api.Permission{api.UsersUpdate, "invoices:write", "a:b"}},
		{ID: "helper", Name: api.Text{EN: "h", NL: "h"}, Description: text, Permissions: []api.Permission{api.UsersUpdate, "a:b"}}})
	if err != nil {
		t.Fatal(err)
	}
	h.guard.Roles = roles
	h.become(t, "clerk")
	actor, err := h.guard.Authorize(t.Context(), h.person(),
		access.Action{Org: h.organization(), Permission: api.UsersUpdate})
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

func (h *house) become(t *testing.T, role api.Role) {
	t.Helper()
	h.write(t, func(tx *store.Transaction) {
		tx.Change(h.member, []store.Change{store.MemberRole.Set(role)}, nil)
	})
}

// TestNobodyGivesMoreThanTheyHave: not by what was read, and not by the condition of the write, where the role that an
// actor had has been taken from them since, even if the new one has the permission that the operation asks for.
func TestNobodyGivesMoreThanTheyHave(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	actor := h.clerk(t)
	commit := func(a access.Actor) error {
		tx := a.Begin()
		tx.Put(h.collection, store.Logo{Key: h.collection}, nil)
		return tx.Commit(t.Context(), audit.Event{Action: "user.update"})
	}
	for _, role := range []api.Role{api.Owner, api.Auditor} {
		if _, err := actor.Over(role); !problem.Is(err, problem.Forbidden) {
			t.Errorf("a clerk gives %s: %v", role, err)
		}
	}
	over, err := actor.Over("clerk", "helper", "gone")
	if err != nil {
		t.Fatal(err)
	}
	for role, want := range map[api.Role]bool{"clerk": true, api.Owner: true, "helper": false, api.Auditor: false, "gone": false} {
		h.become(t, role)
		if err := commit(over); (err == nil) != want || err != nil && !problem.Is(err, problem.Forbidden) {
			t.Errorf("who is %s now gives what a clerk has: %v", role, err)
		}
	}
	h.become(t, "helper")
	if err := commit(actor); err != nil {
		t.Errorf("and may still do the rest: %v", err)
	}
}
