package text

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxFold is how long a folded text can be, in bytes: a sort key of DynamoDB holds 1,024, and it holds an id too.
const MaxFold = 900

// Fold returns the form of a text for sorting and searching: without differences of case, accents, strokes and width,
// and with one apostrophe and one hyphen for those that keyboards, phones and word processors make. It cuts what is
// longer than MaxFold bytes, between characters. The result never holds a control character.
//
// It is NFKD, without the combining accents U+0300 to U+036F and without invisible characters, then lower-cased by
// way of upper case, which is Unicode's simple case folding; ß becomes ss, æ ae, and ø o. It decomposes rather than
// composes so that prefixes match: a half-typed name, with an accent or a Hangul syllable unfinished, is a prefix of
// the whole name, and Élodie sorts with the E's rather than after Z. The full algorithm in golang.org/x/text/cases adds
// nothing to a search and has to be initialized in every function.
func Fold(s string) string {
	s = strings.Map(keepSearchable, s)
	s = strings.Map(foldCase, norm.NFKD.String(s))
	s = strings.Map(foldMark, letters().Replace(s))
	return cut(norm.NFKD.String(s), MaxFold)
}

// letters are the letters, in lower case, that have no decomposition in Unicode although people without them on their
// keyboard type others for them: Łódź is looked for as Lodz, Sørensen as Sorensen.
var letters = sync.OnceValue(func() *strings.Replacer {
	return strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "þ", "th", "ø", "o", "ł", "l", "đ", "d", "ð", "d",
		"ħ", "h", "ŧ", "t")
})

// keepSearchable drops characters that nobody searches for. An acute accent alone stands for an apostrophe; NFKD would
// make a space of it.
func keepSearchable(r rune) rune {
	const acute = '\u00b4'
	switch {
	case unicode.IsControl(r), hidden(r), kept(r):
		return -1
	case r == acute:
		return '\''
	}
	return r
}

// foldMark makes one apostrophe and one hyphen of those that look like them. Phones write O’Neill.
func foldMark(r rune) rune {
	switch r {
	case '`', '\u2018', '\u2019', '\u201b', '\u2032', '\u02bb', '\u02bc', '\u02b9':
		return '\''
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212':
		return '-'
	}
	return r
}

// foldCase folds a character of a decomposed text, and drops accents. The iota below
// a Greek letter is not an accent: in upper case it is a separate letter.
func foldCase(r rune) rune {
	const iotaBelow = '\u0345'
	if r >= '\u0300' && r <= '\u036f' && r != iotaBelow {
		return -1
	}
	return unicode.ToLower(unicode.ToUpper(r))
}

// cut cuts s to at most n bytes without splitting a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
