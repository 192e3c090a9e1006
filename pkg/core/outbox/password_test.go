package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/mailer"
	"usher/pkg/core/mail"
	"usher/pkg/core/outbox"
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
