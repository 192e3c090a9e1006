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

// common is the list of what is tried first, sorted, one a line; NOTICE says
// where it comes from. As a string it takes no time to load.
//
//go:embed common.txt
var common string

// listed looks a word up by binary search over the lines.
func listed(word string) bool {
	at := sort.Search(len(common), func(i int) bool { return lineAt(i) >= word })
	return at < len(common) && lineAt(at) == word
}

// lineAt is the line that the byte at i belongs to.
func lineAt(i int) string {
	start := strings.LastIndexByte(common[:i], '\n') + 1
	end := strings.IndexByte(common[start:], '\n')
	return common[start : start+end]
}

// fold is a password as guessers see it: in any case, in any width.
func fold(password string) string { return strings.ToLower(norm.NFKC.String(password)) }

// isCommon reports whether a folded password is a listed one, or but for the
// separators between its words, for signs that stand for letters, and for the
// digits and signs around it.
func isCommon(folded string) bool {
	for _, form := range []string{folded, withoutSeparators(folded)} {
		if listed(form) {
			return true
		}
		for _, core := range cores(form) {
			if listed(core) || listed(unleet(core, 'i')) || listed(unleet(core, 'l')) {
				return true
			}
		}
	}
	return false
}

func withoutSeparators(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("-_.,'/", r) {
			return -1
		}
		return r
	}, s)
}

// maxAround is how many digits and signs around a common word leave it common: a
// date. A row or a repetition may be longer.
const maxAround = 8

// cores are what may be the word of a password: without the digits and signs at
// its end, then without those at its start too. At the start they may also stand
// for letters.
func cores(s string) []string {
	left := strings.TrimRightFunc(s, isSign)
	if !leavesItCommon(s[len(left):]) {
		return nil
	}
	both := strings.TrimLeftFunc(left, isSign)
	if both == left || !leavesItCommon(left[:len(left)-len(both)]) {
		return []string{s, left}
	}
	return []string{s, left, both}
}

func leavesItCommon(around string) bool {
	return utf8.RuneCountInString(around) <= maxAround || isRegular(around)
}

func isSign(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }

// unleet turns digits and signs that stand for letters back. What 1 and ! stand
// for is i or l.
func unleet(s string, one rune) string {
	const signs, letters = "0@4$53789", "oaassetbg"
	return strings.Map(func(r rune) rune {
		if r == '1' || r == '!' || r == '|' {
			return one
		}
		if i := strings.IndexRune(signs, r); i >= 0 {
			return rune(letters[i])
		}
		return r
	}, s)
}
