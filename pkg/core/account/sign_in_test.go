package account_test

import (
	"fmt"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/test/client"
	"usher/test/harness"
)

// TestOnePersonManyOrganizations joins a person to a second organization with
// the password they have, which is never overwritten.
func TestOnePersonManyOrganizations(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	acme, other := s.Found(t, "Acme"), s.Found(t, "Other")
	member := acme.Join(t, api.Auditor)
	u := other.InviteAddress(t, strings.ToUpper(member.Email), api.Auditor)
	token := s.Token(t, other.Org, u.ID)
	b := s.Browser()
	if v := harness.Into[api.InvitationView](t, b.Do(t, "GET", "/v1/invitations/"+token, nil).
		Want(t, 200, "")); !v.AccountExists {
		t.Error("the view does not say that there is an account")
	}
	b.Accept(t, token, "another good passphrase").Want(t, 401, "invalid_credentials")
	in := harness.Into[api.SignedIn](t, b.Accept(t, token, harness.Password).Want(t, 200, ""))
	if len(in.Memberships) != 2 || in.Memberships[0].Organization.Name != "Acme" ||
		in.Memberships[1].Organization.Name != "Other" {
		t.Errorf("memberships %+v", in.Memberships)
	}
	me := harness.Into[api.Me](t, member.Do(t, "GET", "/v1/me", nil).Want(t, 200, ""))
	if len(me.Memberships) != 2 || me.Memberships[1].Organization.Name != "Other" {
		t.Errorf("an older session sees %+v", me.Memberships)
	}
	other.Do(t, "PATCH", other.Path("users", u.ID), map[string]string{"first_name": "Elsewhere"}).Want(t, 200, "")
	here := harness.Into[api.User](t, acme.Do(t, "GET", acme.Path("users", member.ID), nil).Want(t, 200, ""))
	if here.FirstName != "Grace" {
		t.Error("a name in one organization changed in the other")
	}
	other.Do(t, "POST", other.Path("users", u.ID, "block"), nil).Want(t, 200, "")
	b.Do(t, "GET", "/v1/organizations/"+other.Org, nil).Want(t, 403, "blocked")
	b.Do(t, "GET", "/v1/organizations/"+acme.Org, nil).Want(t, 200, "")
}

// TestUnknownAddressTakesTheSameSteps compares what DynamoDB is asked for an
// unknown address and for a wrong password: the same calls. (Both verify one
// argon2id hash of the same parameters.)
func TestUnknownAddressTakesTheSameSteps(t *testing.T) {
	t.Parallel()
	ledger := &harness.Ledger{}
	s := harness.New(t, harness.Record(ledger))
	owner := s.Found(t, "Acme")
	measure := func(email string) string {
		ledger.Open(s.Client)
		s.Browser().SignIn(t, email, "not the password").Want(t, 401, "invalid_credentials")
		return fmt.Sprint(ledger.RoundTrips(), ledger.Actions)
	}
	wrong := measure(owner.Email)
	for _, unknown := range []string{"nobody@example.com", "not an address", "\u00e9@example.com"} {
		if got := measure(unknown); got != wrong {
			t.Errorf("%s: %s, a wrong password: %s", unknown, got, wrong)
		}
	}
}

// TestUsedLinks follows links that were used, with the right password and from
// the browser that used them too: they let nobody in, and change nothing.
func TestUsedLinks(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	u := owner.Invite(t, api.Auditor)
	invitation, first := s.Token(t, owner.Org, u.ID), s.Browser()
	accept := func(b *harness.Browser, pass string) client.Answer { return b.Accept(t, invitation, pass) }
	accept(first, harness.Password).Want(t, 200, "")
	s.Browser().RequestReset(t, owner.Email)
	reset := s.ResetToken(t, owner.Email)
	s.Browser().ResetPassword(t, reset, harness.NewPassword).Want(t, 204, "")
	before := s.Contents(t)
	for _, b := range []*harness.Browser{first, s.Browser(), owner.Browser} {
		for _, pass := range []string{harness.Password, harness.NewPassword, "a wholly other phrase"} {
			if a := accept(b, pass).Want(t, 410, "invitation_used"); a.Header.Get("Set-Cookie") != "" {
				t.Errorf("a used link set a cookie")
			}
			b.ResetPassword(t, reset, pass).Want(t, 404, "password_reset_invalid")
		}
	}
	s.Unchanged(t, before)
	owner.Header.Del("Cookie")
	back := s.Browser()
	back.SignIn(t, owner.Email, harness.NewPassword).Want(t, 200, "")
	back.Do(t, "DELETE", owner.Path("users", u.ID), nil).Want(t, 204, "")
	accept(s.Browser(), harness.Password).Want(t, 404, "invitation_invalid")
}
