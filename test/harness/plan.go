package harness

import (
	"testing"

	"usher/pkg/store"
)

// Enlarge gives an organization this many seats, beside the system.
func (s *System) Enlarge(t testing.TB, org string, seats int) {
	t.Helper()
	table := store.New(s.Client, s.Table, s.App.IDs())
	if err := table.Change(t.Context(), store.OrganizationKey(org), []store.Change{store.OrganizationSeatLimit.Set(seats)}, nil, store.Exists()); err != nil {
		t.Fatal(err)
	}
}

// Drift makes an organization's counter of used seats one too high, as a bug
// would.
func (s *System) Drift(t testing.TB, org string) {
	t.Helper()
	table := store.New(s.Client, s.Table, s.App.IDs())
	if err := table.Change(t.Context(), store.OrganizationKey(org), []store.Change{store.OrganizationSeatsUsed.Add(1)}, nil, store.Exists()); err != nil {
		t.Fatal(err)
	}
}
