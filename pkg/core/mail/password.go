package mail

import (
	"fmt"
	"time"
)

// PasswordReset has the link by which a new password is set.
type PasswordReset struct {
	To, Link, Locale string
	ExpiresAt, Now   time.Time
}

// Render makes the message. It returns an error only for a broken template.
func (p PasswordReset) Render() (Message, error) {
	w := catalog(p.Locale)
	return page{
		Lang: w.lang, Paragraphs: []string{w.resetIntro}, Button: w.resetButton, Link: p.Link, OrCopy: w.orCopy,
		After: []string{fmt.Sprintf(w.resetExpires, w.moment(p.ExpiresAt), w.until(p.Now, p.ExpiresAt)), w.resetNo},
	}.message(Message{To: p.To, Kind: "password-reset", Subject: w.resetSubject})
}

// PasswordChanged says that the password of an account was changed.
type PasswordChanged struct {
	To, Locale string
	Now        time.Time
}

// Render makes the message. It returns an error only for a broken template.
func (p PasswordChanged) Render() (Message, error) {
	w := catalog(p.Locale)
	return page{Lang: w.lang, Paragraphs: []string{fmt.Sprintf(w.changedIntro, w.moment(p.Now)), w.changedNo}}.
		message(Message{To: p.To, Kind: "password-changed", Subject: w.changedSubject})
}
