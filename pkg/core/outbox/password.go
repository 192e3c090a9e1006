package outbox

import (
	"context"
	"errors"
	"fmt"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/core/brand"
	"usher/pkg/core/mail"
	"usher/pkg/core/ratelimit"
	"usher/pkg/lib/email"
	"usher/pkg/store"
)

// SendReset mails the link to set a new password to the address on file, where there is an account to set it for and
// the reset is still the newest, and notes that it did, so that a redelivered record sends no second mail. Somebody who
// has no account and is invited is mailed their invitation again. An error has the record redelivered.
func (p *Mailer) SendReset(ctx context.Context, open store.Reset) error {
	var now store.Reset
	var identity store.Identity
	digest := store.DigestOf(open.Key)
	reset, known := store.Fetch(open.Key, &now), store.Fetch(store.IdentityKey(digest), &identity)
	if err := p.Table.Load(ctx, reset, known); err != nil {
		return err
	}
	if !reset.Found() || now.Nonce != open.Nonce || now.SentAt != nil || !p.Now().Before(now.ExpiresAt.Time) {
		return nil
	}
	joined, invited, err := p.organizations(ctx, digest)
	switch {
	case err != nil:
		return err
	case known.Found():
		return p.sendReset(ctx, &now, &identity, joined)
	}
	return p.sendInvited(ctx, &now, invited)
}

func (p *Mailer) sendReset(ctx context.Context, now *store.Reset, to *store.Identity, joined []store.Member) error {
	digest := store.DigestOf(now.Key)
	locale, err := p.locale(ctx, joined)
	if err != nil {
		return err
	}
	token, err := p.Links.Reset(ctx, digest, now)
	if err != nil {
		return err
	}
	err = p.send(ctx, digest, mail.PasswordReset{To: mailbox(to.Email), Link: p.Dashboard + "/password-resets/" + token,
		Locale: locale, ExpiresAt: now.ExpiresAt.Time, Now: p.Now()}.Render)
	if err != nil {
		return err
	}
	return p.noteSent(ctx, now.Key, store.ResetSentAt, store.ResetNonce.Is(now.Nonce))
}

// SendNotice mails that a password, another factor or an address was changed, or is to be, or that there was a sign-in
// from a new device, and notes that it did. An error has the record redelivered.
func (p *Mailer) SendNotice(ctx context.Context, n store.Notice) error {
	var now store.Notice
	read := store.Fetch(n.Key, &now)
	if err := p.Table.Load(ctx, read); err != nil || !read.Found() || now.SentAt != nil {
		return err
	}
	render, err := p.notice(ctx, &now)
	if err != nil || render == nil {
		return err
	}
	if err := p.send(ctx, store.DigestOf(n.Key), render); err != nil {
		return err
	}
	return p.noteSent(ctx, n.Key, store.NoticeSentAt)
}

// notice is the mail that a notice has sent; nil where it is not to be sent any more.
func (p *Mailer) notice(ctx context.Context, n *store.Notice) (renderer, error) {
	locale, err := p.localeOf(ctx, n)
	if err != nil {
		return nil, err
	}
	switch to := mailbox(n.Email); n.Change {
	case "":
		return mail.PasswordChanged{To: to, Locale: locale, Now: n.At.Time}.Render, nil
	case store.NewDevice:
		if counted, err := p.countDevice(ctx, n); err != nil || !counted {
			return nil, err
		}
		return mail.NewDevice{To: to, Locale: locale, Agent: n.Agent, Client: n.Client, Now: n.At.Time}.Render, nil
	case store.EmailAsked, store.EmailChanged, store.EmailRestored:
		return p.emailNotice(ctx, n, locale)
	default:
		return mail.FactorChanged{To: to, Locale: locale, Change: n.Change, Now: n.At.Time}.Render, nil
	}
}

// countDevice counts the mail about a new device, once however often it is attempted. It reports false beyond the
// limit: whoever has the password could sign in from as many as they like.
func (p *Mailer) countDevice(ctx context.Context, n *store.Notice) (bool, error) {
	if n.Counted {
		return true, nil
	}
	overtaken := errors.New("overtaken")
	tx := p.begin("", "").WithoutEvent(audit.MailCounted)
	tx.Change(n.Key, []store.Change{store.NoticeCounted.Set(true)}, store.FailWith(overtaken), store.Exists(),
		store.NoticeCounted.Absent())
	p.take(tx, ratelimit.DeviceMails, store.DigestOf(n.Key))
	return within(tx.Commit(ctx), overtaken)
}

// mailbox is the form in which mail is sent to an address that was typed.
func mailbox(typed string) string { return email.Lenient(typed).Mailbox() }

// renderer makes a mail with the brand of the deployment.
type renderer func(brand.Brand) (mail.Message, error)

// send renders and sends; a message that is rejected for good is reported and dropped.
func (p *Mailer) send(ctx context.Context, digest string, render renderer) error {
	m, err := render(p.Brand)
	if err != nil {
		return err
	}
	_, err = p.Sender.Send(ctx, m)
	if errors.Is(err, mail.ErrRejected) {
		p.Refused(ctx, m, digest)
		return nil
	}
	if err != nil {
		return fmt.Errorf("outbox: sending a %s: %w", m.Kind, err)
	}
	return nil
}

// noteSent notes that the mail service has been handed the mail, unless that is noted, or the item is another by now.
func (p *Mailer) noteSent(ctx context.Context, key store.Key, sentAt store.Field[api.Time],
	same ...store.Condition) error {
	overtaken := errors.New("overtaken")
	tx := p.begin("", "").WithoutEvent(audit.MailSent)
	tx.Change(key, []store.Change{sentAt.Set(api.At(p.Now()))}, store.FailWith(overtaken),
		append(same, store.Exists(), sentAt.Absent())...)
	if err := tx.Commit(ctx); !errors.Is(err, overtaken) {
		return err
	}
	return nil
}
