package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"usher/pkg/lib/invalid"
)

// Person is Name for a person's first or last name, which a mail greets a stranger with: it must not be able to carry
// somebody's message. Beside what Name refuses, its *invalid.Error is for a web address, even a bare host, for the
// punctuation of sentences, for amounts of money and for telephone numbers.
func Person(s string, limit int) (string, error) {
	s, err := Name(s, limit)
	switch {
	case err != nil:
		return "", err
	case len(hosts(s)) > 0:
		return "", wrong(invalid.WebAddress, "must not contain a web address; put a space after the dot if it is none")
	case speaks(s):
		return "", wrong(invalid.Sentence, "must be a name only, without the punctuation of a sentence")
	case strings.ContainsFunc(s, isMoney):
		return "", wrong(invalid.Amount, "must be a name only, without amounts of money")
	case strings.Count(strings.Map(digit, s), "0") > maxDigits:
		return "", wrong(invalid.TelephoneNumber, "must be a name only, without telephone numbers")
	}
	return s, nil
}

// maxWords is how many words an organization's name has that begins with a host: Amazon.com Services LLC.
const maxWords = 4

// Organization is Name for an organization's name. Companies are named after their site (Booking.com BV), so a bare
// host may stand in it, but only as the first of at most four words: what is left is a name, and no invitation to go
// there. Its *invalid.Error is also for a host elsewhere, and for sentences.
func Organization(s string, limit int) (string, error) {
	s, err := Name(s, limit)
	if err != nil {
		return "", err
	}
	words := strings.Fields(s)
	if found := hosts(s); len(found) > 1 || len(found) == 1 &&
		(len(words) > maxWords || len(hosts(words[0])) == 0 || strings.ContainsAny(s, sentenceMarks+"!:")) {
		return "", wrong(invalid.LateWebAddress,
			"must not contain a web address, unless the name begins with it and is short")
	}
	if strings.Count(s, "!")+strings.Count(s, "?") > 1 || slices.ContainsFunc(words[:len(words)-1], endsSentence) {
		return "", wrong(invalid.Sentence, "must be a name, not a sentence")
	}
	return s, nil
}

// maxDigits is less than a telephone number has; X Æ A-12 has two.
const maxDigits = 6

// digit maps every digit to 0, and everything else to nothing.
func digit(r rune) rune {
	if unicode.IsDigit(r) {
		return '0'
	}
	return -1
}

func isMoney(r rune) bool { return unicode.Is(unicode.Sc, r) }

// sentenceMarks are in no name, wherever they stand.
const sentenceMarks = "?;…¡¿‼⁇⁈⁉。！？；：،؟؛।॥"

// speaks reports the punctuation of sentences. Names have dots behind what is abbreviated (St. John, J. R. R.), a
// colon within a word (S:t), an exclamation mark for the click before a letter (!Naruseb), and a comma before what
// distinguishes them (King, Jr.).
func speaks(s string) bool {
	if strings.ContainsAny(s, sentenceMarks) || strings.Contains(s, "..") {
		return true
	}
	for i, r := range s {
		next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
		if (r == '!' || r == ':') && !unicode.IsLetter(next) {
			return true
		}
	}
	_, suffix, comma := strings.Cut(s, ",")
	suffix = strings.TrimSpace(suffix)
	return comma && (utf8.RuneCountInString(suffix) > maxShort || strings.ContainsAny(suffix, ", ")) ||
		slices.ContainsFunc(strings.Fields(s), endsSentence)
}

// maxShort is how long what is abbreviated is at most: Capt., Ph.D., Assoc.
const maxShort = 5

// endsSentence reports a word with a dot behind it that is too long to be abbreviated.
func endsSentence(word string) bool {
	before, dotted := strings.CutSuffix(word, ".")
	run := before[strings.LastIndexByte(before, '.')+1:]
	return dotted && utf8.RuneCountInString(run) > maxShort
}
