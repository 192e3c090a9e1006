package account_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/core/activity"
	"usher/pkg/lib/email"
	"usher/pkg/store"
	"usher/test/client"
	"usher/test/harness"
)

// left are the items that are still under an address, except that its place is kept, notices are still to be mailed, and
// somebody may have failed to sign in with it since.
func left(t *testing.T, s *harness.System, address string) (kinds []store.Kind) {
	t.Helper()
	digest := email.Lenient(address).Digest()
	for _, span := range []store.Range{store.Person(digest), store.Activities(digest)} {
		span.Backwards = false
		err := s.Store.Each(t.Context(), span, func(items []store.Item) error {
			for _, item := range items {
				k := item.Kind()
				if k != store.KindFormer && k != store.KindNotice && !strings.Contains(item.Key().SK, activity.SessionFail) {
					kinds = append(kinds, k)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return kinds
}

// whole fails the test where the person does not have everything under an address that they had under another.
func whole(t *testing.T, s *harness.System, m harness.Member, from string, orgs []string) {
	t.Helper()
	if kinds := left(t, s, from); len(kinds) > 0 {
		t.Errorf("left behind: %v", kinds)
	}
	digest := email.Lenient(m.Email).Digest()
	members, err := store.All[store.Member](t.Context(), s.Store, store.Memberships(digest, ""))
	if err != nil || len(members) != len(orgs) {
		t.Fatalf("%d memberships, want %d, %v", len(members), len(orgs), err)
	}
	for _, member := range members {
		u := s.User(t, member.Org, member.User)
		if u.Email != m.Email || u.Digest() != digest || member.Email != m.Email || !slices.Contains(orgs, member.Org) {
			t.Errorf("user %+v, membership %+v", u, member)
		}
		items, _, err := s.Store.Query(t.Context(), store.EventsBetween(member.Org, "evt_", "evt_"+store.Past, 100))
		if n := strings.Count(fmt.Sprint(items), `\"action\":\"user.email\"`) + strings.Count(fmt.Sprint(items),
			`"action":"user.email"`); err != nil || len(items) == 0 {
			t.Errorf("%s: %d events, %d of them of the address, %v", member.Org, len(items), n, err)
		}
	}
}

// TestChangeOfAddress changes the address of somebody with everything that an account can have, in more organizations
// than find room in a transaction, and brings all of it along.
func TestChangeOfAddress(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	from, to := owner.Email, harness.Address("new")
	orgs := append(place(t, s, owner, 60, api.Active), owner.Org)
	orgs = append(orgs, place(t, s, owner, 20, api.Invited)...)
	other := s.Found(t, "Other")
	invited := other.InviteAddress(t, from, api.Auditor)
	link := s.Token(t, other.Org, invited.ID)
	orgs = append(orgs, other.Org)
	program, passkey, codes := owner.Program(t, api.Auditor), owner.AddPasskey(t, "Laptop"), owner.AddTOTP(t)
	stranger := s.Browser()
	stranger.SignIn(t, from, harness.Password).Want(t, 200, "")

	token := owner.AskEmail(t, to)
	pending := harness.Into[api.EmailChange](t, owner.Do(t, "GET", "/v1/me/email-change", nil).Want(t, 200, ""))
	if pending.Email != from || pending.Pending == nil || pending.Pending.Email != to {
		t.Errorf("%+v", pending)
	}
	other.Do(t, "POST", "/v1/email-changes/"+token, nil).Want(t, 404, "not_found")
	s.Browser().Do(t, "POST", "/v1/email-changes/"+token, nil).Want(t, 401, "unauthenticated")
	owner.Do(t, "POST", "/v1/email-changes/"+token, nil).Want(t, 204, "")
	for _, b := range []*harness.Browser{owner.Browser, stranger} {
		b.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	}
	owner.SignIn(t, from, harness.Password).Want(t, 401, "invalid_credentials")

	owner.Email = to
	in := harness.Into[api.SignedIn](t, owner.SignIn(t, to, harness.Password).Want(t, 200, ""))
	if in.SecondFactor == nil || len(in.SecondFactor.Methods) != 3 {
		t.Fatalf("%+v", in.SecondFactor)
	}
	owner.Do(t, "POST", "/v1/sessions/current/second-factor", map[string]string{"totp": codes.Code(t, 0)}).Want(t, 200, "")
	whole(t, s, owner, from, orgs)
	program.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
	b := s.Browser()
	b.Do(t, "POST", "/v1/passkey-sessions", map[string]any{"credential": passkey.Sign(t,
		b.PasskeyOptions(t, "/v1/passkey-sessions/options"))}).Want(t, 200, "")
	found := harness.Into[api.Page[api.User]](t, owner.Do(t, "GET", owner.Path("users")+"?q="+url.QueryEscape(to),
		nil).Want(t, 200, ""))
	if len(found.Data) != 1 || found.Data[0].Email != to {
		t.Errorf("found %+v", found.Data)
	}
	events := owner.Events(t, url.Values{"action": {"user.email"}})
	if len(events) != 1 || events[0].Changes[0].Before != from || events[0].Changes[0].After != to ||
		events[0].Client != "" {
		t.Errorf("%+v", events)
	}
	view := harness.Into[api.InvitationView](t, b.Do(t, "GET", "/v1/invitations/"+link, nil).Want(t, 200, ""))
	if view.Email != to || !view.AccountExists {
		t.Errorf("%+v", view)
	}
	b.Accept(t, link, harness.Password).Want(t, 200, "")
	// The old address is kept for 72 hours, and anybody's then.
	again := other.InviteAddress(t, from, api.Auditor)
	s.Browser().Accept(t, s.Token(t, other.Org, again.ID), harness.NewPassword).Want(t, 409, "email_taken")
	s.Clock.Advance(72*time.Hour + time.Second)
	s.Browser().Accept(t, s.Token(t, other.Org, again.ID), harness.NewPassword).Want(t, 200, "")
}

// TestNobodyTakesAnothersAddress: an address with an account is refused to whoever has its link, and not before.
func TestNobodyTakesAnothersAddress(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, other := s.Found(t, "Acme"), s.Found(t, "Other")
	owner.Do(t, "POST", "/v1/email-changes/"+owner.AskEmail(t, other.Email), nil).Want(t, 409, "email_taken")
	owner.Do(t, "POST", "/v1/me/email-change", map[string]string{"email": owner.Email}).Want(t, 400, "invalid_request")
	token := owner.AskEmail(t, harness.Address("new"))
	owner.Do(t, "DELETE", "/v1/me/email-change", nil).Want(t, 204, "")
	owner.Do(t, "POST", "/v1/email-changes/"+token, nil).Want(t, 404, "not_found")
	replaced := owner.AskEmail(t, harness.Address("new"))
	last := owner.AskEmail(t, harness.Address("new"))
	owner.Do(t, "POST", "/v1/email-changes/"+replaced, nil).Want(t, 404, "not_found")
	s.Clock.Advance(11 * time.Minute)
	owner.Do(t, "POST", "/v1/me/email-change", map[string]string{"email": "x@example.com"}).Want(t, 403, "proof_required")
	s.Clock.Advance(24 * time.Hour)
	owner.SignIn(t, owner.Email, harness.Password).Want(t, 200, "")
	owner.Do(t, "POST", "/v1/email-changes/"+last, nil).Want(t, 404, "not_found")
}

// TestInvitedTwice: an invitation of the new address goes where the person is already, and stays elsewhere.
func TestInvitedTwice(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, other := s.Found(t, "Acme"), s.Found(t, "Other")
	to := harness.Address("new")
	twice, once := owner.InviteAddress(t, to, api.Auditor), other.InviteAddress(t, to, api.Auditor)
	owner = owner.ChangeEmail(t, to)
	owner.Do(t, "GET", owner.Path("users", twice.ID), nil).Want(t, 404, "not_found")
	if c := owner.Recount(t); c.Active != 1 || c.Invited != 0 || c.Used != 1 {
		t.Errorf("seats %+v", c)
	}
	owner.Accept(t, s.Token(t, other.Org, once.ID), harness.Password).Want(t, 200, "")
}

// TestWayBack takes an account back from somebody who has led it over several addresses, and back to the first.
func TestWayBack(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	victim := s.Found(t, "Acme")
	first, second, third := victim.Email, harness.Address("second"), harness.Address("third")
	codes := victim.AddTOTP(t)
	s.Clock.Advance(100 * time.Hour)
	thief := victim
	thief.Browser = s.Browser()
	signIn := func(m harness.Member, code string) {
		t.Helper()
		m.SignIn(t, m.Email, harness.Password).Want(t, 200, "")
		m.Do(t, "POST", "/v1/sessions/current/second-factor", map[string]string{"recovery_code": code}).Want(t, 200, "")
	}
	move := func(to, code string) {
		t.Helper()
		thief.Do(t, "POST", "/v1/email-changes/"+thief.AskEmail(t, to), nil).Want(t, 204, "")
		thief.Email = to
		signIn(thief, code)
	}
	signIn(thief, codes.Recovery[0])
	passkey, program := thief.AddPasskey(t, "Mine"), thief.Program(t, api.Owner)
	move(second, codes.Recovery[1])
	lost := s.RestoreToken(t, first)
	move(first, codes.Recovery[2])
	thiefs := s.RestoreToken(t, second)
	s.Clock.Advance(time.Minute)
	move(third, codes.Recovery[3])
	back := s.RestoreToken(t, first)

	b := s.Browser()
	b.Do(t, "GET", "/v1/email-restorations/"+lost, nil).Want(t, 404, "not_found")
	view := harness.Into[api.EmailRestoration](t, b.Do(t, "GET", "/v1/email-restorations/"+back, nil).Want(t, 200, ""))
	if view.Email != first {
		t.Errorf("%+v", view)
	}
	restore := func(token, password string) client.Answer {
		return b.Do(t, "POST", "/v1/email-restorations/"+token, map[string]string{"password": password})
	}
	restore(back, "short").Want(t, 400, "invalid_request")
	restore(back, harness.NewPassword).Want(t, 204, "")
	restore(back, harness.NewPassword).Want(t, 404, "not_found")
	restore(thiefs, harness.NewPassword).Want(t, 404, "not_found")
	thief.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	program.Do(t, "GET", program.Path(), nil).Want(t, 401, "unauthenticated")
	b.Do(t, "POST", "/v1/passkey-sessions", map[string]any{"credential": passkey.Sign(t,
		b.PasskeyOptions(t, "/v1/passkey-sessions/options"))}).Want(t, 401, "invalid_factor")
	for _, address := range []string{second, third} {
		b.SignIn(t, address, harness.Password).Want(t, 401, "invalid_credentials")
	}
	victim.Browser = b
	in := harness.Into[api.SignedIn](t, b.SignIn(t, first, harness.NewPassword).Want(t, 200, ""))
	if in.SecondFactor == nil || !slices.Equal(in.SecondFactor.Methods, []api.FactorMethod{api.MethodTOTP}) {
		t.Fatalf("%+v", in.SecondFactor)
	}
	b.Do(t, "POST", "/v1/sessions/current/second-factor", map[string]string{"totp": codes.Code(t, 0)}).Want(t, 200, "")
	whole(t, s, victim, third, []string{victim.Org})
	s.Clock.Advance(72 * time.Hour)
	restore(s.RestoreToken(t, third), harness.NewPassword).Want(t, 404, "not_found")
}

// TestInterruptedAnywhere interrupts a change of address before each of its calls, and finishes it by a sign-in, or by
// the schedule: nothing is lost, there twice, or with the old address at any time.
func TestInterruptedAnywhere(t *testing.T) {
	t.Parallel()
	i := &harness.Interruption{}
	s := harness.New(t, i.Option)
	for calls, cut := 1, true; cut; calls++ {
		owner := s.Found(t, "Acme")
		from, to := owner.Email, harness.Address("new")
		orgs := append(place(t, s, owner, 15, api.Active), owner.Org)
		codes := owner.AddTOTP(t)
		owner.Invite(t, api.Auditor)
		owner.InviteAddress(t, to, api.Auditor)
		token := owner.AskEmail(t, to)
		i.After(calls)
		a, err := owner.Try("POST", "/v1/email-changes/"+token, nil)
		cut = i.End()
		if err != nil || a.Status != 204 && a.Status != 503 {
			t.Fatalf("call %d: %d, %v", calls, a.Status, err)
		}
		if a.Status == 503 { // nothing has changed
			owner.Do(t, "POST", "/v1/email-changes/"+token, nil).Want(t, 204, "")
		}
		owner.Email = to
		b := s.Browser()
		b.SignIn(t, from, harness.Password).Want(t, 401, "invalid_credentials")
		if calls%2 == 0 {
			if err := app.FinishEmailChanges(s.App)(t.Context(), ""); err != nil {
				t.Fatal(err)
			}
		}
		b.SignIn(t, to, harness.Password).Want(t, 200, "")
		b.Do(t, "POST", "/v1/sessions/current/second-factor", map[string]string{"totp": codes.Code(t, 0)}).Want(t, 200, "")
		owner.Browser = b
		whole(t, s, owner, from, orgs)
		if c := owner.Recount(t); c.Active != 1 || c.Invited != 1 {
			t.Errorf("seats %+v", c)
		}
		if me := pages(t, b, 100, nil); len(me) != len(orgs) {
			t.Errorf("call %d: %d organizations", calls, len(me))
		}
	}
}

// TestWayBackInterruptedAnywhere is the same for an account that is taken back: whoever was in it is out, from the first
// call that succeeds.
func TestWayBackInterruptedAnywhere(t *testing.T) {
	t.Parallel()
	i := &harness.Interruption{}
	s := harness.New(t, i.Option)
	for calls, cut := 1, true; cut; calls++ {
		owner := s.Found(t, "Acme")
		from := owner.Email
		orgs := append(place(t, s, owner, 15, api.Active), owner.Org)
		thief := owner.ChangeEmail(t, harness.Address("thief"))
		thief.AddPasskey(t, "Mine")
		program, token := thief.Program(t, api.Owner), s.RestoreToken(t, from)
		restore := func() (client.Answer, error) {
			return s.Browser().Try("POST", "/v1/email-restorations/"+token, map[string]string{"password": harness.NewPassword})
		}
		i.After(calls)
		a, err := restore()
		cut = i.End()
		if err == nil && a.Status == 503 { // nothing has changed
			thief.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")
			a, err = restore()
		}
		if err != nil || a.Status != 204 {
			t.Fatalf("call %d: %d %s, %v", calls, a.Status, a.Body, err)
		}
		thief.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
		owner.Email, owner.Browser = from, s.Browser()
		owner.SignIn(t, from, harness.NewPassword).Want(t, 200, "")
		owner.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
		program.Do(t, "GET", program.Path(), nil).Want(t, 401, "unauthenticated")
		whole(t, s, owner, thief.Email, orgs)
	}
}

// TestRaceForAnAddress has several accounts confirm one address, while somebody accepts an invitation with it: one of
// them has it.
func TestRaceForAnAddress(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	to := harness.Address("wanted")
	host := s.Found(t, "Host")
	invitation := s.Token(t, host.Org, host.InviteAddress(t, to, api.Auditor).ID)
	members, tokens := make([]harness.Member, 4), make([]string, 4)
	for n := range members {
		members[n] = s.Found(t, fmt.Sprint("Member ", n))
		tokens[n] = members[n].AskEmail(t, to)
	}
	answers := harness.Together(5, func(n int) (client.Answer, error) {
		if n == 4 {
			return s.Browser().Client.Do(t.Context(), client.Accept(invitation, harness.Password))
		}
		return members[n].Try("POST", "/v1/email-changes/"+tokens[n], nil)
	})
	if answers["204"]+answers["200"] != 1 && (answers["204"] != 1 || answers["200"] != 1) {
		t.Errorf("%v", answers)
	}
	harness.Together(8, func(int) (client.Answer, error) {
		return s.Browser().Client.Do(t.Context(), client.SignIn(to, harness.Password))
	})
	has := 0
	for _, m := range members {
		if s.User(t, m.Org, m.ID).Email == to {
			has++
		}
	}
	if has != answers["204"] {
		t.Errorf("%d have it, %v", has, answers)
	}
}
