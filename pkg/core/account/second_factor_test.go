package account_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/lib/email"
	"usher/pkg/store"
	"usher/test/client"
	"usher/test/harness"
)

// halfSignedIn signs in with the password alone, where that is not enough.
func halfSignedIn(
	t *testing.T, s *harness.System, email string, methods ...api.FactorMethod,
) (*harness.Browser, *api.SecondFactor) {
	t.Helper()
	b := s.Browser()
	out := harness.Into[api.SignedIn](t, b.SignIn(t, email, harness.Password).Want(t, 200, ""))
	if out.SecondFactor == nil || len(out.Memberships) != 0 || !slices.Equal(out.SecondFactor.Methods, methods) {
		t.Fatalf("signed in: %+v", out)
	}
	return b, out.SecondFactor
}

// TestTOTP follows an app for one-time codes from its secret to its end.
func TestTOTP(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(15 * time.Minute)
	owner := s.Found(t, "Acme")
	confirm := func(code string) client.Answer {
		return owner.Do(t, "POST", "/v1/me/totp/confirm", map[string]string{"code": code})
	}
	confirm("123456").Want(t, 409, "invalid_state")
	owner.Do(t, "POST", "/v1/me/recovery-codes", nil).Want(t, 409, "invalid_state")
	owner.Do(t, "POST", "/v1/me/totp", nil).Want(t, 201, "")
	confirm("12345").Want(t, 401, "invalid_factor")
	s.Browser().SignIn(t, owner.Email, harness.Password).Want(t, 200, "") // not confirmed: it counts for nothing
	app := owner.AddTOTP(t)
	confirm(app.Code(t, 0)).Want(t, 409, "invalid_state")
	owner.Do(t, "POST", "/v1/me/totp", nil).Want(t, 409, "invalid_state")
	if me := harness.Into[api.Me](t, owner.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")); !me.SecondFactor {
		t.Error("get-me says that there is none")
	}
	all := harness.Into[api.Factors](t, owner.Do(t, "GET", "/v1/me/factors", nil).Want(t, 200, ""))
	if all.TOTP == nil || all.RecoveryCodes != 10 || len(app.Recovery) != 10 || len(all.Passkeys) != 0 {
		t.Errorf("%+v, %v", all, app.Recovery)
	}
	before := owner.NewSession(t)
	b := s.WithSession(before)
	b.Complete(t, "totp", app.Code(t, -30*time.Second)).Want(t, 401, "invalid_factor") // the app was confirmed by it
	answer := b.Complete(t, "totp", app.Code(t, 0)).Want(t, 200, "")
	after, done := answer.Cookie().Value, harness.Into[api.SignedIn](t, answer)
	if len(done.Memberships) != 1 || done.SecondFactor != nil || after == before {
		t.Errorf("%+v, the session is the same: %v", done, after == before)
	}
	b = s.WithSession(after)
	b.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
	b.Complete(t, "totp", app.Code(t, 30*time.Second)).Want(t, 409, "invalid_state")
	s.WithSession(before).Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	again, _ := halfSignedIn(t, s, owner.Email, api.MethodTOTP, api.MethodRecoveryCode)
	again.Complete(t, "totp", app.Code(t, 0)).Want(t, 401, "invalid_factor") // it was used
	owner.Do(t, "DELETE", "/v1/me/totp", nil).Want(t, 204, "")
	owner.Do(t, "DELETE", "/v1/me/totp", nil).Want(t, 404, "not_found")
	signedIn := harness.Into[api.SignedIn](t, s.Browser().SignIn(t, owner.Email, harness.Password).Want(t, 200, ""))
	all = harness.Into[api.Factors](t, owner.Do(t, "GET", "/v1/me/factors", nil).Want(t, 200, ""))
	if signedIn.SecondFactor != nil || all.TOTP != nil || all.RecoveryCodes != 0 {
		t.Errorf("removed, and there is %+v, %+v", signedIn, all)
	}
}

// TestPendingSessions can do nothing but give the factor or sign out, and that for ten minutes.
func TestPendingSessions(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	app := owner.AddTOTP(t)
	b, _ := halfSignedIn(t, s, owner.Email, api.MethodTOTP, api.MethodRecoveryCode)
	for _, o := range api.Operations() {
		if o.Caller == api.Anyone || o.Pending {
			continue
		}
		path := strings.NewReplacer("{org}", owner.Org, "{user}", owner.ID,
			"{token}", harness.TokenFor(s, o.Path)).Replace(o.Path)
		if a, err := b.Try(o.Method, path, harness.Body(o.ID)); err != nil || a.Code() != "second_factor_required" {
			t.Errorf("%s answers %d %s, %v", o.ID, a.Status, a.Body, err)
		}
	}
	b.Do(t, "DELETE", "/v1/sessions/current", nil).Want(t, 204, "")
	b.Complete(t, "totp", app.Code(t, 0)).Want(t, 401, "unauthenticated")
	b, _ = halfSignedIn(t, s, owner.Email, api.MethodTOTP, api.MethodRecoveryCode)
	s.Clock.Advance(10 * time.Minute)
	b.Complete(t, "totp", app.Code(t, 0)).Want(t, 401, "unauthenticated")
}

