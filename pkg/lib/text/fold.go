package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxFold is how long a folded text can be, in bytes: what a sort key of
// DynamoDB has room for (1,024) beside an id.
const MaxFold = 900

// Fold is the form of a text that is sorted and searched by: in any case, with
// or without accents, in any width. It cuts what is longer than MaxFold bytes,
// between characters, and never holds a control character.
//
// It is NFKD, without the combining accents U+0300 to U+036F and without
// characters that cannot be seen, then lower-cased by way of upper case, which
// is Unicode's simple case folding; ß is ss. Decomposing rather than composing
// is what makes it fit for prefixes: a name half typed, accent or Hangul
// syllable unfinished, is a prefix of the whole one, and Élodie sorts with the
// E's rather than after Z. The full algorithm in golang.org/x/text/cases gives
// nothing more to a search and has to be initialized in every function.
func Fold(s string) string {
	s = strings.Map(keepSearchable, s)
	s = strings.Map(foldCase, norm.NFKD.String(s))
	s = strings.ReplaceAll(s, "ß", "ss")
	return cut(norm.NFKD.String(s), MaxFold)
}

// keepSearchable drops what nobody searches for.
func keepSearchable(r rune) rune {
	if unicode.IsControl(r) || hidden(r) || kept(r) {
		return -1
	}
	return r
}

// foldCase folds a character of a decomposed text, and drops accents. The iota
// below a Greek letter is none: in upper case it is a letter of its own.
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
