package outbox

import (
	"context"
	"errors"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/core/brand"
	"usher/pkg/core/mail"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
)

// remindable reports whether the invitation's reminder is still to be sent: the schedule has brought it here for that,
// it is open, its mail did not fail, and was sent before the reminder was due.
func (p *Mailer) remindable(u *store.User, open store.OpenInvitation) bool {
	i := u.Invitation
	return open.RemindedAt != nil && i != nil && i.Nonce == open.Nonce && u.StatusAt(p.Now()) == api.Invited &&
		(i.Delivery == api.Sent || i.Delivery == api.Delivered) && i.RemindedAt == nil &&
		i.RemindAt != nil && i.SentAt != nil && i.SentAt.Before(i.RemindAt.Time)
}

// remind mails the reminder, and notes that it did: a redelivered record sends no second one. A crash between the two
// does. Beyond a limit none is mailed.
func (p *Mailer) remind(ctx context.Context, l *letter) error {
	counted, err := p.countReminder(ctx, l)
	if err != nil || !counted {
		return err
	}
	render := func(b brand.Brand) (mail.Message, error) {
		i, err := p.invitation(ctx, l)
		if err != nil {
			return mail.Message{}, err
		}
		m, err := mail.InvitationReminder(i).Render(b)
		m.Tags = tags(l)
		return m, err
	}
	if err := p.send(ctx, l.user.Digest(), render); err != nil {
		return err
	}
	return p.noteReminded(ctx, &l.user)
}

// countReminder counts the mail, once however often it is attempted. It reports false beyond a limit, and where the
// invitation has changed since it was read.
func (p *Mailer) countReminder(ctx context.Context, l *letter) (bool, error) {
	u := &l.user
	if u.Invitation.ReminderCounted {
		return true, nil
	}
	overtaken := errors.New("overtaken")
	tx := p.begin(u.Org, "").WithoutEvent(audit.MailCounted)
	tx.Change(u.Key, []store.Change{store.UserInvitationReminderCounted.Set(true)}, store.FailWith(overtaken),
		store.UserInvitationNonce.Is(u.Invitation.Nonce), store.UserInvitationReminderCounted.Absent())
	p.take(tx, ratelimit.MailsByRecipientDay, u.Digest())
	p.take(tx, ratelimit.MailsByOrganization(l.organization.SeatLimit), u.Org)
	p.take(tx, ratelimit.MailsByRecipientHour, u.Digest())
	return within(tx.Commit(ctx), overtaken)
}

// within reports whether what counts a mail was written; not so beyond a limit, and where another came first.
func within(err, overtaken error) (bool, error) {
	if _, over := errors.AsType[*limited](err); over || errors.Is(err, overtaken) {
		return false, nil
	}
	return err == nil, err
}

func (p *Mailer) noteReminded(ctx context.Context, u *store.User) error {
	overtaken, now := errors.New("overtaken"), api.At(p.Now())
	tx := p.begin(u.Org, "")
	tx.Change(u.Key, []store.Change{store.UserInvitationRemindedAt.Set(now), store.UserInvitationSends.Add(1),
		store.UserInvitationSentAt.Set(now)}, store.FailWith(overtaken),
		store.UserInvitationNonce.Is(u.Invitation.Nonce), store.UserInvitationRemindedAt.Absent())
	err := tx.Commit(ctx, audit.Event{Action: "invitation.remind", Target: audit.User(u),
		Changes: []audit.Change{{Field: "invitation.reminded_at", After: now.String()}}})
	if !errors.Is(err, overtaken) {
		return err
	}
	return nil
}
