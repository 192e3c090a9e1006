package outbox

import (
	"context"
	"errors"

	"usher/pkg/core/audit"
	"usher/pkg/core/mail"
	"usher/pkg/core/ratelimit"
	"usher/pkg/lib/email"
	"usher/pkg/store"
)

// localeOf is the language of a notice. What the person has may be on its way from one address to another.
func (p *Mailer) localeOf(ctx context.Context, n *store.Notice) (string, error) {
	joined, _, err := p.organizations(ctx, store.DigestOf(n.Key))
	if err == nil && n.Under != "" {
		there, _, failed := p.organizations(ctx, n.Under)
		joined, err = append(joined, there...), failed
	}
	if err != nil {
		return "", err
	}
	return p.locale(ctx, joined)
}

// emailNotice is the mail about a change of address; nil where it is not to be sent.
func (p *Mailer) emailNotice(ctx context.Context, n *store.Notice, locale string) (renderer, error) {
	switch to := mailbox(n.Email); n.Change {
	case store.EmailAsked:
		return p.emailAsked(ctx, n, locale)
	case store.EmailChanged:
		token, err := p.Links.EmailRestore(ctx, store.DigestOf(n.Key), n.Nonce)
		return mail.EmailChanged{To: to, New: n.Other, Link: p.Dashboard + "/email/restore/" + token, Locale: locale,
			ExpiresAt: n.ExpiresAt.Time, Now: n.At.Time}.Render, err
	default:
		return mail.EmailRestored{To: to, Locale: locale, Now: n.At.Time}.Render, nil
	}
}

// emailAsked is the mail to a new address: with the link, or where there is an account with it already, saying so. It
// is nil where another has been asked for since, and beyond the limits of what one address is mailed.
func (p *Mailer) emailAsked(ctx context.Context, n *store.Notice, locale string) (renderer, error) {
	var asked store.EmailChange
	digest := store.DigestOf(n.Key)
	taken := store.Fetch(store.IdentityKey(email.Lenient(n.Email).Digest()), &store.Identity{})
	if err := p.Table.Load(ctx, store.Fetch(store.EmailChangeKey(digest), &asked), taken); err != nil {
		return nil, err
	}
	if asked.Nonce != n.Nonce || !p.Now().Before(asked.ExpiresAt.Time) {
		return nil, nil
	}
	if send, err := p.countAsked(ctx, n); err != nil || !send {
		return nil, err
	}
	if taken.Found() {
		return mail.EmailTaken{To: mailbox(n.Email), Locale: locale}.Render, nil
	}
	token, err := p.Links.EmailChange(ctx, digest, n.Nonce)
	return mail.EmailChange{To: mailbox(n.Email), Link: p.Dashboard + "/email/change/" + token, Locale: locale,
		ExpiresAt: asked.ExpiresAt.Time, Now: p.Now()}.Render, err
}

// countAsked counts the mail, once however often it is attempted, and reports false beyond a limit.
func (p *Mailer) countAsked(ctx context.Context, n *store.Notice) (bool, error) {
	if n.Counted {
		return true, nil
	}
	tx := p.begin("", "").WithoutEvent(audit.MailCounted)
	tx.Change(n.Key, []store.Change{store.NoticeCounted.Set(true)}, store.FailWith(store.ErrStale), store.Exists(),
		store.NoticeCounted.Absent())
	to := email.Lenient(n.Email).Digest()
	p.take(tx, ratelimit.MailsByRecipientDay, to)
	p.take(tx, ratelimit.MailsByRecipientHour, to)
	err := tx.Commit(ctx)
	if _, over := errors.AsType[*limited](err); over {
		return false, nil
	}
	return err == nil, err
}
