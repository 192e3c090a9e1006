package acceptance_test

import (
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/ratelimit"
	"usher/test/harness"
)

// TestNoOperationIsWithoutLimits has a client use up its minute: each operation refuses it before it looks at anything
// else, with the time to wait, and without a call of the table.
func TestNoOperationIsWithoutLimits(t *testing.T) {
	t.Parallel()
	ledger := &harness.Ledger{}
	s := harness.New(t, harness.Limited, harness.Record(ledger))
	s.Clock.Align(time.Minute)
	s.Clock.Stop()
	limit, served := ratelimit.CallsByClient.Limit*(ratelimit.Leases+1)/ratelimit.Leases, 0
	for s.App.Gate().Admit(t.Context(), &access.Caller{Client: "127.0.0.1"}) == nil {
		served++
	}
	if served != limit {
		t.Fatalf("%d requests served, want %d", served, limit)
	}
	ledger.Open(s.Client)
	for _, o := range api.Operations() {
		path := o.Path
		for strings.Contains(path, "{") {
			before, rest, _ := strings.Cut(path, "{")
			_, after, _ := strings.Cut(rest, "}")
			path = before + "x" + after
		}
		a, err := s.Browser().Try(o.Method, path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if wait := a.Want(t, 429, "too_many_requests").Header.Get("Retry-After"); wait != "60" {
			t.Errorf("%s: Retry-After %q", o.ID, wait)
		}
	}
	if got := ledger.RoundTrips(); got != 0 {
		t.Errorf("refusals take %d calls of the table", got)
	}
	s.Clock.Advance(time.Minute)
	s.Browser().Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
}
