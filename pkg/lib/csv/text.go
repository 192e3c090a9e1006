package csv

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// text is a file's content: UTF-8 without NUL, a byte order mark or lone CRs.
type text struct {
	content   string
	separator rune
	starts    []int // where each line starts
}

// The byte order marks.
const (
	markUTF8    = "\xef\xbb\xbf"
	markUTF16BE = "\xfe\xff"
	markUTF16LE = "\xff\xfe"
)

// newText judges a file's encoding and finds its separator.
func newText(body []byte) (text, Errors) {
	if isUTF16(body) {
		return text{}, fail(1, 1, NotUTF8, "must be UTF-8, not UTF-16; save it as “CSV UTF-8”")
	}
	t := text{content: oneBreak(strings.TrimPrefix(string(body), markUTF8))}
	rest := t.content
	t.content, t.separator = declared(rest)
	if t.separator == 0 {
		t.separator = detected(rest)
	}
	t.starts = []int{0}
	for i := range len(t.content) {
		if t.content[i] == '\n' {
			t.starts = append(t.starts, i+1)
		}
	}
	return t, t.validate()
}

// isUTF16 tells UTF-16 by its mark, or where that is missing by the zero in each
// of the first characters.
func isUTF16(body []byte) bool {
	if bytes.HasPrefix(body, []byte(markUTF16BE)) || bytes.HasPrefix(body, []byte(markUTF16LE)) {
		return true
	}
	const characters = 4
	if len(body) < 2*characters {
		return false
	}
	var zeros [2]int
	for i, b := range body[:2*characters] {
		if b == 0 {
			zeros[i%2]++
		}
	}
	return zeros == [2]int{characters, 0} || zeros == [2]int{0, characters}
}

// oneBreak makes LF of a CR that no LF follows; the reader beneath knows CRLF
// and LF.
func oneBreak(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	b := []byte(s)
	for i := range b {
		if b[i] == '\r' && (i+1 == len(b) || b[i+1] != '\n') {
			b[i] = '\n'
		}
	}
	return string(b)
}

// validate finds the first thing that makes it no text.
func (t text) validate() Errors {
	for i := 0; i < len(t.content); {
		r, size := utf8.DecodeRuneInString(t.content[i:])
		if r == utf8.RuneError && size == 1 {
			line, column := t.place(i)
			return fail(line, column, NotUTF8, "must be UTF-8, as this character is not; save it as “CSV UTF-8”")
		}
		if r == 0 {
			line, column := t.place(i)
			return fail(line, column, NULByte, "must be text, without NUL characters")
		}
		i += size
	}
	return nil
}

// place is the line and character of an offset.
func (t text) place(offset int) (line, column int) {
	line = 1 + strings.Count(t.content[:offset], "\n")
	return line, 1 + utf8.RuneCountInString(t.content[t.starts[line-1]:offset])
}

// character is which character of a line its byte is, both from 1.
func (t text) character(line, byteColumn int) int {
	start := t.starts[line-1]
	return 1 + utf8.RuneCountInString(t.content[start:min(start+byteColumn-1, len(t.content))])
}

// declared takes the line that tells a spreadsheet which separator is used, but
// leaves its end, so that lines count on as they are in the file. The separator
// is 0 if there is no such line.
func declared(s string) (rest string, separator rune) {
	line, _, _ := strings.Cut(s, "\n")
	switch strings.ToLower(strings.Trim(line, "\r\"")) {
	case "sep=,":
		return s[len(line):], ','
	case "sep=;":
		return s[len(line):], ';'
	}
	return s, 0
}

// detected is the separator that the first line with anything in it has more of,
// outside quotes.
func detected(s string) rune {
	commas, semicolons, quoted := 0, 0, false
	for _, r := range strings.TrimLeft(s, " \t\r\n") {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == ',':
			commas++
		case r == ';':
			semicolons++
		case r == '\n':
			return more(commas, semicolons)
		}
	}
	return more(commas, semicolons)
}

func more(commas, semicolons int) rune {
	if semicolons > commas {
		return ';'
	}
	return ','
}
