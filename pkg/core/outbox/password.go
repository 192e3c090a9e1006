package outbox

import (
	"context"
	"errors"
	"fmt"

	"usher/pkg/core/mail"
	"usher/pkg/store"
)

// SendReset mails the link to set a new password, where there is an account to
// set it for and the reset is still the newest. Nothing is noted: a retry sends
// the same link again. An error has the record redelivered.
func (p *Mailer) SendReset(ctx context.Context, open store.Reset) error {
	var now store.Reset
	var identity store.Identity
	digest := store.DigestOf(open.Key)
	reset, known := store.Fetch(open.Key, &now), store.Fetch(store.IdentityKey(digest), &identity)
	if err := p.Table.Load(ctx, reset, known); err != nil {
		return err
	}
	if !known.Found() || now.Nonce != open.Nonce || !p.Now().Before(now.ExpiresAt.Time) {
		return nil
	}
	token, err := p.Links.Reset(ctx, digest, &now)
	if err != nil {
		return err
	}
	return p.send(ctx, mail.PasswordReset{To: open.Email, Link: p.Dashboard + "/password-resets/" + token, Locale: "en",
		ExpiresAt: now.ExpiresAt.Time, Now: p.Now()}.Render)
}

// SendNotice mails that a password was changed. An error has the record redelivered.
func (p *Mailer) SendNotice(ctx context.Context, n store.Notice) error {
	return p.send(ctx, mail.PasswordChanged{To: n.Email, Locale: "en", Now: n.At.Time}.Render)
}

// send renders and sends; a message that is rejected for good is dropped.
func (p *Mailer) send(ctx context.Context, render func() (mail.Message, error)) error {
	m, err := render()
	if err != nil {
		return err
	}
	if _, err := p.Sender.Send(ctx, m); err != nil && !errors.Is(err, mail.ErrRejected) {
		return fmt.Errorf("outbox: sending a %s: %w", m.Kind, err)
	}
	return nil
}
