package account_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/invitation"
	"usher/pkg/lib/email"
	"usher/pkg/lib/password"
	"usher/pkg/store"
	"usher/test/client"
	"usher/test/harness"
)

// counting counts how often a password is hashed.
type counting struct {
	password.Hasher
	calls atomic.Int32
}

func (c *counting) Hash(pass string) (string, error) {
	c.calls.Add(1)
	return c.Hasher.Hash(pass)
}

func (c *counting) Verify(encoded, pass string) (ok, needsRehash bool, err error) {
	c.calls.Add(1)
	return c.Hasher.Verify(encoded, pass)
}

// TestNoOracleBehindALimit goes on guessing past the limit, everywhere a password is taken: the right one and a wrong
// one get the same answer, and neither is hashed.
func TestNoOracleBehindALimit(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(15 * time.Minute)
	owner, other := s.Found(t, "Acme"), s.Found(t, "Other")
	hasher := &counting{Hasher: password.Hasher{Random: rand.Reader}}
	accounts := s.App.Accounts()
	accounts.Hasher = hasher
	accepting := &invitation.Service{Table: s.App.Table(), Accounts: accounts, Guard: s.App.Guard(), Now: s.App.Now,
		Links: s.App.Links()}
	address, _ := email.Parse(owner.Email)
	token := s.Token(t, other.Org, other.InviteAddress(t, owner.Email, api.Auditor).ID)
	session, _ := access.ParseSessionToken(owner.NewSession(t))
	tests := map[string]func(pass string) error{
		"sign-in": func(pass string) error {
			_, _, err := accounts.SignIn(t.Context(), &access.Caller{Client: "203.0.113.1"}, api.SignInInput{Email: address, Password: pass})
			return err
		},
		"accept": func(pass string) error {
			_, _, err := accepting.Accept(t.Context(), &access.Caller{}, api.AcceptInvitationInput{Token: token, Password: pass})
			return err
		},
		"change": func(pass string) error {
			_, _, err := accounts.ChangePassword(t.Context(), &access.Caller{Session: &session},
				api.ChangePasswordInput{Current: pass, Password: harness.NewPassword})
			return err
		},
		"change to a weak one": func(pass string) error {
			_, _, err := accounts.ChangePassword(t.Context(), &access.Caller{Session: &session},
				api.ChangePasswordInput{Current: pass, Password: "password1234"})
			return err
		},
	}
	for _, name := range []string{"sign-in", "accept", "change", "change to a weak one"} {
		for range 21 {
			_ = tests[name]("not the password")
		}
		hasher.calls.Store(0)
		right, wrong := tests[name](harness.Password), tests[name]("not the password")
		code := problem.TooManyRequests
		if name == "change to a weak one" {
			code = problem.InvalidRequest
		}
		if !problem.Is(right, code) || !problem.Is(wrong, code) || hasher.calls.Load() != 0 {
			t.Errorf("%s: the right one %v, a wrong one %v, hashed %d times", name, right, wrong, hasher.calls.Load())
		}
	}
}

// TestWeakNewPasswordsTellNothing sends a weak new password below the limit: the answer is the same for the right
// current one, and it is not even looked at.
func TestWeakNewPasswordsTellNothing(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	for _, current := range []string{harness.Password, "not the password"} {
		owner.Do(t, "PUT", "/v1/me/password", map[string]string{"current_password": current, "password": "password1234"}).
			Want(t, 400, "invalid_request")
	}
}

// TestSuccessForgetsAttempts accepts and changes passwords more often than wrong ones may be sent.
func TestSuccessForgetsAttempts(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	passwords := []string{harness.Password, harness.NewPassword}
	for n := range 24 {
		owner.Do(t, "PUT", "/v1/me/password", map[string]string{"current_password": passwords[n%2],
			"password": passwords[(n+1)%2]}).Want(t, 204, "")
	}
}

