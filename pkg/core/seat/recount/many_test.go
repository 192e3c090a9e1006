package recount_test

import (
	"fmt"
	"net/http"
	"testing"

	"usher/pkg/api"
	"usher/pkg/core/seat/recount"
	"usher/pkg/lib/id"
	"usher/pkg/store"
	"usher/test/harness"
)

// plant puts an organization and its users into the table, beside the system.
func plant(t *testing.T, s *harness.System, users int) string {
	t.Helper()
	var tx store.Transaction
	org, now := s.App.IDs().New(id.Organization), api.At(s.Clock.Now())
	o := store.Organization{Key: store.OrganizationKey(org), ID: org, Name: "Acme", SeatLimit: users, SeatsUsed: users, Active: users,
		ActiveOwners: users, CreatedAt: now, UpdatedAt: now, Version: 1}
	tx.Put(o.Key, o, nil)
	for n := range users {
		u := store.User{ID: s.App.IDs().New(id.User), Org: org, Address: fmt.Sprintf("ada-%d@example.com", n), LastName: "Byron",
			Role: api.Owner, Status: api.Active, CreatedAt: now, UpdatedAt: now, Version: 1}
		u.Arrange()
		tx.Put(u.Key, u, nil)
	}
	if err := s.Store.Commit(t.Context(), &tx); err != nil {
		t.Fatal(err)
	}
	return org
}

// TestMany counts more organizations than are compared at once, in pages that
// end within an organization: only those that drifted are counted exactly, so
// none was taken for complete that was not.
func TestMany(t *testing.T) {
	t.Parallel()
	m := &interloper{target: "Query"}
	exact := 0
	m.before = func(*http.Request) error { exact++; return nil }
	m.left.Store(1 << 30)
	s := harness.New(t, m.in)
	drifted := map[string]bool{}
	for n := range 230 {
		if org := plant(t, s, 3); n%115 == 7 {
			s.Drift(t, org)
			drifted[org] = true
		}
	}
	counting := recount.Service{Table: s.App.Table(), Log: s.App.Log(), Now: s.App.Now, Page: 7}
	sum, err := counting.Resume(t.Context())
	if err != nil || !sum.Whole || sum.Organizations != 230 || len(sum.Drifting) != 2 || len(sum.Busy) > 0 {
		t.Fatalf("%+v, %v", sum, err)
	}
	for _, r := range sum.Drifting {
		if !drifted[r.Organization] {
			t.Errorf("%+v", r)
		}
	}
	if exact != 2 {
		t.Errorf("%d organizations were counted exactly", exact)
	}
}
