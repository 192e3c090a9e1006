// Package outbox mails what has been committed, as the table's stream delivers it.
// Nothing is sent in a request, and nothing committed is left unsent.
package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/core/brand"
	"usher/pkg/core/link"
	"usher/pkg/core/mail"
	"usher/pkg/core/ratelimit"
	"usher/pkg/lib/email"
	"usher/pkg/store"
)

// Sender hands a message to the mail service. An error that wraps
// mail.ErrRejected is final; after any other the message may be sent again.
type Sender interface {
	Send(context.Context, mail.Message) (messageID string, err error)
}

// Mailer sends mails.
type Mailer struct {
	Table     *store.Store
	Limits    ratelimit.Limiter
	Log       audit.Log
	Now       func() time.Time
	Sender    Sender
	Links     *link.Maker
	Dashboard string // links start with it
	Brand     brand.Brand
	Roles     api.Roles

	// Refused is called for a mail about a password that the mail service will never take: no user shows it.
	Refused func(ctx context.Context, m mail.Message, digest string)
}

// SendInvitation mails one invitation that the table's stream carries, and notes on the user that it is sent. It may
// be called any number of times for the same invitation: what is sent, replaced, accepted, removed or expired is not
// sent again. A crash between sending and noting sends a second mail with the same link, never none. One that is over
// a limit is noted to wait until the schedule brings it to the stream again. An error has the record redelivered.
//
// Where the schedule has brought it to the stream because it is about to expire, it mails the reminder instead.
func (p *Mailer) SendInvitation(ctx context.Context, open store.OpenInvitation) error {
	var l *letter
	send := false
	err := store.Retry(ctx, func(ctx context.Context) (err error) {
		if l, err = p.read(ctx, open); err != nil || !p.due(&l.user, open) {
			return err
		}
		if l.organization.Closed() {
			return p.wait(ctx, &l.user, api.At(p.Now().Add(closedWait)), queued(&l.user))
		}
		send, err = p.count(ctx, l)
		return err
	})
	if err == nil && p.remindable(&l.user, open) && !l.organization.Closed() {
		return p.remind(ctx, l)
	}
	if err != nil || !send {
		return err
	}
	message, err := p.letter(ctx, l)
	if err != nil {
		return err
	}
	id, err := p.Sender.Send(ctx, message)
	if errors.Is(err, mail.ErrRejected) {
		return p.note(ctx, l, api.Failed, id)
	}
	if err != nil {
		return fmt.Errorf("outbox: sending an invitation: %w", err)
	}
	return p.note(ctx, l, api.Sent, id)
}

// letter is what an invitation's mail is made of.
type letter struct {
	organization store.Organization
	user         store.User
	inviter      store.User
}

func (p *Mailer) read(ctx context.Context, open store.OpenInvitation) (*letter, error) {
	var l letter
	reads := []*store.Read{
		store.Fetch(store.OrganizationKey(open.Org), &l.organization),
		store.Fetch(store.UserKey(open.Org, open.User), &l.user),
	}
	if open.InvitedBy != "" {
		reads = append(reads, store.Fetch(store.UserKey(open.Org, open.InvitedBy), &l.inviter))
	}
	return &l, p.Table.Load(ctx, reads...)
}

// due reports whether this invitation is still to be sent.
func (p *Mailer) due(u *store.User, open store.OpenInvitation) bool {
	return u.Invitation != nil && u.Invitation.Nonce == open.Nonce && u.Invitation.Delivery == api.Queued &&
		u.StatusAt(p.Now()) == api.Invited
}

func (p *Mailer) letter(ctx context.Context, l *letter) (mail.Message, error) {
	i, err := p.invitation(ctx, l)
	if err != nil {
		return mail.Message{}, err
	}
	m, err := i.Render(p.Brand)
	m.Tags = tags(l)
	return m, err
}

// invitation is what the mail says.
func (p *Mailer) invitation(ctx context.Context, l *letter) (mail.Invitation, error) {
	token, err := p.Links.Invitation(ctx, &l.user)
	if err != nil {
		return mail.Invitation{}, err
	}
	role, locale := p.Roles.Get(l.user.Role), l.organization.Locale
	return mail.Invitation{
		Organization: l.organization.Name, InvitedBy: fullName(&l.inviter), ReplyTo: l.replyTo(), FirstName: l.user.FirstName,
		Role: role.Name.In(locale), May: role.Description.In(locale), To: l.mailbox(),
		Link:   p.Dashboard + "/invitations/" + token,
		Locale: locale, ExpiresAt: l.user.Invitation.ExpiresAt.Time, Now: p.Now(),
	}, nil
}

// tags are what the mail service's events say of the mail.
func tags(l *letter) map[string]string {
	return map[string]string{"organization": l.user.Org, "user": l.user.ID, "nonce": l.user.Invitation.Nonce}
}

// mailbox is where the mail goes.
func (l *letter) mailbox() string {
	return email.Address{Display: l.user.Email, Key: l.user.Address}.Mailbox()
}

// replyTo is where answers to the mail go: to the inviter, where they are an active user, who has proved that the
// address is theirs by joining, and where mails reach it. It is empty otherwise: no stranger chooses where answers go.
func (l *letter) replyTo() string {
	by := &l.inviter
	if by.Status != api.Active || by.Invitation != nil || by.AddressProblem != nil {
		return ""
	}
	return email.Address{Display: by.Email, Key: by.Address}.Mailbox()
}

func fullName(u *store.User) string {
	if u.ID == "" {
		return ""
	}
	return u.FullName()
}

// note writes what became of the mail onto the user. It does nothing where the invitation has been replaced, or noted
// already, since it was read.
func (p *Mailer) note(ctx context.Context, l *letter, delivery api.Delivery, messageID string) error {
	u := &l.user
	changes := []store.Change{store.UserInvitationDelivery.Set(delivery)}
	if delivery == api.Sent {
		changes = append(changes, store.UserInvitationSends.Add(1), store.UserInvitationSentAt.Set(api.At(p.Now())))
	}
	overtaken := errors.New("overtaken")
	tx := p.begin(u.Org, messageID)
	tx.Change(u.Key, changes, store.FailWith(overtaken),
		store.UserInvitationNonce.Is(u.Invitation.Nonce), store.UserInvitationDelivery.Is(api.Queued))
	err := tx.Commit(ctx, audit.Event{Action: "invitation.send", Target: audit.User(u),
		Changes: []audit.Change{{Field: "invitation.delivery", Before: api.Queued, After: delivery}}})
	if !errors.Is(err, overtaken) {
		return err
	}
	return nil
}
