package outbox_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/outbox"
	"usher/pkg/store"
	"usher/test/harness"
)

// tell hands all notices there are to send-mail, twice, and gives what was mailed of them: kind and address.
func tell(t *testing.T, s *harness.System, p *outbox.Mailer, r *recorder) []string {
	t.Helper()
	before := len(r.sent)
	for range 2 {
		for _, item := range s.Items(t) {
			var n store.Notice
			if item.Kind() != store.KindNotice {
				continue
			}
			if err := item.Decode(&n); err != nil {
				t.Fatal(err)
			}
			if err := p.SendNotice(t.Context(), n); err != nil {
				t.Fatal(err)
			}
		}
	}
	var mails []string
	for _, m := range r.sent[before:] {
		mails = append(mails, m.Kind+" "+m.To)
	}
	slices.Sort(mails)
	return mails
}

// TestMailsAboutAnAddress follows a change of address and the way back through their mails: each goes to the address
// that it is for, once, with the link that works; and a new address that has an account is told so, which the answer
// does not.
func TestMailsAboutAnAddress(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	owner, other := s.Found(t, "Acme"), s.Found(t, "Other")
	from, to := owner.Email, harness.Address("new")
	want := func(mails ...string) {
		t.Helper()
		slices.Sort(mails)
		if got := tell(t, s, p, r); !slices.Equal(got, mails) {
			t.Errorf("%q, want %q", got, mails)
		}
		s.Clock.Advance(time.Second)
	}
	link := func(prefix string) string {
		t.Helper()
		_, after, found := strings.Cut(r.sent[len(r.sent)-1].Text, prefix)
		if !found {
			t.Fatalf("no %s in %s", prefix, r.sent[len(r.sent)-1].Text)
		}
		return strings.Fields(after)[0]
	}
	ask := func(address string) string {
		t.Helper()
		out := owner.Do(t, "POST", "/v1/me/email-change", map[string]string{"email": address}).Want(t, 202, "")
		return strings.ReplaceAll(fmt.Sprint(harness.Into[api.EmailChange](t, out).Pending.Email), address, "")
	}
	answer := ask(other.Email)
	want("email-taken " + other.Email)
	if ask(to) != answer {
		t.Error("the answer tells")
	}
	want("email-change " + to)
	if strings.Contains(r.sent[len(r.sent)-1].Text, from) {
		t.Error("the mail tells whose account it is")
	}
	owner.Do(t, "POST", "/v1/email-changes/"+link("/email/change/"), nil).Want(t, 204, "")
	want("email-changed " + from)
	if !strings.Contains(r.sent[len(r.sent)-1].Text, to) {
		t.Error("the mail does not tell the new address")
	}
	owner.Do(t, "POST", "/v1/email-restorations/"+link("/email/restore/"),
		map[string]string{"password": harness.NewPassword}).Want(t, 204, "")
	want("email-restored "+to, "password-changed "+from)
}

// TestMailsToANewAddressAreLimited: no more are mailed to one address than invitations are, and an account asks for
// five a day, whatever address it has.
func TestMailsToANewAddressAreLimited(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	owner, to := s.Found(t, "Acme"), harness.Address("new")
	mailed := 0
	for range 4 {
		owner.AskEmail(t, to)
		mailed += len(tell(t, s, p, r))
		s.Clock.Advance(time.Second)
	}
	if mailed != 3 {
		t.Errorf("%d mails", mailed)
	}
	owner = owner.ChangeEmail(t, harness.Address("other"))
	owner.Do(t, "POST", "/v1/me/email-change", map[string]string{"email": harness.Address("more")}).
		Want(t, 429, "too_many_requests")
}
