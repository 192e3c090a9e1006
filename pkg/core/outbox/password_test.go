package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/mailer"
	"usher/pkg/core/mail"
	"usher/pkg/core/outbox"
	"usher/pkg/core/ratelimit"
	"usher/pkg/lib/email"
	"usher/pkg/store"
	"usher/pkg/transport/lambdaevent"
	"usher/test/harness"
)

// followed is send-mail with a given Mailer.
func followed(p *outbox.Mailer, a *app.App) func(context.Context,
	events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
	return lambdaevent.PerRecord(lambdaevent.RecordHandlers{Written: mailer.Stream(p)}, a.Logger)
}

// written is a record as the stream carries it.
func written(t *testing.T, record any) store.Item {
	t.Helper()
	item, err := attributevalue.MarshalMap(record)
	if err != nil {
		t.Fatal(err)
	}
	return item
}

// passwordMails has a person ask for a reset and use it, and gives the records of both mails.
func passwordMails(t *testing.T, s *harness.System, typed, digest string) (reset store.Reset, notice store.Notice) {
	t.Helper()
	s.Browser().RequestReset(t, typed)
	read := store.Fetch(store.ResetKey(digest), &reset)
	if err := s.Store.Load(t.Context(), read); err != nil || !read.Found() {
		t.Fatal(err)
	}
	now := api.At(s.Clock.Now())
	notice = store.Notice{Key: store.NoticeKey(digest, now), Email: "zoe@Bücher.example", At: now, TTL: now.Unix()}
	var tx store.Transaction
	tx.Put(notice.Key, notice, nil)
	if err := s.Store.Commit(t.Context(), &tx); err != nil {
		t.Fatal(err)
	}
	return reset, notice
}

// TestAFailingNeighbourMultipliesNothing: a batch whose last record fails is redelivered whole; the reset and the
// notice before it are mailed once.
func TestAFailingNeighbourMultipliesNothing(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	owner := s.Found(t, "Acme")
	u := s.User(t, owner.Org, owner.Invite(t, api.Auditor).ID)
	ada := s.User(t, owner.Org, owner.ID)
	reset, notice := passwordMails(t, s, strings.ToUpper(owner.Email), ada.Digest())
	r.err = func(m mail.Message) error {
		if m.Kind == "invitation" {
			return errors.New("throttled")
		}
		return nil
	}
	handle := mailer.Stream(p)
	for range 10 {
		for _, record := range []any{reset, notice} {
			if err := handle(t.Context(), written(t, record)); err != nil {
				t.Fatal(err)
			}
		}
		if err := handle(t.Context(), written(t, store.NewOpenInvitation(&u))); err == nil {
			t.Fatal("the neighbour does not fail")
		}
	}
	if len(r.sent) != 2 || r.sent[0].Kind != "password-reset" || r.sent[1].Kind != "password-changed" {
		t.Fatalf("%d mails were sent", len(r.sent))
	}
	if r.sent[0].To != owner.Email {
		t.Errorf("the reset went to %s, not to the address on file, %s", r.sent[0].To, owner.Email)
	}
	if want := "zoe@xn--bcher-kva.example"; r.sent[1].To != want {
		t.Errorf("the notice went to %s, not to %s", r.sent[1].To, want)
	}
	owner.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
	s.Browser().RequestReset(t, owner.Email) // a new one is mailed again
	again := store.Reset{}
	if err := s.Store.Load(t.Context(), store.Fetch(store.ResetKey(ada.Digest()), &again)); err != nil {
		t.Fatal(err)
	}
	if err := handle(t.Context(), written(t, again)); err != nil || len(r.sent) != 3 {
		t.Errorf("%v, %d mails", err, len(r.sent))
	}
}

// resetMail has an address ask for a new password, and gives what is mailed for it, however often it is redelivered.
func resetMail(t *testing.T, s *harness.System, p *outbox.Mailer, r *recorder, address string) []mail.Message {
	t.Helper()
	before := len(r.sent)
	s.Browser().RequestReset(t, address)
	var reset store.Reset
	parsed, _ := email.Parse(address)
	if err := s.Store.Load(t.Context(), store.Fetch(store.ResetKey(parsed.Digest()), &reset)); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := p.SendReset(t.Context(), reset); err != nil {
			t.Fatal(err)
		}
	}
	return r.sent[before:]
}

