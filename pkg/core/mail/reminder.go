package mail

import (
	"fmt"

	"usher/pkg/core/brand"
)

// InvitationReminder is mailed once to somebody whose invitation is about to expire.
type InvitationReminder Invitation

// Render makes the message. It returns an error only for a broken template.
func (r InvitationReminder) Render(b brand.Brand) (Message, error) {
	w := catalog(r.Locale)
	subject, intro, no := "Your invitation to %s is about to expire", "You have not accepted this invitation yet.",
		"This is the only reminder. If you do not want to join, you need not do anything."
	if r.Locale == "nl" {
		subject, intro, no = "Je uitnodiging voor %s verloopt bijna", "Je hebt deze uitnodiging nog niet aangenomen.",
			"Dit is de enige herinnering. Wil je geen lid worden, dan hoef je niets te doen."
	}
	who, why := fmt.Sprintf(w.invited, r.Organization), w.whyFirst
	if r.InvitedBy != "" {
		who, why = fmt.Sprintf(w.invitedBy, r.InvitedBy, r.Organization), w.whyInvited
	}
	return page{
		words: w, Organization: r.Organization, Greeting: fmt.Sprintf(w.greeting, r.FirstName),
		Paragraphs: []string{who, intro},
		Button:     w.accept, Link: r.Link, OrCopy: w.orCopy,
		After: []string{fmt.Sprintf(w.expires, w.deadline(r.Now, r.ExpiresAt)), no},
		Why:   fmt.Sprintf(why, r.Organization),
	}.message(b, Message{To: r.To, ReplyTo: r.ReplyTo, Kind: "invitation-reminder",
		Subject: fmt.Sprintf(subject, line(r.Organization))})
}
