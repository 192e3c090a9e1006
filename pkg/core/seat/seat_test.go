package seat_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/seat"
	"usher/pkg/store"
)

// TestAnyWalkKeepsTheCounters moves users anywhere, in any order: each move is taken or refused by the rules, and
// after each the counters are what counting again gives.
func TestAnyWalkKeepsTheCounters(t *testing.T) {
	table := newStore(t)
	rapid.Check(t, func(t *rapid.T) {
		l := &ledger{limit: rapid.IntRange(1, 4).Draw(t, "limit"), users: make([]state, 5)}
		l.create(t, table)
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			user := rapid.IntRange(0, len(l.users)-1).Draw(t, "user")
			from, to := l.users[user], anyState().Draw(t, "to")
			want := l.verdict(from, to)
			err := move(table, l.id, from, to)
			if want == "" && err != nil || want != "" && !problem.Is(err, want) {
				t.Fatalf("%v to %v with %d of %d used, %d owners: %v, want %q", from, to, l.used(), l.limit, l.owners(), err, want)
			}
			if want == "" {
				l.users[user] = to
			}
			l.check(t, table)
		}
	})
}

// TestEveryMove holds each pair of states to the documented change of each counter, where nothing stands in its way.
func TestEveryMove(t *testing.T) {
	table := newStore(t)
	places := append(api.Statuses(), seat.Nowhere)
	for _, from := range places {
		for _, to := range places {
			for _, roles := range [][2]api.Role{{api.Owner, api.Owner}, {api.Owner, api.Auditor}, {api.Auditor, api.Owner}} {
				l := &ledger{limit: 10, users: make([]state, 3)}
				l.create(t, table)
				for i, u := range []state{{api.Active, api.Owner}, {api.Active, api.Owner}, {from, roles[0]}} {
					if err := move(table, l.id, state{}, u); err != nil {
						t.Fatal(err)
					}
					l.users[i] = u
				}
				if err := move(table, l.id, l.users[2], state{to, roles[1]}); err != nil {
					t.Errorf("%q to %q, %v: %v", from, to, roles, err)
				}
				l.users[2] = state{to, roles[1]}
				l.check(t, table)
			}
		}
	}
}

func TestHolds(t *testing.T) {
	for status, want := range map[api.Status]bool{
		api.Invited: true, api.Active: true, api.Blocked: true, api.Expired: false, seat.Nowhere: false, "nonsense": false,
	} {
		if seat.Holds(status) != want {
			t.Errorf("%q holds a seat: %v", status, !want)
		}
	}
}

func TestNothingToCountIsNoWrite(t *testing.T) {
	for _, m := range []seat.Move{
		{}, {From: api.Active, To: api.Active, FromRole: api.Owner, ToRole: api.Owner}, {From: api.Invited, To: api.Invited, FromRole: api.Owner, ToRole: api.Auditor},
		{From: api.Blocked, To: api.Blocked, FromRole: api.Auditor, ToRole: api.Owner},
	} {
		var tx store.Transaction
		if m.Apply(&tx, "org_1"); tx.Len() != 0 {
			t.Errorf("%+v writes %d items", m, tx.Len())
		}
	}
}

func TestAnswers(t *testing.T) {
	table := newStore(t)
	l := &ledger{limit: 1}
	l.create(t, table)
	owner := state{api.Active, api.Owner}
	if err := move(table, l.id, state{}, owner); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name     string
		org      string
		from, to state
		code     problem.Code
		detail   string
	}{
		{"a seat more than there are", l.id, state{}, state{api.Invited, api.Auditor}, problem.SeatLimitReached, "All 1 seats of the playground plan are used."},
		{"an expired one comes back", l.id, state{api.Expired, api.Auditor}, state{api.Invited, api.Auditor}, problem.SeatLimitReached, "All 1 seats"},
		{"the last Owner is blocked", l.id, owner, state{api.Blocked, api.Owner}, problem.LastOwner, "Make somebody else an Owner first."},
		{"the last Owner becomes an Auditor", l.id, owner, state{api.Active, api.Auditor}, problem.LastOwner, ""},
		{"the last Owner is removed", l.id, owner, state{}, problem.LastOwner, ""},
		{"no such organization", "org_none", state{}, state{api.Invited, api.Auditor}, problem.NotFound, ""},
		{"no such organization to leave", "org_none", owner, state{}, problem.NotFound, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := move(table, tt.org, tt.from, tt.to)
			var p *problem.Error
			if !errors.As(err, &p) || p.Code != tt.code || !strings.Contains(p.Detail, tt.detail) {
				t.Errorf("%v, want %s %q", err, tt.code, tt.detail)
			}
		})
	}
}
