// Package search says under which terms a person is found, and what a typed query finds.
//
// A query is words. It finds the people of whom every word begins a word of their first or last name, their address or
// its domain, in any order and whatever the case, accents and apostrophes (text.Fold). "byron, ada" finds Ada Byron,
// "vries" Jan de Vries, "neill" and "o’neill" Tip O'Neill, "@groot" whoever has an address at groot.example.
//
// A table finds them by terms: the texts, few for each person, of which one begins with each word that finds them.
// Nothing is found inside a word.
package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"usher/pkg/lib/text"
)

// Terms returns the terms of a person, at most so many (6 or more), the most distinctive first: what is before the @ of
// their address, which is normalized; its domain, also as registered, both also as shown where it is international; and
// the words of their names, longest first, so that it is the shortest that a very long name is not found by. A word
// that another term, or the person's place in the list, begins with is none: what finds that finds them too.
func Terms(first, last, address string, most int) []string {
	listed := Listed(first, last)
	local, domains := parts(address)
	var terms []string
	for _, t := range append([]string{local}, domains...) {
		if t != "" && t != firstWord(listed) && !slices.Contains(terms, t) {
			terms = append(terms, t)
		}
	}
	names := append(words(last), words(first)...)
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for _, w := range names {
		begins := func(term string) bool { return strings.HasPrefix(term, w) }
		if len(terms) < most && !begins(listed) && !slices.ContainsFunc(terms, begins) {
			terms = append(terms, w)
		}
	}
	return terms
}

// Listed is the folded text by which a list in the order of last names sorts a person. Who has one name is sorted by
// that.
func Listed(first, last string) string { return text.Fold(strings.TrimSpace(last + " " + first)) }

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

// words are the texts that begin with a word of a name and go on to the next space: byron-king and king.
func words(name string) (all []string) {
	forms := []string{name}
	if out := umlauts().Replace(name); out != name {
		forms = append(forms, out)
	}
	for _, form := range forms {
		for chunk := range strings.FieldsFuncSeq(text.Fold(form), spaces) {
			for i, r := range chunk {
				before, _ := utf8.DecodeLastRuneInString(chunk[:i])
				if !separates(r) && (i == 0 || separates(before)) {
					all = append(all, chunk[i:])
				}
			}
		}
	}
	return all
}

// umlauts writes a name as its owner does where there is no key for the letter: Mueller, Soerensen, Aakesson. Fold
// makes Muller of Müller, as people elsewhere do.
func umlauts() *strings.Replacer {
	return strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "ø", "oe", "Ø", "Oe",
		"å", "aa", "Å", "Aa")
}

// spaces reports what is between the words of a query or name.
func spaces(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;、", r) }

// separates reports what is between the words of Byron-King, O'Neill, J.R. and <ada>.
func separates(r rune) bool { return unicode.IsPunct(r) || r == '<' || r == '>' }

// parts are the terms of an address: before the @ without punctuation at its start, and its domain's forms.
func parts(address string) (local string, domains []string) {
	local, domain, _ := strings.Cut(text.Fold(address), "@")
	domains = []string{domain}
	if registered, err := publicsuffix.EffectiveTLDPlusOne(domain); err == nil && registered != domain {
		domains = append(domains, registered)
	}
	if strings.Contains(domain, "xn--") {
		for _, ascii := range domains {
			shown, _ := idna.Lookup.ToUnicode(ascii) // what is wrong stays as it is
			domains = append(domains, text.Fold(shown))
		}
	}
	return strings.TrimLeftFunc(local, separates), domains
}
