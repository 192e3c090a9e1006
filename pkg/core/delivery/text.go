package delivery

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"usher/pkg/lib/id"
)

// maxDetail bounds what is kept of what a stranger's server said, in characters.
const maxDetail = 500

// clean makes a stranger's text one line of characters that show, and clips it:
// no control characters, and none that turn the direction of what follows.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsGraphic(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) > maxDetail {
		text = string([]rune(text)[:maxDetail-1]) + "…"
	}
	return text
}

// identify takes the invitation from the mail's tags; a mail without them is no invitation.
func (e *Event) identify(m mailed) error {
	org, hasOrg := m.Tags["organization"]
	user, hasUser := m.Tags["user"]
	nonce, hasNonce := m.Tags["nonce"]
	e.Message, e.Mailed = clean(m.MessageID), m.Timestamp
	switch {
	case !hasOrg && !hasUser && !hasNonce:
		return nil
	case len(org) != 1 || !id.Valid(id.Organization, org[0]):
		return errors.New("the tag organization is not one organization's id")
	case len(user) != 1 || !id.Valid(id.User, user[0]):
		return errors.New("the tag user is not one user's id")
	case len(nonce) != 1 || nonce[0] == "":
		return errors.New("the tag nonce is not one text")
	case m.Timestamp.IsZero():
		return errors.New("mail.timestamp is missing")
	}
	e.Org, e.User, e.Nonce = org[0], user[0], nonce[0]
	return nil
}
