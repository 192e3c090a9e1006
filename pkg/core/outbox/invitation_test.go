package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/mailer"
	"usher/pkg/core/mail"
	"usher/pkg/core/outbox"
	"usher/pkg/store"
	"usher/pkg/transport/lambdaevent"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// killer is a sender that dies at a point of its choice, once.
type killer struct {
	outbox.Sender
	mu    sync.Mutex
	point string
	sent  int
}

var errKilled = errors.New("killed")

func (k *killer) dies(at string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.point != at {
		return false
	}
	k.point = ""
	return true
}

func (k *killer) Send(ctx context.Context, m mail.Message) (string, error) {
	if k.dies("before send") {
		panic(errKilled)
	}
	id, err := k.Sender.Send(ctx, m)
	k.mu.Lock()
	k.sent++
	k.mu.Unlock()
	if k.dies("after send") {
		panic(errKilled)
	}
	return id, err
}

// TestNoMailIsLost kills send-mail once at each point between the commit
// and the end; each time the mail arrives anyway, and the user says so.
func TestNoMailIsLost(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"before anything", "before send", "after send", "after noting", "whole batch"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			s := harness.New(t)
			box := localtest.Mailbox(t)
			s.App.SESEndpoint = box.Endpoint()
			p := mailer.New(s.App)
			k := &killer{Sender: p.Sender, point: point}
			p.Sender = k
			s.Follow(t, killable(k, p, s.App))
			owner := s.Found(t, "Acme")
			u := owner.Invite(t, api.Auditor)
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			box.Wait(t, ctx, u.Email, 1)
			for s.User(t, owner.Org, u.ID).Invitation.Delivery != api.Sent {
				if ctx.Err() != nil {
					t.Fatal("the user never read as sent")
				}
				time.Sleep(20 * time.Millisecond)
			}
			got := harness.Into[api.User](t, owner.Do(t, "GET", owner.Path("users", u.ID), nil).Want(t, 200, ""))
			if got.Invitation.Sends != 1 || got.Invitation.SentAt == nil || got.Version != 1 {
				t.Errorf("invitation %+v, version %d", got.Invitation, got.Version)
			}
			first := harness.InvitationLink.FindStringSubmatch(box.Mails(t, u.Email)[0].Text)[1]
			for _, m := range box.Mails(t, u.Email) {
				if again := harness.InvitationLink.FindStringSubmatch(m.Text)[1]; again != first {
					t.Error("a second mail has another link")
				}
			}
		})
	}
}

// killable is the function with the points outside the sender.
func killable(k *killer, p *outbox.Mailer, a *app.App) func(context.Context,
	events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
	batch := lambdaevent.PerRecord(lambdaevent.RecordHandlers{Written: func(ctx context.Context, item store.Item) error {
		if item.Kind() != store.KindInvitation {
			return nil
		}
		var open store.OpenInvitation
		if err := item.Decode(&open); err != nil {
			return err
		}
		if k.dies("before anything") {
			panic(errKilled)
		}
		err := p.SendInvitation(ctx, open)
		if k.dies("after noting") {
			panic(errKilled)
		}
		return err
	}}, a.Logger)
	return func(ctx context.Context, e events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
		if k.dies("whole batch") {
			return events.DynamoDBEventResponse{}, errKilled
		}
		return batch(ctx, e)
	}
}

// refusing is a mail service that refuses a message for good.
type refusing struct{}

func (refusing) Send(context.Context, mail.Message) (string, error) {
	return "", fmt.Errorf("%w: bad address", mail.ErrRejected)
}

// TestRefusedMail shows a mail that can never be sent on the user, and makes no other attempt.
func TestRefusedMail(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	u := owner.Invite(t, api.Auditor)
	p := mailer.New(s.App)
	p.Sender = refusing{}
	item := s.User(t, owner.Org, u.ID)
	if err := p.SendInvitation(t.Context(), store.NewOpenInvitation(&item)); err != nil {
		t.Fatal(err)
	}
	if got := s.User(t, owner.Org, u.ID).Invitation; got.Delivery != api.Failed || got.Sends != 0 {
		t.Errorf("invitation %+v", got)
	}
}

// TestOutdatedInvitationsAreNotSent leaves out what was replaced, accepted,
// removed or expired before its turn came.
func TestOutdatedInvitationsAreNotSent(t *testing.T) {
	t.Parallel()
	s := harness.New(t, func(a *app.App) { a.Config.InvitationLifetime = time.Hour })
	s.App.SESEndpoint = localtest.Mailbox(t).Endpoint()
	owner := s.Found(t, "Acme")
	p := mailer.New(s.App)
	cases := map[string]func(u api.User){
		"replaced": func(u api.User) {
			s.Clock.Advance(time.Second)
			owner.Do(t, "POST", owner.Path("users", u.ID, "invitation"), nil).Want(t, 202, "")
		},
		"removed": func(u api.User) { owner.Do(t, "DELETE", owner.Path("users", u.ID), nil).Want(t, 204, "") },
		"accepted": func(u api.User) {
			s.Browser().Accept(t, s.Token(t, owner.Org, u.ID), harness.Password).Want(t, 200, "")
		},
		"expired": func(api.User) { s.Clock.Advance(2 * time.Hour) },
	}
	for _, name := range []string{"replaced", "removed", "accepted", "expired"} {
		u := owner.Invite(t, api.Auditor)
		item := s.User(t, owner.Org, u.ID)
		open := store.NewOpenInvitation(&item)
		k := &killer{Sender: p.Sender}
		p.Sender = k
		cases[name](u)
		if err := p.SendInvitation(t.Context(), open); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if k.sent != 0 {
			t.Errorf("%s: was sent", name)
		}
		p.Sender = k.Sender
	}
}
