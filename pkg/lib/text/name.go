// Package text validates the names that people type, and folds text for sorting and searching.
//
// A name is shown to others: on pages, in mails, in exports. Name keeps every script and every accent, and refuses
// only what lets a name look like something else: control characters, characters that turn the direction of text or
// cannot be seen, and web addresses, which mail programs turn into links. Person and Organization, whose names are
// mailed to strangers, also refuse bare hosts and sentences. Nothing here replaces escaping, which is the job of the
// code that writes HTML, headers and spreadsheets.
//
// The result of Fold is never shown: the table's indexes are sorted by it, and searches compare it.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"usher/pkg/lib/invalid"
)

func wrong(code invalid.Code, message string) error { return invalid.New(code, message) }

// Name normalizes a name: NFC, trimmed (Trim), with one space wherever there was white space inside. The limit is in
// characters (code points) of that form. Its error is an *invalid.Error: "required" for an empty name, "too_long", or
// the reason: it is not valid UTF-8, has characters that control or hide text, or would become a link in a mail.
func Name(s string, limit int) (string, error) {
	s = Trim(s)
	if err := validateCharacters(s); err != nil {
		return "", err
	}
	s = norm.NFC.String(strings.Join(strings.Fields(s), " "))
	switch {
	case !strings.ContainsFunc(s, visible): // empty, or only marks and joiners
		return "", invalid.New(invalid.Required, "must not be empty")
	case utf8.RuneCountInString(s) > limit:
		return "", invalid.New(invalid.TooLong, "must be at most %d characters", limit)
	case webLike(s):
		return "", wrong(invalid.WebAddress, "must not contain a web address")
	case addressLike(s):
		return "", wrong(invalid.AddressAsName, "must be a name, not an e-mail address")
	}
	return s, nil
}

// validateCharacters validates the characters before any is changed.
func validateCharacters(s string) error {
	switch {
	case !utf8.ValidString(s):
		return wrong(invalid.NotUTF8, "must be valid text")
	case strings.ContainsFunc(s, unicode.IsControl):
		return wrong(invalid.ControlCharacter, "must not contain control characters, such as tabs or line breaks")
	case strings.ContainsFunc(s, hidden):
		return wrong(invalid.Invisible, "must not contain invisible characters or ones that turn the direction of text")
	case piled(s):
		return wrong(invalid.TooManyAccents, "must not pile so many accents on one letter")
	}
	return nil
}

// maxMarks is how many marks may follow one another. Vietnamese and vowelled Hebrew take three, Tibetan a few more;
// past thirty, NFC itself would insert a character (UAX #15, Stream-Safe Text Format).
const maxMarks = 8

// piled reports so many marks in a row that they would cover the lines above and below.
func piled(s string) bool {
	run := 0
	for _, r := range s {
		if run++; !unicode.IsMark(r) {
			run = 0
		}
		if run > maxMarks {
			return true
		}
	}
	return false
}
