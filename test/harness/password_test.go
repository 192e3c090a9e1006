package harness_test

import (
	"context"
	"regexp"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/test/harness"
	"usher/test/localtest"
)

var resetLink = regexp.MustCompile(`http://usher\.test/password-resets/(\S+)`)

const newPassword = "seven brass lamps at dusk"

// waitFor waits for the n-th mail to an address that matches, and gives what the
// pattern's group holds. An invitation that is accepted at once may not be mailed.
func waitFor(t *testing.T, box *localtest.Postbox, to string, pattern *regexp.Regexp, n int) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		var found []string
		for _, m := range box.Mails(t, to) {
			if match := pattern.FindStringSubmatch(m.Text); match != nil {
				found = append(found, match[1])
			}
		}
		if len(found) >= n {
			return found[n-1]
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%d of %d mails to %s came", len(found), n, to)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// TestPasswordReset follows a forgotten password: the mail, one use, an hour,
// and every session ends.
func TestPasswordReset(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	box := s.FollowMail(t)
	owner := s.Found(t, "Acme")
	guest := s.Browser()
	ask := func(email string) {
		guest.Do(t, "POST", "/v1/password-resets", map[string]string{"email": email}).Want(t, 202, "")
	}
	ask(owner.Email)
	first := waitFor(t, box, owner.Email, resetLink, 1)
	ask(owner.Email)
	second := waitFor(t, box, owner.Email, resetLink, 2)
	stranger := harness.Address("nobody")
	ask(stranger)
	set := func(token, pass string) harness.Answer {
		return guest.Do(t, "POST", "/v1/password-resets/"+token, map[string]string{"password": pass})
	}
	set(first, newPassword).Want(t, 404, "password_reset_invalid")
	set(second, "password1234").Want(t, 400, "invalid_request")
	set(s.Token(t, owner.Org, owner.Invite(t, api.Auditor).ID), newPassword).Want(t, 404, "password_reset_invalid")
	owner.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")
	set(second, newPassword).Want(t, 204, "")
	set(second, newPassword).Want(t, 404, "password_reset_invalid")
	owner.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	guest.Do(t, "POST", "/v1/sessions", map[string]string{"email": owner.Email, "password": harness.Password}).Want(t, 401, "invalid_credentials")
	guest.Do(t, "POST", "/v1/sessions", map[string]string{"email": owner.Email, "password": newPassword}).Want(t, 200, "")
	waitFor(t, box, owner.Email, regexp.MustCompile(`(password of your account was)\s+changed`), 1)
	ask(owner.Email)
	late := s.ResetToken(t, owner.Email)
	s.Clock.Advance(time.Hour)
	set(late, newPassword).Want(t, 404, "password_reset_invalid")
	if mails := box.Mails(t, stranger); len(mails) != 0 {
		t.Error("nobody got a mail")
	}
}

// TestResetsAreBounded sends one address no more than a few mails, in silence.
func TestResetsAreBounded(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(time.Hour)
	owner := s.Found(t, "Acme")
	tokens := map[string]bool{}
	for range 9 {
		s.Browser().Do(t, "POST", "/v1/password-resets", map[string]string{"email": owner.Email}).Want(t, 202, "")
		tokens[s.ResetToken(t, owner.Email)] = true
	}
	if len(tokens) != 5 {
		t.Errorf("%d resets were made", len(tokens))
	}
}

// TestChangePassword ends every other session and goes on with this one.
func TestChangePassword(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	elsewhere := s.Browser()
	elsewhere.Do(t, "POST", "/v1/sessions", map[string]string{"email": owner.Email, "password": harness.Password}).Want(t, 200, "")
	change := func(current, pass string) harness.Answer {
		return owner.Do(t, "PUT", "/v1/me/password", map[string]string{"current_password": current, "password": pass})
	}
	change("not it at all", newPassword).Want(t, 401, "invalid_credentials")
	change(harness.Password, "short").Want(t, 400, "invalid_request")
	sessions := harness.Into[api.Page[api.Session]](t, owner.Do(t, "GET", "/v1/me/sessions", nil).Want(t, 200, ""))
	if len(sessions.Data) != 2 || sessions.Data[0].Current == sessions.Data[1].Current {
		t.Errorf("sessions %+v", sessions.Data)
	}
	change(harness.Password, newPassword).Want(t, 204, "")
	elsewhere.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	owner.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")
	sessions = harness.Into[api.Page[api.Session]](t, owner.Do(t, "GET", "/v1/me/sessions", nil).Want(t, 200, ""))
	if len(sessions.Data) != 1 || !sessions.Data[0].Current {
		t.Errorf("sessions %+v", sessions.Data)
	}
	stranger := s.Found(t, "Other")
	stranger.Do(t, "DELETE", "/v1/me/sessions/"+sessions.Data[0].ID, nil).Want(t, 404, "not_found")
	owner.Do(t, "DELETE", "/v1/me/sessions/"+sessions.Data[0].ID, nil).Want(t, 204, "")
	owner.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
}
