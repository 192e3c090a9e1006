package linearizability_test

import (
	"testing"

	"usher/test/linearizability"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// TestShortRun is a run of a few hundred operations with all faults.
func TestShortRun(t *testing.T) {
	t.Parallel()
	r := &linearizability.Run{Seed: 1, Operations: 630, Clients: 12, Rates: linearizability.Rough(), AllMail: true,
		Database: localtest.Database(t), Mailbox: localtest.Mailbox(t).Endpoint()}
	report, err := r.Do(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range report.Violations {
		t.Errorf("organization %d: %s", v.Organization, v.What)
		if v.History != nil {
			t.Log("\n" + linearizability.Tell(linearizability.Minimise(v.Initial, v.History)))
		}
	}
	if report.Histories != 3 || report.Undecided > 0 || report.Events == 0 || report.Mails == 0 || len(report.Faults) < 8 {
		t.Errorf("the run did not do what it is for:\n%s", report.Text())
	}
}
