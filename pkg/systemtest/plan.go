package systemtest

import (
	"testing"

	"usher/pkg/table"
)

// Enlarge gives an organization this many seats, beside the system.
func (s *System) Enlarge(t testing.TB, org string, seats int) {
	t.Helper()
	store := table.New(s.Client, s.Table, s.App.IDs())
	if err := store.Change(t.Context(), table.OrganizationKey(org), []table.Change{table.Set("seat_limit", seats)}, nil, table.Present("pk")); err != nil {
		t.Fatal(err)
	}
}

// Drift makes an organization's counter of used seats one too high, as a bug
// would.
func (s *System) Drift(t testing.TB, org string) {
	t.Helper()
	store := table.New(s.Client, s.Table, s.App.IDs())
	if err := store.Change(t.Context(), table.OrganizationKey(org), []table.Change{table.Add("seats_used", 1)}, nil, table.Present("pk")); err != nil {
		t.Fatal(err)
	}
}