// TestOldHashesAreRenewed signs in with a hash of earlier parameters: it is replaced, and the sessions go on.
func TestOldHashesAreRenewed(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	address, _ := email.Parse(owner.Email)
	salt, text := []byte("0123456789abcdef"), base64.RawStdEncoding.EncodeToString
	old := fmt.Sprintf("$argon2id$v=19$m=12288,t=3,p=1$%s$%s", text(salt), text(argon2.IDKey([]byte(harness.Password), salt, 3, 12288, 1, 32)))
	key := store.IdentityKey(address.Digest())
	if err := s.Store.Change(t.Context(), key, []store.Change{store.IdentityPasswordHash.Set(old)}, nil); err != nil {
		t.Fatal(err)
	}
	hash := func() string {
		var i store.Identity
		if err := s.Store.Load(t.Context(), store.Fetch(key, &i)); err != nil {
			t.Fatal(err)
		}
		return i.PasswordHash
	}
	s.Browser().SignIn(t, owner.Email, "not the password").Want(t, 401, "invalid_credentials")
	if hash() != old {
		t.Error("a wrong password renewed the hash")
	}
	s.Browser().SignIn(t, owner.Email, harness.Password).Want(t, 200, "")
	renewed := hash()
	if renewed == old || !strings.HasPrefix(renewed, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("the hash is %.30s", renewed)
	}
	s.Browser().SignIn(t, owner.Email, harness.Password).Want(t, 200, "")
	if hash() != renewed {
		t.Error("a hash of today's parameters was renewed")
	}
	owner.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")
}

// deviceOf is the device cookie of an answer, as a header.
func deviceOf(t *testing.T, a client.Answer) string {
	t.Helper()
	for _, line := range a.Header.Values("Set-Cookie") {
		if c, err := http.ParseSetCookie(line); err == nil && c.Name == "usher-device" {
			return c.Name + "=" + c.Value
		}
	}
	t.Fatalf("no device cookie in %v", a.Header)
	return ""
}

// TestStrangersLockNobodyOut has strangers fail until they are stopped: the person still signs in from a browser that
// they have signed in from, whose own failures are limited too, and by a reset from any.
func TestStrangersLockNobodyOut(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(15 * time.Minute)
	owner, mallory := s.Found(t, "Acme"), s.Found(t, "Mallory's")
	own := deviceOf(t, s.Browser().SignIn(t, owner.Email, harness.Password).Want(t, 200, ""))
	theirs := deviceOf(t, s.Browser().SignIn(t, mallory.Email, harness.Password).Want(t, 200, ""))
	for range 10 {
		s.Browser().SignIn(t, owner.Email, "not the password").Want(t, 401, "invalid_credentials")
	}
	forged := own[:len(own)-2] + strings.Map(func(r rune) rune { return 'A' + (r-'A'+4)%8 }, own[len(own)-2:])
	token, _ := access.ParseDeviceToken(strings.TrimPrefix(own, "usher-device="))
	token.Secret = bytes.Repeat([]byte{1}, len(token.Secret))
	for name, cookie := range map[string]string{"no cookie": "x=y", "another person's": theirs, "a forged one": forged,
		"a made-up secret": "usher-device=" + token.Encode()} {
		if a := s.WithHeader("Cookie", cookie).SignIn(t, owner.Email, harness.Password); a.Status != 429 {
			t.Errorf("with %s: %d", name, a.Status)
		}
	}
	signIn := func(cookie, pass string) client.Answer {
		return s.WithHeader("Cookie", cookie).SignIn(t, owner.Email, pass)
	}
	for range 3 {
		if a := signIn(own, harness.Password).Want(t, 200, ""); len(a.Header.Values("Set-Cookie")) != 1 {
			t.Error("a known browser got another device cookie")
		}
	}
	for range 10 {
		signIn(own, "not the password").Want(t, 401, "invalid_credentials")
	}
	signIn(own, harness.Password).Want(t, 429, "too_many_requests")
	reset := s.Browser()
	reset.RequestReset(t, owner.Email)
	known := deviceOf(t, reset.ResetPassword(t, s.ResetToken(t, owner.Email), harness.NewPassword).Want(t, 204, ""))
	for range 10 {
		s.Browser().SignIn(t, owner.Email, "not the password").Want(t, 401, "invalid_credentials")
	}
	s.Browser().SignIn(t, owner.Email, harness.NewPassword).Want(t, 429, "too_many_requests")
	signIn(known, harness.NewPassword).Want(t, 200, "")
}

// TestSignInNamesItsActor looks for the session in the log line of a sign-in, and for nobody in that of a refusal.
func TestSignInNamesItsActor(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	token, _ := access.ParseSessionToken(owner.NewSession(t))
	s.Browser().SignIn(t, owner.Email, "not the password").Want(t, 401, "invalid_credentials")
	lines := s.Log.String()
	if !strings.Contains(lines, `"operation":"sign-in","status":200`) || !strings.Contains(lines, `"actor":"`+token.ID+`"`) {
		t.Errorf("no line names %s", token.ID)
	}
}
