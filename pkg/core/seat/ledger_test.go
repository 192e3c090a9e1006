package seat_test

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/seat"
	"usher/pkg/lib/id"
	"usher/pkg/store"
	"usher/pkg/store/schema"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

var ids = id.Source{Random: rand.Reader, Now: time.Now}

// newStore makes a table of the test's own on the real database.
func newStore(t *testing.T) *store.Store {
	t.Helper()
	client, name := localtest.Client(t), "seat-"+strings.ToLower(ids.New(""))
	if err := schema.CreateWithoutStream(t.Context(), client, name); err != nil {
		t.Fatal(err)
	}
	return store.New(client, name, ids)
}

// state is where a user of the walk stands.
type state struct {
	status api.Status
	role   api.Role
}

// ledger is an organization as it should be: its users are counted again each time.
type ledger struct {
	id    string
	limit int
	users []state
}

func (l *ledger) count(matches func(state) bool) int {
	n := 0
	for _, u := range l.users {
		if matches(u) {
			n++
		}
	}
	return n
}

func (l *ledger) with(s api.Status) int {
	return l.count(func(u state) bool { return u.status == s })
}

func (l *ledger) used() int { return l.with(api.Invited) + l.with(api.Active) + l.with(api.Blocked) }

func (l *ledger) owners() int {
	return l.count(func(u state) bool { return u == state{api.Active, api.Owner} })
}

// verdict is the code that moving from one state to another must be refused with; "" when it must be taken.
func (l *ledger) verdict(from, to state) problem.Code {
	owner := state{api.Active, api.Owner}
	switch {
	case !seat.Holds(from.status) && seat.Holds(to.status) && l.used() >= l.limit:
		return problem.SeatLimitReached
	case from == owner && to != owner && l.owners() <= 1:
		return problem.LastOwner
	}
	return ""
}

type tester interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

func (l *ledger) create(t tester, table *store.Store) {
	t.Helper()
	l.id = ids.New(id.Organization)
	key := store.OrganizationKey(l.id)
	var tx store.Transaction
	tx.Put(key, store.Organization{Key: key, ID: l.id, Plan: "playground", SeatLimit: l.limit}, nil)
	if err := table.Commit(context.Background(), &tx); err != nil {
		t.Fatal(err)
	}
}

// check compares the stored counters with a fresh count.
func (l *ledger) check(t tester, table *store.Store) {
	t.Helper()
	var o store.Organization
	if err := table.Load(context.Background(), store.Fetch(store.OrganizationKey(l.id), &o)); err != nil {
		t.Fatal(err)
	}
	got := [6]int{o.SeatsUsed, o.Invited, o.Active, o.Blocked, o.Expired, o.ActiveOwners}
	want := [6]int{l.used(), l.with(api.Invited), l.with(api.Active), l.with(api.Blocked), l.with(api.Expired), l.owners()}
	if got != want {
		t.Fatalf("used, invited, active, blocked, expired, owners: %v, counted again: %v", got, want)
	}
	if o.SeatsUsed != o.Invited+o.Active+o.Blocked || o.SeatsUsed > l.limit {
		t.Fatalf("%d used of %d: %+v", o.SeatsUsed, l.limit, o)
	}
}

func move(table *store.Store, org string, from, to state) error {
	var tx store.Transaction
	seat.Move{From: from.status, To: to.status, FromRole: from.role, ToRole: to.role}.Apply(&tx, org)
	if tx.Len() == 0 {
		return nil
	}
	return table.Commit(context.Background(), &tx)
}

// anyState is somewhere a user can stand, or nowhere.
func anyState() *rapid.Generator[state] {
	return rapid.Custom(func(t *rapid.T) state {
		status := rapid.SampledFrom(append(api.Statuses(), seat.Nowhere)).Draw(t, "status")
		return state{status, rapid.SampledFrom(api.Roles{}.IDs()).Draw(t, "role")}
	})
}
