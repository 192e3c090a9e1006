package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// linkLike reports text that mail programs turn into a link: addresses with a scheme or www, pages of a host, mail
// addresses. A bare host is allowed here: see Person and Organization.
func linkLike(s string) bool {
	lower := strings.ToLower(s)
	if strings.Contains(lower, "://") || strings.Contains(lower, "www.") {
		return true
	}
	for word := range strings.SplitSeq(lower, " ") {
		host, page, _ := strings.Cut(word, "/")
		name, domain, _ := strings.Cut(word, "@")
		if page != "" && hostLike(host) || name != "" && hostLike(domain) {
			return true
		}
	}
	return false
}

// hostLike reports whether the text ends in a dot and two letters or more.
func hostLike(s string) bool {
	dot := strings.LastIndexByte(s, '.')
	end := s[dot+1:]
	return dot > 0 && utf8.RuneCountInString(end) >= 2 &&
		!strings.ContainsFunc(end, func(r rune) bool { return !unicode.IsLetter(r) })
}
