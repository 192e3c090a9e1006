package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// webLike reports text that mail programs turn into a link: addresses with a scheme or www, and pages of a host. A bare
// host is allowed here: see Person and Organization.
func webLike(s string) bool {
	lower := strings.ToLower(s)
	if strings.Contains(lower, "://") || strings.Contains(lower, "www.") {
		return true
	}
	words := strings.FieldsFunc(dotted(lower), func(r rune) bool { return r != '/' && between(r) })
	return slices.ContainsFunc(words, hasPage)
}

// hasPage reports a word such as host/page. It takes one letter for a host too, unlike isHost: anybody can have a page
// at t.me. Names with slashes have none below a top-level domain: v.d.Berg/Jansen, Dipl.Ing/MBA.
func hasPage(word string) bool {
	for {
		host, page, found := strings.Cut(word, "/")
		host = strings.Trim(host, ".-")
		if !found || strings.Trim(page, "/") == "" {
			return false
		}
		if listed(host) && !isDegree(host) {
			return true
		}
		word = page
	}
}

// addressLike reports an e-mail address.
func addressLike(s string) bool {
	return slices.ContainsFunc(strings.Fields(s), func(word string) bool {
		name, domain, _ := strings.Cut(word, "@")
		return name != "" && hostLike(domain)
	})
}

// hostLike reports whether the text ends in a dot and two letters or more.
func hostLike(s string) bool {
	dot := strings.LastIndexByte(s, '.')
	end := s[dot+1:]
	return dot > 0 && utf8.RuneCountInString(end) >= 2 &&
		!strings.ContainsFunc(end, func(r rune) bool { return !unicode.IsLetter(r) })
}