// TestPasswordMailsSpeakTheOrganizationsLanguage: that of the only one, or of the one used last.
func TestPasswordMailsSpeakTheOrganizationsLanguage(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	dutch := s.Found(t, "Voorbeeld")
	dutch.Do(t, "PATCH", dutch.Path(), map[string]any{"settings": map[string]string{"locale": "nl"}}).Want(t, 200, "")
	expect := func(subject string) {
		t.Helper()
		if sent := resetMail(t, s, p, r, dutch.Email); len(sent) != 1 || sent[0].Subject != subject {
			t.Errorf("%d mails, %+v; want %s", len(sent), sent, subject)
		}
	}
	expect("Kies een nieuw wachtwoord voor Usher")
	_, notice := passwordMails(t, s, dutch.Email, email.Digest(dutch.Email))
	if err := p.SendNotice(t.Context(), notice); err != nil {
		t.Fatal(err)
	}
	if got := r.sent[len(r.sent)-1].Subject; got != "Je wachtwoord voor Usher is gewijzigd" {
		t.Errorf("the notice is %q", got)
	}
	s.Clock.Advance(time.Hour)
	english := s.Found(t, "Example")
	u := english.InviteAddress(t, dutch.Email, api.Auditor)
	expect("Kies een nieuw wachtwoord voor Usher") // invited is not joined
	s.Browser().Accept(t, s.Token(t, english.Org, u.ID), harness.Password).Want(t, 200, "")
	expect("Set a new password for Usher")
}

// TestForgotPasswordOfTheInvited mails the invitation again, by the same link until the same time; once it has expired,
// that it has, and whom to ask; and to strangers nothing. The request is answered alike.
func TestForgotPasswordOfTheInvited(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	owner := s.Found(t, "Acme")
	owner.Do(t, "PATCH", owner.Path(), map[string]any{"settings": map[string]string{"locale": "nl"}}).Want(t, 200, "")
	u := owner.Invite(t, api.Auditor)
	if sent := resetMail(t, s, p, r, u.Email); len(sent) != 0 {
		t.Errorf("mailed before the invitation: %+v", sent)
	}
	stream(t, s, p, owner.Org, u.ID)
	first := r.sent[len(r.sent)-1]
	sent := resetMail(t, s, p, r, u.Email)
	if len(sent) != 1 || sent[0].Text != first.Text || sent[0].To != first.To || sent[0].Tags["user"] != u.ID {
		t.Fatalf("%d mails; first %s, again %+v", len(sent), first.Text, sent)
	}
	s.Clock.Advance(8 * 24 * time.Hour)
	sent = resetMail(t, s, p, r, u.Email)
	if len(sent) != 1 || sent[0].Kind != "invitation-expired" || !strings.Contains(sent[0].Subject, "verlopen") ||
		!strings.Contains(sent[0].Text, "Vraag ") || strings.Contains(sent[0].Text, "http") {
		t.Fatalf("%+v", sent)
	}
	if sent := resetMail(t, s, p, r, harness.Address("stranger")); len(sent) != 0 {
		t.Errorf("a stranger was mailed %+v", sent)
	}
	if sent := resetMail(t, s, p, r, u.Email); len(sent) != 1 {
		t.Errorf("asked again: %d mails", len(sent))
	}
}

// TestForgottenInvitationsAreCounted: asking for a password mails somebody invited no more often than inviting does.
func TestForgottenInvitationsAreCounted(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	owner := s.Found(t, "Acme")
	u := owner.Invite(t, api.Auditor)
	stream(t, s, p, owner.Org, u.ID)
	for range 5 {
		resetMail(t, s, p, r, u.Email)
	}
	if n, most := len(r.sent), ratelimit.MailsByRecipientHour.Limit; n != most {
		t.Errorf("%d mails in an hour, want %d", n, most)
	}
}

// TestARefusedMailIsReported logs a notice that will never be sent, with a metric and without the address.
func TestARefusedMailIsReported(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	owner := s.Found(t, "Acme")
	ada := s.User(t, owner.Org, owner.ID)
	_, notice := passwordMails(t, s, owner.Email, ada.Digest())
	r.err = func(m mail.Message) error { return fmt.Errorf("%w: %s is no address", mail.ErrRejected, m.To) }
	for range 2 { // as the stream may redeliver it
		if err := p.SendNotice(t.Context(), notice); err != nil {
			t.Fatal(err)
		}
		lines := s.Log.Lines("mail refused")
		if len(lines) != 1 || !strings.Contains(lines[0], `"level":"ERROR"`) || !strings.Contains(lines[0], `"RefusedMails":1`) {
			t.Fatalf("log: %q", lines)
		}
	}
	if strings.Contains(s.Log.String(), "xn--bcher") || strings.Contains(s.Log.String(), "Bücher") {
		t.Error("the log has the address")
	}
}