// TestRecoveryCodes work once each, however they are typed, until they are replaced.
func TestRecoveryCodes(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	app := owner.AddTOTP(t)
	try := func(code string) client.Answer {
		b, _ := halfSignedIn(t, s, owner.Email, api.MethodTOTP, api.MethodRecoveryCode)
		return b.Complete(t, "recovery_code", code)
	}
	try(app.Recovery[0]).Want(t, 200, "")
	try(app.Recovery[0]).Want(t, 401, "invalid_factor")
	try(" "+app.Recovery[1][:4]+app.Recovery[1][5:]+" ").Want(t, 200, "")
	try("").Want(t, 400, "invalid_request")
	all := harness.Into[api.Factors](t, owner.Do(t, "GET", "/v1/me/factors", nil).Want(t, 200, ""))
	if all.RecoveryCodes != 8 {
		t.Errorf("%d are left", all.RecoveryCodes)
	}
	fresh := harness.Into[api.RecoveryCodes](t, owner.Do(t, "POST", "/v1/me/recovery-codes", nil).Want(t, 201, ""))
	try(app.Recovery[2]).Want(t, 401, "invalid_factor")
	try(fresh.RecoveryCodes[9]).Want(t, 200, "")
}

// TestACodeWorksOnce sends one code from sixteen browsers at once.
func TestACodeWorksOnce(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	app := owner.AddTOTP(t)
	for _, method := range []string{"totp", "recovery_code"} {
		s.Clock.Advance(15 * time.Minute) // the attempts are counted again
		code := map[string]string{"totp": app.Code(t, 0), "recovery_code": app.Recovery[3]}[method]
		codes := map[string]int{}
		var mu sync.Mutex
		var all sync.WaitGroup
		for range 16 {
			b, _ := halfSignedIn(t, s, owner.Email, api.MethodTOTP, api.MethodRecoveryCode)
			all.Go(func() {
				a, err := b.Try("POST", "/v1/sessions/current/second-factor", map[string]string{method: code})
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				codes[a.Code()]++
			})
		}
		all.Wait()
		if codes[""] != 1 {
			t.Errorf("%s: %v", method, codes)
		}
	}
}

// TestFactorAttemptsAreLimited guesses codes: past the limit not even the right one is taken.
func TestFactorAttemptsAreLimited(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(24 * time.Hour)
	owner := s.Found(t, "Acme")
	app := owner.AddTOTP(t)
	b, _ := halfSignedIn(t, s, owner.Email, api.MethodTOTP, api.MethodRecoveryCode)
	for range 20 {
		b.Complete(t, "totp", "00000").Want(t, 401, "invalid_factor")
	}
	b.Complete(t, "totp", app.Code(t, 0)).Want(t, 429, "too_many_requests")
	owner.Prove(t, "recovery_code", app.Recovery[0]).Want(t, 429, "too_many_requests")
	s.Clock.Advance(15 * time.Minute)
	b, _ = halfSignedIn(t, s, owner.Email, api.MethodTOTP, api.MethodRecoveryCode)
	b.Complete(t, "totp", app.Code(t, 0)).Want(t, 200, "")
}

// TestTheSecretIsSealed: the table has no secret, and what it has opens in no other account.
func TestTheSecretIsSealed(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	ada, mallory := s.Found(t, "Acme"), s.Found(t, "Other")
	app := ada.AddTOTP(t)
	mallory.AddTOTP(t)
	item := func(m harness.Member) store.TOTP {
		var stored store.TOTP
		if err := s.Store.Load(t.Context(), store.Fetch(store.TOTPKey(email.Digest(m.Email)), &stored)); err != nil {
			t.Fatal(err)
		}
		return stored
	}
	theirs, stolen := item(mallory), item(ada)
	var tx store.Transaction
	tx.Change(theirs.Key, []store.Change{store.TOTPSealed.Set(stolen.Sealed), store.TOTPLastStep.Set(0)}, nil)
	if err := s.Store.Commit(t.Context(), &tx); err != nil {
		t.Fatal(err)
	}
	b, _ := halfSignedIn(t, s, mallory.Email, api.MethodTOTP, api.MethodRecoveryCode)
	b.Complete(t, "totp", app.Code(t, 0)).Want(t, 500, "internal")
}

// TestRepeatedFactors: with an idempotency key the same answer comes twice, to the same person.
func TestRepeatedFactors(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	owner.AddTOTP(t)
	again := func(m harness.Member) string {
		return string(m.Send(t, client.Request{Method: "POST", Path: "/v1/me/recovery-codes", IdempotencyKey: "once"}).
			Want(t, 201, "").Body)
	}
	first := again(owner)
	if again(owner) != first {
		t.Error("repeated, and answered otherwise")
	}
	other := s.Found(t, "Other")
	other.AddTOTP(t)
	if again(other) == first {
		t.Error("answered to another person")
	}
}

// TestChangesOfFactorsAreTold to the person, by mail, and to their organizations, by an event without an address.
func TestChangesOfFactorsAreTold(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	box := s.FollowMail(t)
	owner := s.Found(t, "Acme")
	owner.AddTOTP(t)
	harness.AwaitMail(t, box, owner.Email, regexp.MustCompile(`An (app) that shows one-time codes was added`), 1)
	passkey := owner.AddPasskey(t, "Laptop")
	owner.Do(t, "DELETE", "/v1/me/passkeys/"+passkey.ID, nil).Want(t, 204, "")
	harness.AwaitMail(t, box, owner.Email, regexp.MustCompile(`A (passkey) was removed from your account`), 1)
	events := owner.Events(t, url.Values{"action": {"user.factor_add"}})
	gone := owner.Events(t, url.Values{"action": {"user.factor_remove"}})
	if len(events) != 2 || len(gone) != 1 || gone[0].Actor.ID != owner.ID || gone[0].Client != "" ||
		gone[0].Changes[0].Field != "passkey" {
		t.Errorf("%+v, %+v", events, gone)
	}
}
