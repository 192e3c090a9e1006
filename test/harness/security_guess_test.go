package harness_test

import (
	"testing"
	"time"

	"usher/test/harness"
)

// TestGuessingBehindASession has somebody with a stolen session guess the
// password by way of change-password: past the limit not even the right one is
// taken, until the window ends.
func TestGuessingBehindASession(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(15 * time.Minute)
	owner := s.Found(t, "Acme")
	change := func(current string) harness.Answer {
		return owner.Do(t, "PUT", "/v1/me/password", map[string]string{"current_password": current, "password": newPassword})
	}
	for range 20 {
		change("not the password").Want(t, 401, "invalid_credentials")
	}
	change("not the password").Want(t, 429, "too_many_requests")
	change(harness.Password).Want(t, 429, "too_many_requests")
	owner.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")
	s.Clock.Advance(15 * time.Minute)
	change(harness.Password).Want(t, 204, "")
}
