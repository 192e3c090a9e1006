package account_test

import (
	"regexp"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/test/client"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// TestPasswordReset follows a forgotten password: the mail, one use, an hour, and every session ends.
func TestPasswordReset(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	box := s.FollowMail(t)
	owner := s.Found(t, "Acme")
	guest := s.Browser()
	guest.RequestReset(t, owner.Email)
	first := harness.AwaitMail(t, box, owner.Email, harness.ResetLink, 1)
	guest.RequestReset(t, owner.Email)
	second := harness.AwaitMail(t, box, owner.Email, harness.ResetLink, 2)
	stranger := harness.Address("nobody")
	guest.RequestReset(t, stranger)
	set := func(token, pass string) client.Answer { return guest.ResetPassword(t, token, pass) }
	set(first, harness.NewPassword).Want(t, 404, "password_reset_invalid")
	set(second, "password1234").Want(t, 400, "invalid_request")
	view := func(token string) client.Answer { return guest.Do(t, "GET", "/v1/password-resets/"+token, nil) }
	view(first).Want(t, 404, "password_reset_invalid")
	for range 2 { // as a mail scanner does
		if got := harness.Into[api.PasswordResetView](t, view(second).Want(t, 200, "")); got.Email != owner.Email {
			t.Errorf("%+v", got)
		}
	}
	set(s.Token(t, owner.Org, owner.Invite(t, api.Auditor).ID), harness.NewPassword).Want(t, 404, "password_reset_invalid")
	owner.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")
	set(second, harness.NewPassword).Want(t, 204, "")
	view(second).Want(t, 404, "password_reset_invalid")
	set(second, harness.NewPassword).Want(t, 404, "password_reset_invalid")
	owner.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	guest.SignIn(t, owner.Email, harness.Password).Want(t, 401, "invalid_credentials")
	guest.SignIn(t, owner.Email, harness.NewPassword).Want(t, 200, "")
	harness.AwaitMail(t, box, owner.Email, regexp.MustCompile(`(password of your account was)\s+changed`), 1)
	guest.RequestReset(t, owner.Email)
	late := s.ResetToken(t, owner.Email)
	s.Clock.Advance(time.Hour)
	set(late, harness.NewPassword).Want(t, 404, "password_reset_invalid")
	if mails := box.Mails(t, stranger); len(mails) != 0 {
		t.Error("nobody got a mail")
	}
}

// TestResetsAreLimited sends one address no more than a few mails, in silence.
func TestResetsAreLimited(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(time.Hour)
	owner := s.Found(t, "Acme")
	tokens := map[string]bool{}
	for range 9 {
		s.Browser().RequestReset(t, owner.Email)
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
	elsewhere.SignIn(t, owner.Email, harness.Password).Want(t, 200, "")
	change := func(current, pass string) client.Answer {
		return owner.Do(t, "PUT", "/v1/me/password", map[string]string{"current_password": current, "password": pass})
	}
	change("not it at all", harness.NewPassword).Want(t, 401, "invalid_credentials")
	change(harness.Password, "short").Want(t, 400, "invalid_request")
	sessions := harness.Into[api.Page[api.Session]](t, owner.Do(t, "GET", "/v1/me/sessions", nil).Want(t, 200, ""))
	if len(sessions.Data) != 2 || sessions.Data[0].Current == sessions.Data[1].Current {
		t.Errorf("sessions %+v", sessions.Data)
	}
	change(harness.Password, harness.NewPassword).Want(t, 204, "")
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

// TestNewPasswordsEndSessions signs in in three places: a change leaves the one it is made from, with another cookie,
// a reset none; a failed attempt at either ends nothing.
func TestNewPasswordsEndSessions(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	live := func(cookie string) bool {
		return s.WithSession(cookie).Do(t, "GET", "/v1/me", nil).Status == 200
	}
	here, there := owner.NewSession(t), owner.NewSession(t)
	change := func(current string) client.Answer {
		return s.WithSession(here).Do(t, "PUT", "/v1/me/password",
			map[string]string{"current_password": current, "password": harness.NewPassword})
	}
	change("not the password").Want(t, 401, "invalid_credentials")
	if !live(here) || !live(there) {
		t.Error("a failed change ended a session")
	}
	rotated := change(harness.Password).Want(t, 204, "").Cookie().Value
	if live(here) || live(there) || !live(rotated) || rotated == here {
		t.Errorf("after the change: %v %v %v", live(here), live(there), live(rotated))
	}
	s.Browser().RequestReset(t, owner.Email)
	token := s.ResetToken(t, owner.Email)
	set := func(pass string) client.Answer { return s.Browser().ResetPassword(t, token, pass) }
	set("short").Want(t, 400, "invalid_request")
	if !live(rotated) {
		t.Error("a failed reset ended a session")
	}
	if a := set("eleven quiet harbours").Want(t, 204, ""); a.Cookie().Name != "usher-device" || len(a.Header.Values("Set-Cookie")) != 1 || live(rotated) {
		t.Errorf("after the reset: %v %v", a.Header, live(rotated))
	}
	set("another eleven harbours").Want(t, 404, "password_reset_invalid")
}

// TestGuessingBehindASession has somebody with a stolen session guess the password by way of change-password: past
// the limit not even the right one is taken, until the window ends.
func TestGuessingBehindASession(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(15 * time.Minute)
	owner := s.Found(t, "Acme")
	change := func(current string) client.Answer {
		return owner.Do(t, "PUT", "/v1/me/password", map[string]string{"current_password": current,
			"password": harness.NewPassword})
	}
	for range 20 {
		change("not the password").Want(t, 401, "invalid_credentials")
	}
	change("not the password").Want(t, 429, "too_many_requests")
	change(harness.Password).Want(t, 429, "too_many_requests")
	owner.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")
	s.Clock.Advance(15 * time.Minute)
	owner.Prove(t, "password", harness.Password).Want(t, 204, "")
	change(harness.Password).Want(t, 204, "")
}
