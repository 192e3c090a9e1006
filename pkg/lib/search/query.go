package search

import (
	"strings"

	"usher/pkg/lib/text"
)

// Query is what somebody typed to find people by. The zero Query finds everybody.
type Query struct{ words []word }

// word is one word of a query, folded. Of one with an @, text is all of it.
type word struct {
	text, local, domain string
	address             bool
}

// Parse reads a query. Punctuation around its words means nothing.
func Parse(typed string) (q Query) {
	ideographicStop := strings.NewReplacer("。", ".")
	for chunk := range strings.FieldsFuncSeq(ideographicStop.Replace(text.Fold(typed)), spaces) {
		chunk = strings.TrimRightFunc(strings.TrimLeftFunc(chunk, around), around)
		w := word{text: chunk}
		w.local, w.domain, w.address = strings.Cut(chunk, "@")
		if w.local != "" || w.domain != "" {
			q.words = append(q.words, w)
		}
	}
	return q
}

func around(r rune) bool { return separates(r) && r != '@' }

// Empty reports a query without words.
func (q Query) Empty() bool { return len(q.words) == 0 }

// Span is a stretch of sorted texts, both ends included.
type Span struct{ From, To string }

// Holds reports whether a text is in the span.
func (s Span) Holds(text string) bool { return s.From <= text && text <= s.To }

// past sorts behind every character of a folded text.
const past = "\U0010FFFF"

// Lead is the span in which one of the texts of everybody whom the query finds lies: that of the word which is likely
// to find the fewest. Exact says that it holds nobody else. The texts begin with the terms, each followed by a space or
// a zero byte.
func (q Query) Lead() (span Span, exact bool) {
	lead := q.words[0]
	for _, w := range q.words[1:] {
		if w.weight() > lead.weight() {
			lead = w
		}
	}
	prefix := lead.text
	switch {
	case lead.local != "" && lead.address:
		return Span{lead.local + "\x00", lead.local + " " + past}, false // a whole term
	case lead.address:
		prefix = lead.domain
	}
	return Span{prefix, prefix + past}, len(q.words) == 1 && !lead.address
}

// weight is greater for what fewer people have: an address, then a long word. Many share a domain.
func (w word) weight() int {
	const address, domain = 2000, -1000
	switch {
	case w.address && w.local != "":
		return address + len(w.text)
	case w.address || strings.Contains(w.text, "."):
		return domain + len(w.text)
	}
	return len(w.text)
}

// Matches reports whether the query finds a person with these texts and this normalized address.
func (q Query) Matches(texts []string, address string) bool {
	for _, w := range q.words {
		if !w.matches(texts, address) {
			return false
		}
	}
	return true
}

func (w word) matches(texts []string, address string) bool {
	if !w.address {
		return anyBegins(texts, w.text)
	}
	local, domains := parts(address)
	return (w.local == "" || w.local == local) && anyBegins(domains, w.domain)
}

func anyBegins(texts []string, prefix string) bool {
	for _, t := range texts {
		if strings.HasPrefix(t, prefix) {
			return true
		}
	}
	return false
}
