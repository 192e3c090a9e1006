// Package display judges names that people type, and folds text for sorting
// and searching in any case.
package display

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Error says what is wrong with a name: a code for programs, a message for the
// person who typed it.
type Error struct{ Code, Message string }

// Error is the message.
func (e *Error) Error() string { return e.Message }

// Name puts a name into its one form: NFC, trimmed, inner white space collapsed
// to single spaces. It returns an *Error for a name that is empty, longer than
// limit characters, not valid UTF-8, holds characters that cannot be seen, or
// would become a link in a mail.
func Name(s string, limit int) (string, error) {
	if !utf8.ValidString(s) {
		return "", &Error{"invalid_characters", "must be valid text"}
	}
	if strings.ContainsFunc(s, hidden) {
		return "", &Error{"invalid_characters", "must not contain control or invisible characters"}
	}
	s = norm.NFC.String(strings.Join(strings.Fields(s), " "))
	switch {
	case s == "":
		return "", &Error{"required", "must not be empty"}
	case utf8.RuneCountInString(s) > limit:
		return "", &Error{"too_long", "must be at most " + strconv.Itoa(limit) + " characters"}
	case linkLike(s):
		return "", &Error{"invalid_characters", "must not contain a web address"}
	}
	return s, nil
}

// linkLike reports what mail programs turn into a link by themselves.
func linkLike(s string) bool {
	lower := strings.ToLower(s)
	return strings.Contains(lower, "://") || strings.Contains(lower, "www.")
}

// hidden reports characters that have no place in a name: controls, and format
// characters such as bidirectional overrides, by which a name can pose as
// something else. Joiners and variation selectors stay: scripts and emoji need them.
func hidden(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	if r == nonJoiner || r == joiner {
		return false
	}
	return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' ||
		unicode.Is(unicode.Co, r) || r == utf8.RuneError
}

// Fold is the form of a text that is sorted and searched by: compatibility
// composed, case folded, without control characters. Equal forms are equal to
// a person who does not mind case.
func Fold(s string) string {
	folded := cases.Fold().String(norm.NFKC.String(s))
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, norm.NFKC.String(folded))
}
