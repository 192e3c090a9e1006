package prove_test

import (
	"testing"

	"usher/pkg/local/localtest"
	"usher/pkg/prove"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// TestShortRun is a run of a few hundred operations with all faults.
func TestShortRun(t *testing.T) {
	t.Parallel()
	r := &prove.Run{Seed: 1, Operations: 630, Clients: 12, Rates: prove.Rough(false), Database: localtest.Database(t)}
	report, err := r.Do(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range report.Violations {
		t.Errorf("organization %d: %s", v.Organization, v.What)
	}
	t.Logf("%+v", report)
}
