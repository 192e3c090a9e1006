package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// hosts are the words of a text that mail programs make a link of although they are hosts only, without a scheme.
// They go by the list of top-level domains, which leaves v.d.Berg and St.John a name.
func hosts(s string) (found []string) {
	s = strings.NewReplacer("。", ".", "．", ".", "｡", ".").Replace(strings.ToLower(s)) // as IDNA has it
	for word := range strings.FieldsFuncSeq(s, between) {
		if word = strings.Trim(word, ".-"); isHost(word) {
			found = append(found, word)
		}
	}
	return found
}

// between reports what no host has in it.
func between(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '-' && r != '.'
}

// isHost reports a name below a known top-level domain. Initials are none, though an Indian B.Com or a Dutch J.de Vries
// reads as one: hosts of one letter are few, and not for anybody to have.
func isHost(word string) bool {
	at := strings.LastIndexByte(word, '.')
	if at <= 0 || initials(word[:at]) {
		return false
	}
	ascii, err := idna.Punycode.ToASCII(word)
	if err != nil {
		return false
	}
	suffix, listed := publicsuffix.PublicSuffix(ascii)
	return listed || strings.Contains(suffix, ".") // unlisted ones are their last label
}

func initials(s string) bool {
	for label := range strings.SplitSeq(s, ".") {
		if utf8.RuneCountInString(label) > 1 {
			return false
		}
	}
	return true
}
