package csv

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"usher/pkg/lib/invalid"
)

// The byte order marks.
const (
	markUTF8    = "\xef\xbb\xbf"
	markUTF16BE = "\xfe\xff"
	markUTF16LE = "\xff\xfe"
)

// decode returns a file's text: UTF-8 without a byte order mark, NUL or CR.
func decode(body []byte) (string, *invalid.Error) {
	s := string(body)
	if order := utf16Order(body); order != nil {
		s = fromUTF16(body, order)
	}
	s = oneBreak(strings.TrimPrefix(s, markUTF8))
	if at := invalidAt(s); at >= 0 {
		return "", fail(lineAt(s, at), NotText, "must be UTF-8, as this line is not; save it as “CSV UTF-8”")
	}
	if at := strings.IndexByte(s, 0); at >= 0 {
		return "", fail(lineAt(s, at), NULByte, "must be text, without NUL characters")
	}
	return s, nil
}

// utf16Order returns the byte order of UTF-16: by its mark or, without one, by the zero byte in each of the first
// characters. It is nil for anything else.
func utf16Order(body []byte) binary.ByteOrder {
	const sample = "\x00\x00\x00\x00"
	var even, odd []byte
	for i := 0; i+1 < min(len(body), 2*len(sample)); i += 2 {
		even, odd = append(even, body[i]), append(odd, body[i+1])
	}
	switch {
	case bytes.HasPrefix(body, []byte(markUTF16BE)), string(even) == sample && !bytes.Contains(odd, []byte{0}):
		return binary.BigEndian
	case bytes.HasPrefix(body, []byte(markUTF16LE)), string(odd) == sample && !bytes.Contains(even, []byte{0}):
		return binary.LittleEndian
	}
	return nil
}

// fromUTF16 converts UTF-16 to UTF-8. Invalid units, such as half a character at the end, become U+FFFD.
func fromUTF16(body []byte, order binary.ByteOrder) string {
	units := make([]uint16, 0, len(body)/2+1)
	for i := 0; i+1 < len(body); i += 2 {
		units = append(units, order.Uint16(body[i:]))
	}
	if len(body)%2 != 0 {
		units = append(units, utf8.RuneError)
	}
	return string(utf16.Decode(units))
}

// oneBreak turns CRLF and CR into LF; encoding/csv does not know CR.
func oneBreak(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// invalidAt is the offset of the first byte that is not UTF-8; -1 if all are.
func invalidAt(s string) int {
	for i, r := range s {
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD") {
			return i
		}
	}
	return -1
}

func lineAt(s string, offset int) int { return 1 + strings.Count(s[:offset], "\n") }

func fail(line int, code invalid.Code, format string, args ...any) *invalid.Error {
	e := invalid.New(code, format, args...)
	e.Line = line
	return e
}

// separators are the characters that may separate cells; on a tie in the header, the first of them is used.
const separators = ",;\t"

// separator finds what separates the cells: what a first line "sep=;" says, or else what the header has most of. Of
// that first line it keeps the line break, so that line numbers stay those of the file.
func separator(s string) (rest string, sep byte) {
	line, _, _ := strings.Cut(s, "\n")
	name, sign, _ := strings.Cut(strings.Trim(line, `"`), "=")
	if strings.EqualFold(name, "sep") && len(sign) == 1 && strings.Contains(separators, sign) {
		return s[len(line):], sign[0]
	}
	return s, detected(s)
}

// detected is the separator that the first line that is not empty has most of, outside quotes.
func detected(s string) byte {
	counts, quoted := map[rune]int{}, false
	for _, r := range strings.TrimLeft(s, " \t\n") {
		if r == '\n' && !quoted {
			break
		}
		if r == '"' {
			quoted = !quoted
		}
		if !quoted {
			counts[r]++
		}
	}
	best := separators[0]
	for _, sep := range []byte(separators) {
		if counts[rune(sep)] > counts[rune(best)] {
			best = sep
		}
	}
	return best
}
