package password

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The length of a new password, in characters (code points) of its normal form.
const (
	MinLength = 12
	MaxLength = 128
)

// Error says why a new password is refused. It never holds the password.
type Error struct {
	// Code is for programs: "invalid_characters", "too_short", "too_long",
	// "too_common" for what others chose before, "too_guessable" for what is made
	// of names that are known.
	Code string
	// Message is for the person who chose it. It goes behind "the password", as
	// in "must have at least 12 characters".
	Message string
}

// Error is the message.
func (e *Error) Error() string { return e.Message }

// Check judges a new password. Context is what it must not be made of: the
// person's address and names, the organization's name, as they are. The
// service's own name is added to it. It returns nil or an *Error with the first
// reason, and takes well under a millisecond.
func Check(password string, context ...string) error {
	password = Normalize(password)
	if err := checkForm(password); err != nil {
		return err
	}
	folded := fold(password)
	switch {
	case isCommon(folded):
		return &Error{"too_common", "is among the passwords that are tried first; a few unrelated words make a better one"}
	case isMadeOf(folded, append(context, service)):
		return &Error{"too_guessable", "is little more than your own name or address, the organization's name or this service's; choose something else"}
	}
	return nil
}

// service is a name that every user of the service knows.
const service = "usher"

// checkForm judges a password in its normal form by its length and characters.
func checkForm(password string) error {
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password):
		return &Error{"invalid_characters", "must be valid text"}
	case strings.ContainsFunc(password, unicode.IsControl):
		return &Error{"invalid_characters", "must not contain control characters, such as tabs or line breaks"}
	case strings.ContainsFunc(password, unassigned):
		return &Error{"invalid_characters", "must not contain characters that are too new for this service"}
	case n < MinLength:
		return &Error{"too_short", fmt.Sprintf("must have at least %d characters; a few unrelated words make a good one", MinLength)}
	case n > MaxLength:
		return &Error{"too_long", fmt.Sprintf("must have at most %d characters", MaxLength)}
	}
	return nil
}

// unassigned reports code points whose normal form is not settled, and those that
// will never be characters.
func unassigned(r rune) bool { return unicode.Is(unicode.Cn, r) }
