package ratelimit_test

import (
	"fmt"
	"testing"
	"time"

	"usher/pkg/api/problem"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
	"usher/test/client"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// TestClientsAreCountedByNetwork counts the addresses of one IPv6 network together, and those of IPv4 apart.
func TestClientsAreCountedByNetwork(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(time.Hour)
	for _, tt := range []struct {
		client  string // with a number
		refused bool   // after more than the limit
	}{{"2001:db8::%x", true}, {"2001:db8:0:%x::1", false}, {"fe80::%x%%eth0", true}, {"203.0.113.%d", false},
		{"::ffff:198.51.100.%d", false}, {"no address %d", false}} {
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

// TestPasswordAttemptsAreLimited stops guesses at a password, by address and by client, and counts no success.
func TestPasswordAttemptsAreLimited(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(15 * time.Minute)
	owner := s.Found(t, "Acme")
	signIn := func(email, pass string) client.Answer { return s.Browser().SignIn(t, email, pass) }
	for range 15 {
		signIn(owner.Email, harness.Password).Want(t, 200, "")
	}
	for range 10 {
		signIn(owner.Email, "not the password").Want(t, 401, "invalid_credentials")
	}
	a := signIn(owner.Email, harness.Password).Want(t, 429, "too_many_requests")
	if a.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	s.Clock.Advance(15 * time.Minute)
	signIn(owner.Email, harness.Password).Want(t, 200, "")
	answers := map[string]int{}
	for batch := range 13 { // not all at once: each attempt hashes, on two cores
		for answer, n := range harness.Together(8, func(i int) (client.Answer, error) {
			return s.Browser().Client.Do(t.Context(), client.SignIn(fmt.Sprintf("nobody%d-%d@example.com", batch, i),
				"whatever it is"))
		}) {
			answers[answer] += n
		}
	}
	if answers["401invalid_credentials"] != 100 || answers["429too_many_requests"] != 4 {
		t.Errorf("answers: %v", answers)
	}
}

// TestNetworksOfEverySizeAreLimited fills networks of IPv6 from below: what is spread over many small networks is
// stopped by the larger one they are of, at a higher limit.
func TestNetworksOfEverySizeAreLimited(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(time.Hour)
	kind := ratelimit.Kind{Name: "test", Limit: 3, Window: time.Hour, ByNetwork: true}
	for _, tt := range []struct {
		client string // with a number
		most   int
	}{{"2001:db8::%x", 3}, {"2001:db8:1:%x::1", 12}, {"2001:db8:2:%x00::1", 48}, {"203.0.113.%d", 60}, {"2001:db8:1%x::1", 60}} {
		n := 0
		for ; n < 60; n++ {
			if err := s.App.Limits().Count(t.Context(), kind, fmt.Sprintf(tt.client, n+1)); err != nil {
				break
			}
		}
		if n != tt.most {
			t.Errorf("%s: %d, want %d", tt.client, n, tt.most)
		}
	}
}

// TestGivenBackIntoItsWindow gives an attempt back after its window has ended: the next window has no more for it.
func TestGivenBackIntoItsWindow(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(time.Hour)
	kind := ratelimit.Kind{Name: "test", Limit: 2, Window: time.Hour}
	limits := s.App.Limits().Frozen()
	if err := limits.Count(t.Context(), kind, "who"); err != nil {
		t.Fatal(err)
	}
	s.Clock.Advance(time.Hour)
	var tx store.Transaction
	limits.GiveBack(&tx, kind, "who")
	if err := s.Store.Commit(t.Context(), &tx); err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		if err := s.App.Limits().Count(t.Context(), kind, "who"); problem.Is(err, problem.TooManyRequests) != (n == 2) {
			t.Errorf("attempt %d: %v", n+1, err)
		}
	}
}
