package userfile

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/lib/csv"
	"usher/pkg/lib/invalid"
)

// readAddresses reads addresses as people copy them from mails, chats and spreadsheets: separated by commas,
// semicolons, spaces or lines, each with or without a name before it: ada@example.com, Ada Byron <ada@example.com>,
// "Byron, Ada" <ada@example.com>, or the cells of a row.
func readAddresses(body []byte, role api.Role) (*List, error) {
	text, charset, wrong := csv.Text(body)
	if wrong != nil {
		return nil, problem.InField("", wrong)
	}
	if role == "" {
		return nil, noRole()
	}
	p := &pasted{rest: text, line: 1}
	if err := p.read(); err != nil {
		return nil, problem.InField("", err)
	}
	if err := bounded(len(p.entries)); err != nil {
		return nil, err
	}
	list := &List{Charset: api.Charset(charset)}
	for i, entry := range p.entries {
		first, last := entry.names()
		row, err := fromFields(i+1, map[string]string{
			"email": entry.address, "first_name": first, "last_name": last, "role": string(role)}, nil)
		if err != nil {
			return nil, err
		}
		list.Rows = append(list.Rows, row)
	}
	return list, nil
}

// entry is one address of a pasted text, or what stands in the place of one.
type entry struct{ name, address string }

// pasted is a pasted text that is being read.
type pasted struct {
	rest    string
	line    int
	words   []string // before the address that they name: "Byron,", "Ada"
	entries []entry
}

// read reads to the end. The error is that of a quotation mark that is not closed on its line.
func (p *pasted) read() *invalid.Error {
	for p.rest != "" && len(p.entries) <= api.MaxImportRows {
		r, size := utf8.DecodeRuneInString(p.rest)
		switch {
		case r == '"':
			if err := p.quoted(); err != nil {
				return err
			}
			continue
		case r == '<':
			p.bracketed()
			continue
		case r == ',' && len(p.words) > 0: // may be that of "Byron, Ada <ada@example.com>"
			p.words[len(p.words)-1] += ","
		case r == ',', r == ';', r == '\n':
			p.leftover()
		case !unicode.IsSpace(r):
			p.word()
			continue
		}
		if r == '\n' {
			p.line++
		}
		p.rest = p.rest[size:]
	}
	p.leftover()
	return nil
}

// quoted takes a name in quotation marks, in which a backslash precedes one that is part of it.
func (p *pasted) quoted() *invalid.Error {
	var name strings.Builder
	for i := 1; i < len(p.rest) && p.rest[i] != '\n'; i++ {
		switch c := p.rest[i]; {
		case c == '"':
			p.words, p.rest = append(p.words, name.String()), p.rest[i+1:]
			return nil
		case c == '\\' && i+1 < len(p.rest) && p.rest[i+1] != '\n':
			i++
			name.WriteByte(p.rest[i])
		default:
			name.WriteByte(c)
		}
	}
	return csv.Swallows(p.line)
}

// bracketed takes an address in angle brackets. One that is not closed keeps its bracket, and is a bad address.
func (p *pasted) bracketed() {
	end := strings.IndexAny(p.rest[1:], "<>;\n") + 1
	switch {
	case end == 0:
		end = len(p.rest)
	case p.rest[end] == '>':
		p.found(p.rest[1:end])
		p.rest = p.rest[end+1:]
		return
	}
	p.found(p.rest[:end])
	p.rest = p.rest[end:]
}

// word takes the next word: one with an @ is an address, unless it is the name of the same one in brackets.
func (p *pasted) word() {
	end := strings.IndexFunc(p.rest, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`,;<"`, r) })
	if end < 0 {
		end = len(p.rest)
	}
	var word string
	word, p.rest = p.rest[:end], p.rest[end:]
	if !strings.Contains(word, "@") || p.repeats(word) {
		p.words = append(p.words, word)
		return
	}
	if n := len(p.words); n > 0 && strings.HasSuffix(p.words[n-1], ",") {
		p.leftover() // "nobody, ada@example.com" are two
	}
	p.found(word)
}

// repeats reports whether the address comes next once more, in brackets.
func (p *pasted) repeats(address string) bool {
	next, ok := strings.CutPrefix(strings.TrimLeft(p.rest, " \t"), "<")
	next, _, closed := strings.Cut(next, ">")
	return ok && closed && strings.EqualFold(withoutScheme(strings.TrimSpace(next)), address)
}

// found adds an address with the words before it.
func (p *pasted) found(address string) {
	for len(p.words) > 0 && !strings.ContainsFunc(p.words[0], unicode.IsLetter) { // numbers and bullets of a list
		p.words = p.words[1:]
	}
	name := strings.Join(p.words, " ")
	if strings.Contains(name, "@") { // the address once more
		name = ""
	}
	p.words, p.entries = nil, append(p.entries, entry{unquoted(name), unquoted(withoutScheme(strings.TrimSpace(address)))})
}

// leftover adds words that no address followed, in the place of one.
func (p *pasted) leftover() {
	words := strings.TrimRight(strings.Join(p.words, " "), ", ")
	if p.words = nil; words != "" {
		p.entries = append(p.entries, entry{address: words})
	}
}

// unquoted drops the apostrophes that Outlook puts around addresses.
func unquoted(text string) string {
	if inner, ok := strings.CutPrefix(text, "'"); ok && strings.HasSuffix(inner, "'") {
		return strings.TrimSuffix(inner, "'")
	}
	return text
}

// withoutScheme drops the "mailto:" of a link that was copied.
func withoutScheme(address string) string {
	const scheme = "mailto:"
	if len(address) > len(scheme) && strings.EqualFold(address[:len(scheme)], scheme) {
		return address[len(scheme):]
	}
	return address
}

// Names makes a first and a last name of a whole one, or of the address where it is empty.
func Names(name, address string) (first, last string) { return entry{name, address}.names() }

// names are the first and last name: those given, the last one first if there is a comma, or else made of the address.
func (e entry) names() (first, last string) {
	name := e.name
	if name == "" {
		name = nameOf(e.address)
	}
	if last, first, ok := strings.Cut(name, ","); ok && strings.TrimSpace(first) != "" {
		return strings.TrimSpace(first), strings.TrimSpace(last)
	}
	first, last, _ = strings.Cut(strings.TrimSpace(strings.Trim(name, ", ")), " ")
	return first, strings.TrimSpace(last)
}

// nameOf makes a name of an address: "Ada Byron-King" of ada.byron-king+work@example.com.
func nameOf(address string) string {
	local, _, ok := strings.Cut(address, "@")
	if !ok {
		return ""
	}
	local, _, _ = strings.Cut(local, "+")
	words := strings.FieldsFunc(local, func(r rune) bool { return r == '.' || r == '_' })
	for i, word := range words {
		parts := strings.Split(word, "-")
		for j, part := range parts {
			r, size := utf8.DecodeRuneInString(part)
			if size > 0 {
				parts[j] = string(unicode.ToTitle(r)) + part[size:]
			}
		}
		words[i] = strings.Join(parts, "-")
	}
	return strings.Join(words, " ")
}
