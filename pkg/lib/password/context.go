package password

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// minWord is how long a word of the context must be to count, in characters.
const minWord = 3

// maxBeside is how many characters beside words of the context are too few.
const maxBeside = 5

// isMadeOf reports whether a folded password holds words of the context and next to
// nothing else: a few characters, some more digits and signs, or a common password.
func isMadeOf(folded string, context []string) bool {
	rest := folded
	for _, word := range contextWords(context) {
		rest = strings.ReplaceAll(rest, word, "")
	}
	return rest != folded && isNextToNothing(withoutSeparators(rest))
}

func isNextToNothing(rest string) bool {
	n := utf8.RuneCountInString(rest)
	return n <= maxBeside ||
		n <= maxAround && !strings.ContainsFunc(rest, unicode.IsLetter) ||
		n < MinLength && isCommon(rest)
}

// contextWords returns the context's texts, whole, joined without separators and
// word by word, folded like passwords; the longest come first, so that a word is
// not removed from inside a longer one.
func contextWords(context []string) []string {
	var words []string
	for _, text := range context {
		text = strings.TrimSpace(fold(text))
		words = append(words, text, withoutSeparators(text))
		words = append(words, strings.FieldsFunc(text, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
		})...)
	}
	words = slices.DeleteFunc(words, func(w string) bool { return utf8.RuneCountInString(w) < minWord })
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(words)
}
