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

// sendInvited answers somebody who asked for a new password and has no account, but is invited: with their newest
// invitation, by the same link until the same time, or where all have expired with a mail that says so and whom to ask.
// It counts as an invitation's mail does; beyond a limit nothing is mailed. Strangers learn nothing from it: it is what
// the address is mailed, and the request has been answered by then.
func (p *Mailer) sendInvited(ctx context.Context, reset *store.Reset, invited []store.Member) error {
	l, err := p.newest(ctx, invited)
	if err != nil || l == nil {
		return err
	}
	counted, err := p.countInvited(ctx, reset, l)
	if err != nil || !counted {
		return err
	}
	render := func(brand.Brand) (mail.Message, error) { return p.letter(ctx, l) }
	if l.user.StatusAt(p.Now()) == api.Expired {
		render = mail.InvitationExpired{To: l.mailbox(), FirstName: l.user.FirstName, Organization: l.organization.Name,
			InvitedBy: fullName(&l.inviter), Locale: l.organization.Locale,
			ExpiredAt: l.user.Invitation.ExpiresAt.Time}.Render
	}
	if err := p.send(ctx, l.user.Digest(), render); err != nil {
		return err
	}
	return p.noteSent(ctx, reset.Key, store.ResetSentAt, store.ResetNonce.Is(reset.Nonce))
}

// newest reads the invitation to answer with: of those whose mail has been sent, the one that expires last; nil where
// there is none.
func (p *Mailer) newest(ctx context.Context, invited []store.Member) (*letter, error) {
	users, organizations := make([]store.User, len(invited)), make([]store.Organization, len(invited))
	var reads []*store.Read
	for i := range invited {
		reads = append(reads, store.Fetch(store.UserKey(invited[i].Org, invited[i].User), &users[i]),
			store.Fetch(store.OrganizationKey(invited[i].Org), &organizations[i]))
	}
	if err := p.Table.Load(ctx, reads...); err != nil {
		return nil, err
	}
	var l *letter
	for i := range users {
		u := &users[i]
		if organizations[i].Closed() || u.Invitation == nil || u.Invitation.Delivery == api.Queued {
			// a queued one is mailed without being asked for
			continue
		}
		if l == nil || u.Invitation.ExpiresAt.After(l.user.Invitation.ExpiresAt.Time) {
			l = &letter{organization: organizations[i], user: *u}
		}
	}
	if l == nil || l.user.Invitation.InvitedBy == "" {
		return l, nil
	}
	return l, p.Table.Load(ctx, store.Fetch(store.UserKey(l.user.Org, l.user.Invitation.InvitedBy), &l.inviter))
}

// countInvited counts the mail, once however often it is attempted. It reports false beyond a limit.
func (p *Mailer) countInvited(ctx context.Context, reset *store.Reset, l *letter) (bool, error) {
	if reset.Counted {
		return true, nil
	}
	overtaken := errors.New("overtaken")
	tx := p.begin("", "").WithoutEvent(audit.MailCounted)
	tx.Change(reset.Key, []store.Change{store.ResetCounted.Set(true)}, store.FailWith(overtaken),
		store.ResetNonce.Is(reset.Nonce), store.ResetCounted.Absent())
	p.take(tx, ratelimit.MailsByRecipientDay, l.user.Digest())
	p.take(tx, ratelimit.MailsByOrganization(l.organization.SeatLimit), l.user.Org)
	p.take(tx, ratelimit.MailsByRecipientHour, l.user.Digest())
	return within(tx.Commit(ctx), overtaken)
}
