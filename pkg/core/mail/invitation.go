package mail

import (
	"fmt"
	"time"

	"usher/pkg/core/brand"
)

// Invitation asks somebody to take their seat.
type Invitation struct {
	To, FirstName string
	Organization  string
	InvitedBy     string // full name; empty for an organization's first Owner
	ReplyTo       string // where answers go; empty: to the sender
	Role, May     string // the role's name and what it may do, in the locale
	Link, Locale  string
	ExpiresAt     time.Time
	Now           time.Time
}

// Render makes the message. It returns an error only for a broken template.
func (i Invitation) Render(b brand.Brand) (Message, error) {
	w := catalog(i.Locale)
	who, why := fmt.Sprintf(w.invited, i.Organization), w.whyFirst
	if i.InvitedBy != "" {
		who, why = fmt.Sprintf(w.invitedBy, i.InvitedBy, i.Organization), w.whyInvited
	}
	return page{
		words: w, Organization: i.Organization, Greeting: fmt.Sprintf(w.greeting, i.FirstName),
		Paragraphs: []string{who, fmt.Sprintf(w.roleIs, i.Role, i.May)},
		Button:     w.accept, Link: i.Link, OrCopy: w.orCopy,
		After: []string{fmt.Sprintf(w.expires, w.deadline(i.Now, i.ExpiresAt)), w.notYou},
		Why:   fmt.Sprintf(why, i.Organization),
	}.message(b, Message{To: i.To, ReplyTo: i.ReplyTo, Kind: "invitation",
		Subject: fmt.Sprintf(w.invitedSubject, line(i.Organization))})
}

// InvitationExpired answers somebody who asked for a new password, but whose invitation has expired: there is no
// account yet, and who can send another.
type InvitationExpired struct {
	To, FirstName string
	Organization  string
	InvitedBy     string // full name; empty where it is not known
	Locale        string
	ExpiredAt     time.Time
}

// Render makes the message. It returns an error only for a broken template.
func (i InvitationExpired) Render(b brand.Brand) (Message, error) {
	w := catalog(i.Locale)
	ask := fmt.Sprintf(w.expiredAskOwner, i.Organization)
	if i.InvitedBy != "" {
		ask = fmt.Sprintf(w.expiredAsk, i.InvitedBy, i.Organization)
	}
	return page{
		words: w, Organization: i.Organization, Greeting: fmt.Sprintf(w.greeting, i.FirstName),
		Paragraphs: []string{w.expiredIntro, fmt.Sprintf(w.expiredOn, i.Organization, w.moment(i.ExpiredAt)) + " " + ask},
		After:      []string{w.expiredNo}, Why: fmt.Sprintf(w.whyInvited, i.Organization),
	}.message(b, Message{To: i.To, Kind: "invitation-expired",
		Subject: fmt.Sprintf(w.expiredSubject, line(i.Organization))})
}
