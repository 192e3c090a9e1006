package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxFold is how long a folded text can be, in bytes: a sort key of DynamoDB holds
// 1,024, and it holds an id too.
const MaxFold = 900

// Fold returns the form of a text for sorting and searching: without differences of
// case, accents and width. It cuts what is longer than MaxFold bytes, between
// characters. The result never holds a control character.
//
// It is NFKD, without the combining accents U+0300 to U+036F and without invisible
// characters, then lower-cased by way of upper case, which is Unicode's simple case
// folding; ß becomes ss. It decomposes rather than composes so that prefixes match:
// a half-typed name, with an accent or a Hangul syllable unfinished, is a prefix of
// the whole name, and Élodie sorts with the E's rather than after Z. The full
// algorithm in golang.org/x/text/cases adds nothing to a search and has to be
// initialized in every function.
func Fold(s string) string {
	s = strings.Map(keepSearchable, s)
	s = strings.Map(foldCase, norm.NFKD.String(s))
	s = strings.ReplaceAll(s, "ß", "ss")
	return cut(norm.NFKD.String(s), MaxFold)
}

// keepSearchable drops characters that nobody searches for.
func keepSearchable(r rune) rune {
	if unicode.IsControl(r) || hidden(r) || kept(r) {
		return -1
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
