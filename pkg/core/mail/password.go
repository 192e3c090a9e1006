package mail

import (
	"fmt"
	"time"

	"usher/pkg/core/brand"
)

// PasswordReset has the link by which a new password is set.
type PasswordReset struct {
	To, Link, Locale string
	ExpiresAt, Now   time.Time
}

// Render makes the message. It returns an error only for a broken template.
func (p PasswordReset) Render(b brand.Brand) (Message, error) {
	w := catalog(p.Locale)
	return page{
		words: w, Paragraphs: []string{w.resetIntro}, Button: w.resetButton, Link: p.Link, OrCopy: w.orCopy,
		After: []string{fmt.Sprintf(w.resetExpires, w.deadline(p.Now, p.ExpiresAt)), w.resetNo},
		Why:   w.whyAccount,
	}.message(b, Message{To: p.To, Kind: "password-reset", Subject: fmt.Sprintf(w.resetSubject, b.Product)})
}

// PasswordChanged says that the password of an account was changed.
type PasswordChanged struct {
	To, Locale string
	Now        time.Time
}

// Render makes the message. It returns an error only for a broken template.
func (p PasswordChanged) Render(b brand.Brand) (Message, error) {
	w := catalog(p.Locale)
	return page{
		words: w, Paragraphs: []string{fmt.Sprintf(w.changedIntro, w.moment(p.Now)), w.changedNo}, Why: w.whyAccount,
	}.message(b, Message{To: p.To, Kind: "password-changed", Subject: fmt.Sprintf(w.changedSubject, b.Product)})
}

// FactorChanged says that a factor beside the password was added to an account, or removed, or the account deleted.
// Change is which, as package account names it.
type FactorChanged struct {
	To, Locale, Change string
	Now                time.Time
}

// Render makes the message. It returns an error only for a broken template.
func (f FactorChanged) Render(b brand.Brand) (Message, error) {
	w := catalog(f.Locale)
	text := []string{fmt.Sprintf(w.factorIntro[f.Change], w.moment(f.Now)), w.factorNo}
	if f.Change == "account.erase" { // there is no profile to look at any more
		text = text[:1]
	}
	return page{
		words: w, Paragraphs: text, Why: w.whyAccount,
	}.message(b, Message{To: f.To, Kind: "factor-changed", Subject: b.Product + ": " + w.factors[f.Change]})
}
