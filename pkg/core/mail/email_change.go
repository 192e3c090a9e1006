package mail

import (
	"fmt"
	"time"

	"usher/pkg/core/brand"
)

// EmailChange has the link with which a person confirms a new address. It does not say whose account it is: the address
// may be mistyped, and somebody else's.
type EmailChange struct {
	To, Link, Locale string
	ExpiresAt, Now   time.Time
}

// Render makes the message. It returns an error only for a broken template.
func (e EmailChange) Render(b brand.Brand) (Message, error) {
	w := catalog(e.Locale)
	return page{
		words: w, Paragraphs: []string{w.email.askedIntro}, Button: w.email.askedButton, Link: e.Link, OrCopy: w.orCopy,
		After: []string{fmt.Sprintf(w.resetExpires, w.deadline(e.Now, e.ExpiresAt)), w.email.askedNo}, Why: w.email.whyAsked,
	}.message(b, Message{To: e.To, Kind: "email-change", Subject: fmt.Sprintf(w.email.askedSubject, b.Product)})
}

// EmailTaken says to the holder of an address that somebody wanted it for another account than theirs.
type EmailTaken struct {
	To, Locale string
}

// Render makes the message. It returns an error only for a broken template.
func (e EmailTaken) Render(b brand.Brand) (Message, error) {
	w := catalog(e.Locale)
	return page{
		words: w, Paragraphs: []string{w.email.takenIntro, w.email.takenNo}, Why: w.whyAccount,
	}.message(b, Message{To: e.To, Kind: "email-taken", Subject: fmt.Sprintf(w.email.takenSubject, b.Product)})
}

// EmailChanged says to the address that an account had that it has another, with the link that takes it back.
type EmailChanged struct {
	To, New, Link, Locale string
	ExpiresAt, Now        time.Time
}

// Render makes the message. It returns an error only for a broken template.
func (e EmailChanged) Render(b brand.Brand) (Message, error) {
	w := catalog(e.Locale)
	return page{
		words: w, Paragraphs: []string{fmt.Sprintf(w.email.changedIntro, w.moment(e.Now), e.New), w.email.changedNo},
		Button: w.email.changedButton, Link: e.Link, OrCopy: w.orCopy,
		After: []string{fmt.Sprintf(w.resetExpires, w.deadline(e.Now, e.ExpiresAt)), w.email.changedAfter},
		Why:   w.email.whyChanged,
	}.message(b, Message{To: e.To, Kind: "email-changed", Subject: fmt.Sprintf(w.email.changedSubject, b.Product)})
}

// EmailRestored says to an address that an account had that it was taken back with the address before.
type EmailRestored struct {
	To, Locale string
	Now        time.Time
}

// Render makes the message. It returns an error only for a broken template.
func (e EmailRestored) Render(b brand.Brand) (Message, error) {
	w := catalog(e.Locale)
	return page{
		words: w, Paragraphs: []string{fmt.Sprintf(w.email.restoredIntro, w.moment(e.Now)), w.email.restoredNo},
		Why: w.email.whyChanged,
	}.message(b, Message{To: e.To, Kind: "email-restored", Subject: fmt.Sprintf(w.email.restoredSubject, b.Product)})
}

// emailWords is what the mails about an address say.
type emailWords struct {
	askedSubject, takenSubject, changedSubject, restoredSubject string // product
	askedIntro, askedButton, askedNo                            string
	takenIntro, takenNo                                         string
	changedIntro                                                string // time, new address
	changedNo, changedButton, changedAfter                      string
	restoredIntro                                               string // time
	restoredNo                                                  string
	whyAsked, whyChanged                                        string
}

func englishEmail() emailWords {
	return emailWords{
		askedSubject: "Confirm your new address for %s",
		askedIntro: "Somebody asked for this to be the address of their account. If it was you, confirm it here. You are " +
			"signed out everywhere then, and sign in with this address.",
		askedButton:  "Confirm the address",
		askedNo:      "If it was not you, ignore this mail: without the link nothing changes.",
		takenSubject: "This address has an account with %s already",
		takenIntro: "Somebody asked for this to be the address of their account. There is an account with it already, " +
			"so nothing has changed.",
		takenNo: "If it was you, sign in with this address, or ask for another one. If it was not you, you can ignore " +
			"this mail.",
		changedSubject: "The address of your account with %s was changed",
		changedIntro:   "The address of your account was changed on %s. It is now %s, and this one no longer signs in.",
		changedNo: "If it was not you, take the account back: you set a new password, everybody is signed out, and " +
			"API keys end.",
		changedButton: "Take the account back",
		changedAfter:  "If it was you, there is nothing to do.",

		restoredSubject: "An account with %s no longer has this address",
		restoredIntro: "The account that had this address was given back the one that it had before, on %s, with the link " +
			"that was mailed there.",
		restoredNo: "If you do not know why, tell an Owner of your organization.",
		whyAsked:   "You get this mail because somebody gave this address as their new one.",
		whyChanged: "You get this mail because an account had this address.",
	}
}

func dutchEmail() emailWords {
	return emailWords{
		askedSubject: "Bevestig je nieuwe adres voor %s",
		askedIntro: "Iemand wil dit adres voor een account gebruiken. Was jij dat, bevestig het dan hier. Je wordt dan " +
			"overal afgemeld en meldt je voortaan aan met dit adres.",
		askedButton:  "Adres bevestigen",
		askedNo:      "Was jij dat niet, negeer deze mail dan: zonder de link verandert er niets.",
		takenSubject: "Dit adres heeft al een account bij %s",
		takenIntro: "Iemand wil dit adres voor een account gebruiken. Er is al een account met dit adres, dus er is niets " +
			"veranderd.",
		takenNo: "Was jij dat, meld je dan aan met dit adres of kies een ander adres. Was jij dat niet, dan kun je deze " +
			"mail negeren.",
		changedSubject: "Het adres van je account bij %s is gewijzigd",
		changedIntro: "Het adres van je account is gewijzigd op %s. Het is nu %s; met dit adres meld je je niet " +
			"meer aan.",
		changedNo: "Was jij dat niet, neem het account dan terug: je kiest een nieuw wachtwoord, iedereen wordt afgemeld " +
			"en API-sleutels eindigen.",
		changedButton: "Account terugnemen",
		changedAfter:  "Was jij dat wel, dan hoef je niets te doen.",

		restoredSubject: "Een account bij %s heeft dit adres niet meer",
		restoredIntro: "Het account met dit adres heeft op %s het adres terug dat het eerder had, met de link die daarheen " +
			"was gemaild.",
		restoredNo: "Weet je niet waarom, licht dan een Eigenaar van je organisatie in.",
		whyAsked:   "Je krijgt deze mail omdat iemand dit adres als nieuw adres heeft opgegeven.",
		whyChanged: "Je krijgt deze mail omdat een account dit adres had.",
	}
}
