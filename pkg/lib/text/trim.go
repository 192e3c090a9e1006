package text

import (
	"strings"
	"unicode"
)

// Trim cuts off what programs copy along with a text: white space of every kind, and the marks of direction and of
// nothing that Windows, Word, spreadsheets and messengers put around it. Inside a text such marks stay, for whoever
// validates it to refuse. The overrides U+202D and U+202E stay at the ends too: without them a text would read the
// other way around than whoever copied it saw.
func Trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || copied(r) })
}

// copied reports the marks that Trim cuts off.
func copied(r rune) bool {
	switch r {
	case '\u200b', '\u2060', '\ufeff', // zero-width space, word joiner, byte order mark
		'\u200e', '\u200f', // direction marks
		'\u202a', '\u202b', '\u202c', // embeddings and their end
		'\u2066', '\u2067', '\u2068', '\u2069': // isolates and their end
		return true
	}
	return false
}
