package password

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"usher/pkg/lib/invalid"
)

// The length of a new password, in characters (code points) of its normal form.
const (
	MinLength = 12
	MaxLength = 128
)

// Check validates a new password. Context is what it must not be made of: the person's address and names and the
// organization's name, as they are. Check adds the service's own name. It returns nil or an *invalid.Error with the
// first reason, never with the password: "invalid_utf8", "control_character", "unknown_character", "too_short",
// "too_long", "too_common" for a password of the list, or "too_guessable" for one that is made of the context. It takes
// well under a millisecond.
func Check(password string, context ...string) error {
	password = Normalize(password)
	if err := checkForm(password); err != nil {
		return err
	}
	folded := fold(password)
	switch {
	case isCommon(folded):
		return invalid.New(invalid.TooCommon,
			"is among the passwords that attackers try first; a few unrelated words make a better one")
	case isMadeOf(folded, append(context, service)):
		return invalid.New(invalid.TooGuessable, "is little more than your own name or address, the organization's name or "+
			"this service's; choose something else")
	}
	return nil
}

// service is the service's own name, which everybody knows.
const service = "usher"

// checkForm validates the length and characters of a password in its normal form.
func checkForm(password string) error {
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password):
		return invalid.New(invalid.NotUTF8, "must be valid text")
	case strings.ContainsFunc(password, unicode.IsControl):
		return invalid.New(invalid.ControlCharacter, "must not contain control characters, such as tabs or line breaks")
	case strings.ContainsFunc(password, unassigned):
		return invalid.New(invalid.TooNew, "must not contain characters that are too new for this service")
	case n < MinLength:
		return invalid.New(invalid.TooShort,
			"must have at least %d characters; a few unrelated words make a good one", MinLength)
	case n > MaxLength:
		return invalid.New(invalid.TooLong, "must have at most %d characters", MaxLength)
	}
	return nil
}

// unassigned reports code points whose normal form is not settled, and those that will never be characters.
func unassigned(r rune) bool { return unicode.Is(unicode.Cn, r) }
