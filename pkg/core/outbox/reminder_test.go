package outbox_test

import (
	"errors"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/core/mail"
	"usher/pkg/core/outbox"
	"usher/pkg/store"
	"usher/test/harness"
)

// released runs the schedule, and hands what it brings to the stream to send-mail, twice. It gives the user's reminders.
func reminders(t *testing.T, s *harness.System, p *outbox.Mailer, r *recorder, org, user string) (sent []mail.Message) {
	t.Helper()
	before := len(r.sent)
	for range 2 {
		if err := app.Expire(s.App)(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := p.SendInvitation(t.Context(), openInvitation(t, s, org, user)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, m := range r.sent[before:] {
		if m.Kind == "invitation-reminder" {
			sent = append(sent, m)
		}
	}
	return sent
}

// openInvitation is a user's open invitation as it is stored; the zero value where there is none.
func openInvitation(t *testing.T, s *harness.System, org, user string) (open store.OpenInvitation) {
	t.Helper()
	u := s.User(t, org, user)
	if key, is := u.OpenInvitation(); is {
		if err := s.Store.Load(t.Context(), store.Fetch(key, &open)); err != nil {
			t.Fatal(err)
		}
	}
	return open
}

// TestRemindedOnce: a day before the end, once, by the same link, however often schedule and stream run.
func TestRemindedOnce(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	owner := s.Found(t, "Acme")
	u := owner.Invite(t, api.Auditor)
	stream(t, s, p, owner.Org, u.ID)
	s.Clock.Advance(6*24*time.Hour - time.Minute)
	if early := reminders(t, s, p, r, owner.Org, u.ID); len(early) != 0 {
		t.Errorf("reminded early: %+v", early)
	}
	s.Clock.Advance(2 * time.Minute)
	sent := reminders(t, s, p, r, owner.Org, u.ID)
	if len(sent) != 1 || sent[0].To != u.Email || sent[0].Tags["user"] != u.ID {
		t.Fatalf("%d reminders: %+v", len(sent), sent)
	}
	first, again := harness.InvitationLink.FindStringSubmatch(r.sent[0].Text), harness.InvitationLink.FindStringSubmatch(sent[0].Text)
	if first[1] != again[1] {
		t.Error("the reminder has another link")
	}
	if i := s.User(t, owner.Org, u.ID).Invitation; i.RemindedAt == nil || i.Sends != 2 || i.Delivery != api.Sent {
		t.Errorf("%+v", i)
	}
	s.Clock.Advance(time.Hour)
	if late := reminders(t, s, p, r, owner.Org, u.ID); len(late) != 0 {
		t.Errorf("reminded again: %+v", late)
	}
}

// TestNotReminded: whose invitation is short, was accepted, bounced, or mailed within its last day, and who has been
// sent as many mails as are allowed.
func TestNotReminded(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		days  int
		after func(t *testing.T, s *harness.System, p *outbox.Mailer, owner harness.Member, user string)
	}{
		"short": {1, nil},
		"bounced": {7, func(t *testing.T, s *harness.System, _ *outbox.Mailer, owner harness.Member, user string) {
			set(t, s, owner.Org, user, store.UserInvitationDelivery.Set(api.Bounced))
		}},
		"mailed late": {7, func(t *testing.T, s *harness.System, _ *outbox.Mailer, owner harness.Member, user string) {
			set(t, s, owner.Org, user, store.UserInvitationSentAt.Set(api.At(s.Clock.Now().Add(6*24*time.Hour+time.Second))))
		}},
		"counted out": {7, func(t *testing.T, s *harness.System, _ *outbox.Mailer, owner harness.Member, _ string) {
			s.Clock.Advance(6*24*time.Hour + time.Minute)
			useUp(t, s, owner.Org)
			s.Clock.Advance(-6*24*time.Hour - time.Minute)
		}},
		"accepted": {7, func(t *testing.T, s *harness.System, _ *outbox.Mailer, owner harness.Member, user string) {
			s.Browser().Accept(t, s.Token(t, owner.Org, user), harness.Password).Want(t, 200, "")
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, p, r := limited(t)
			owner := s.Found(t, "Acme")
			owner.Do(t, "PATCH", owner.Path(), map[string]any{"settings": map[string]int{"invitation_days": tt.days}}).
				Want(t, 200, "")
			u := owner.Invite(t, api.Auditor)
			stream(t, s, p, owner.Org, u.ID)
			if tt.after != nil {
				tt.after(t, s, p, owner, u.ID)
			}
			s.Clock.Advance(time.Duration(tt.days-1)*24*time.Hour + time.Minute)
			if sent := reminders(t, s, p, r, owner.Org, u.ID); len(sent) != 0 {
				t.Errorf("%+v", sent)
			}
		})
	}
}

func set(t *testing.T, s *harness.System, org, user string, c store.Change) {
	t.Helper()
	if err := s.Store.Change(t.Context(), store.UserKey(org, user), []store.Change{c}, nil); err != nil {
		t.Fatal(err)
	}
}

// TestAReminderThatFailsIsSentLater, and is counted once.
func TestAReminderThatFailsIsSentLater(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	owner := s.Found(t, "Acme")
	u := owner.Invite(t, api.Auditor)
	stream(t, s, p, owner.Org, u.ID)
	s.Clock.Advance(6*24*time.Hour + time.Minute)
	if err := app.Expire(s.App)(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	r.err = func(mail.Message) error { return errors.New("throttled") }
	for range 10 {
		if err := p.SendInvitation(t.Context(), openInvitation(t, s, owner.Org, u.ID)); err == nil {
			t.Fatal("a reminder that was not sent is no error")
		}
	}
	r.err = nil
	if sent := reminders(t, s, p, r, owner.Org, u.ID); len(sent) != 1 {
		t.Errorf("%d reminders", len(sent))
	}
}
