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
