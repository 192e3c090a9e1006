package harness

import (
	"testing"

	"usher/pkg/store"
)

// Enlarge gives an organization this many seats, beside the system.
func (s *System) Enlarge(t testing.TB, org string, seats int) {
	t.Helper()
	table := store.New(s.Client, s.Table, s.App.IDs())
	if err := table.Change(t.Context(), store.OrganizationKey(org), []store.Change{store.Set("seat_limit", seats)}, nil, store.Present("pk")); err != nil {
		t.Fatal(err)
	}
}

// Drift makes an organization's counter of used seats one too high, as a bug
// would.
func (s *System) Drift(t testing.TB, org string) {
	t.Helper()
	table := store.New(s.Client, s.Table, s.App.IDs())
	if err := table.Change(t.Context(), store.OrganizationKey(org), []store.Change{store.Add("seats_used", 1)}, nil, store.Present("pk")); err != nil {
		t.Fatal(err)
	}
}
