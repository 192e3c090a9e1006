package mail

import "fmt"

// InvitationReminder is mailed once to somebody whose invitation is about to expire.
type InvitationReminder Invitation

// Render makes the message. It returns an error only for a broken template.
func (r InvitationReminder) Render() (Message, error) {
	w := catalog(r.Locale)
	subject, intro, no := "Your invitation to %s is about to expire", "You have not accepted this invitation yet.",
		"This is the only reminder. If you do not want to join, you need not do anything."
	if r.Locale == "nl" {
		subject, intro, no = "Je uitnodiging voor %s verloopt bijna", "Je hebt deze uitnodiging nog niet aangenomen.",
			"Dit is de enige herinnering. Wil je geen lid worden, dan hoef je niets te doen."
	}
	who := fmt.Sprintf(w.invited, r.Organization)
	if r.InvitedBy != "" {
		who = fmt.Sprintf(w.invitedBy, r.InvitedBy, r.Organization)
	}
	return page{
		Lang: w.lang, Greeting: fmt.Sprintf(w.greeting, r.FirstName), Paragraphs: []string{who, intro},
		Button: w.accept, Link: r.Link, OrCopy: w.orCopy,
		After: []string{fmt.Sprintf(w.expires, w.moment(r.ExpiresAt), w.until(r.Now, r.ExpiresAt)), no},
	}.message(Message{To: r.To, Kind: "invitation-reminder", Subject: fmt.Sprintf(subject, line(r.Organization))})
}
