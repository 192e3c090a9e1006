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
// would become a link in a mail. A bare host is taken for a name: "Booking.com"
// is one.
func Name(s string, limit int) (string, error) {
	if !utf8.ValidString(s) {
		return "", &Error{"invalid_characters", "must be valid text"}
	}
	if strings.ContainsFunc(s, hidden) {
		return "", &Error{"invalid_characters", "must not contain control or invisible characters"}
	}
	s = norm.NFC.String(strings.Join(strings.Fields(s), " "))
	switch {
	case !strings.ContainsFunc(s, visible): // empty, or marks and joiners with nothing to stand on
		return "", &Error{"required", "must not be empty"}
	case utf8.RuneCountInString(s) > limit:
		return "", &Error{"too_long", "must be at most " + strconv.Itoa(limit) + " characters"}
	case linkLike(s):
		return "", &Error{"invalid_characters", "must not contain a web address"}
	}
	return s, nil
}

// linkLike reports what mail programs turn into a link by themselves: addresses
// with a scheme or www, pages of a host, mail addresses.
func linkLike(s string) bool {
	lower := strings.ToLower(s)
	if strings.Contains(lower, "://") || strings.Contains(lower, "www.") {
		return true
	}
	for word := range strings.SplitSeq(lower, " ") {
		host, page, _ := strings.Cut(word, "/")
		name, domain, _ := strings.Cut(word, "@")
		if page != "" && hostLike(host) || name != "" && hostLike(domain) {
			return true
		}
	}
	return false
}

// hostLike reports whether the text ends in a dot and two letters or more.
func hostLike(s string) bool {
	dot := strings.LastIndexByte(s, '.')
	end := s[dot+1:]
	return dot > 0 && utf8.RuneCountInString(end) >= 2 && !strings.ContainsFunc(end, func(r rune) bool { return !unicode.IsLetter(r) })
}

// visible reports characters that are seen on their own.
func visible(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) }

// hidden reports characters that have no place in a name: controls, and format
// characters such as bidirectional overrides, by which a name can pose as
// something else. Joiners and variation selectors stay: scripts and emoji need them.
func hidden(r rune) bool {
	const nonJoiner, joiner, brailleBlank = '\u200c', '\u200d', '\u2800'
	if r == nonJoiner || r == joiner {
		return false
	}
	return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' ||
		unicode.Is(unicode.Co, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) || // Hangul fillers
		r == brailleBlank || r == utf8.RuneError
}

// Fold is the form of a text that is sorted and searched by: compatibility
// composed, case folded, without control characters. Equal forms are equal to
// a person who does not mind case. Folding a form again changes nothing.
func Fold(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
	// The Unicode Standard's compatibility caseless match (3.13, D146): one step
	// may bring about what the other has to change again.
	return norm.NFKC.String(foldCase(norm.NFKC.String(foldCase(norm.NFD.String(s)))))
}

// foldCase folds case. The lower case after it is for Cherokee, of which
// cases.Fold swaps the cases rather than fold them.
func foldCase(s string) string { return strings.ToLower(cases.Fold().String(s)) }
