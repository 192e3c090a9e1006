// Package text validates the names that people type, and folds text for sorting
// and searching.
//
// A name is shown to others: on pages, in mails, in exports. So Name keeps
// every script and every accent, and refuses only what would make a name pose
// as something else: control characters, characters that turn the direction of
// text or cannot be seen, and web addresses, which mail programs make links of.
// Person and Organization, whose names are mailed to strangers, also refuse bare
// hosts and sentences.
// Escaping for HTML, headers and spreadsheets is the business of whoever writes
// them; nothing here replaces it.
//
// Fold is never shown: it is what the table's indexes are sorted by and what a
// search is compared with.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"usher/pkg/lib/invalid"
)

func wrong(message string) error { return invalid.New(invalid.Characters, message) }

// Name puts a name into its one form: NFC, without space around it, with one
// space wherever there was white space inside. The limit is in characters (code
// points) of that form. Its error is an *invalid.Error: "required" for a name that
// is empty, "too_long", and "invalid_characters" for one that is not valid UTF-8,
// has characters which control or hide text, or would become a link in a mail.
func Name(s string, limit int) (string, error) {
	s = strings.TrimSpace(s)
	if err := validateCharacters(s); err != nil {
		return "", err
	}
	s = norm.NFC.String(strings.Join(strings.Fields(s), " "))
	switch {
	case !strings.ContainsFunc(s, visible): // empty, or marks and joiners with nothing to stand on
		return "", invalid.New(invalid.Required, "must not be empty")
	case utf8.RuneCountInString(s) > limit:
		return "", invalid.New(invalid.TooLong, "must be at most %d characters", limit)
	case linkLike(s):
		return "", wrong("must not contain a web address")
	}
	return s, nil
}

// validateCharacters validates each character before any is changed.
func validateCharacters(s string) error {
	switch {
	case !utf8.ValidString(s):
		return wrong("must be valid text")
	case strings.ContainsFunc(s, unicode.IsControl):
		return wrong("must not contain control characters, such as tabs or line breaks")
	case strings.ContainsFunc(s, hidden):
		return wrong("must not contain invisible characters or ones that turn the direction of text")
	case piled(s):
		return wrong("must not pile so many accents on one letter")
	}
	return nil
}

// maxMarks is how many marks may follow one another. Vietnamese and vowelled
// Hebrew take three, Tibetan a few more; past thirty, NFC itself would insert a
// character (UAX #15, Stream-Safe Text Format).
const maxMarks = 8

// piled reports a run of marks that would cover the lines above and below.
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
