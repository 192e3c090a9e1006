package mail

import (
	"fmt"
	"time"
)

// Invitation asks somebody to take their seat.
type Invitation struct {
	To, FirstName string
	Organization  string
	InvitedBy     string // full name; empty for an organization's first Owner
	Role          string // "owner" or "auditor"
	Link, Locale  string
	ExpiresAt     time.Time
	Now           time.Time
}

// Render makes the message. It returns an error only for a broken template.
func (i Invitation) Render() (Message, error) {
	w := catalog(i.Locale)
	role, may := w.auditor, w.auditorMay
	if i.Role == "owner" {
		role, may = w.owner, w.ownerMay
	}
	who := fmt.Sprintf(w.invited, i.Organization)
	if i.InvitedBy != "" {
		who = fmt.Sprintf(w.invitedBy, i.InvitedBy, i.Organization)
	}
	return page{
		Lang: w.lang, Greeting: fmt.Sprintf(w.greeting, i.FirstName),
		Paragraphs: []string{who, fmt.Sprintf(w.roleIs, role, may)},
		Button:     w.accept, Link: i.Link, OrCopy: w.orCopy,
		After: []string{fmt.Sprintf(w.expires, w.moment(i.ExpiresAt), w.until(i.Now, i.ExpiresAt)), w.notYou},
	}.message(Message{To: i.To, Kind: "invitation", Subject: fmt.Sprintf(w.invitedSubject, line(i.Organization))})
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
func (i InvitationExpired) Render() (Message, error) {
	w := catalog(i.Locale)
	ask := fmt.Sprintf(w.expiredAskOwner, i.Organization)
	if i.InvitedBy != "" {
		ask = fmt.Sprintf(w.expiredAsk, i.InvitedBy, i.Organization)
	}
	return page{
		Lang: w.lang, Greeting: fmt.Sprintf(w.greeting, i.FirstName),
		Paragraphs: []string{w.expiredIntro, fmt.Sprintf(w.expiredOn, i.Organization, w.moment(i.ExpiredAt)) + " " + ask},
		After:      []string{w.expiredNo},
	}.message(Message{To: i.To, Kind: "invitation-expired",
		Subject: fmt.Sprintf(w.expiredSubject, line(i.Organization))})
}
