package harness_test

import (
	"fmt"
	"testing"
	"time"

	"usher/pkg/api/problem"
	"usher/pkg/core/ratelimit"
	"usher/test/harness"
)

// TestThrottleByNetwork counts the addresses of one IPv6 network together, and
// those of IPv4 apart.
func TestThrottleByNetwork(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(time.Hour)
	for _, tt := range []struct {
		client  string // with a number
		refused bool   // after more than the limit
	}{{"2001:db8::%x", true}, {"2001:db8:0:%x::1", false}, {"fe80::%x%%eth0", true}, {"203.0.113.%d", false}, {"::ffff:198.51.100.%d", false}, {"no address %d", false}} {
		var err error
		for n := range ratelimit.ResetsByClient.Limit + 1 {
			if err = s.App.Limits().Count(t.Context(), ratelimit.ResetsByClient, fmt.Sprintf(tt.client, n+1)); err != nil {
				break
			}
		}
		if problem.Is(err, problem.TooManyRequests) != tt.refused || err != nil && !tt.refused {
			t.Errorf("%s: %v", tt.client, err)
		}
	}
}
