package password

import (
	_ "embed"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:generate go run common_gen.go

// common is the list of the passwords that attackers try first, sorted, one on
// each line; NOTICE says where it comes from. As a string it takes no time to load.
//
//go:embed common.txt
var common string

// listed looks a word up by binary search over the lines.
func listed(word string) bool {
	at := sort.Search(len(common), func(i int) bool { return lineAt(i) >= word })
	return at < len(common) && lineAt(at) == word
}

// lineAt returns the line that the byte at i belongs to.
func lineAt(i int) string {
	start := strings.LastIndexByte(common[:i], '\n') + 1
	end := strings.IndexByte(common[start:], '\n')
	return common[start : start+end]
}

// fold returns a password in the form that is compared: without differences of
// case and width.
func fold(password string) string { return strings.ToLower(norm.NFKC.String(password)) }

// isCommon reports whether a folded password is listed: as it is, without the
// separators between its words, or without a few digits and signs around it too.
func isCommon(folded string) bool {
	joined := withoutSeparators(folded)
	core := strings.TrimFunc(joined, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	around := utf8.RuneCountInString(joined) - utf8.RuneCountInString(core)
	return listed(folded) || listed(joined) || around <= maxAround && listed(core)
}

func withoutSeparators(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("-_.,'/", r) {
			return -1
		}
		return r
	}, s)
}

// maxAround is how many digits and signs around a common word leave it common:
// enough for a date.
const maxAround = 8
