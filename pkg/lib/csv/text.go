package csv

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"usher/pkg/lib/invalid"
)

// The byte order marks.
const (
	markUTF8    = "\xef\xbb\xbf"
	markUTF16BE = "\xfe\xff"
	markUTF16LE = "\xff\xfe"
)

// Charset is how a file's characters are written as bytes, by its name in the registry of IANA.
type Charset string

// The charsets that are read. The last two are a guess, for a file that cannot be UTF-8, and are what Excel writes as
// "CSV (Comma delimited)" in Western Europe and as "CSV (Macintosh)".
const (
	UTF8        Charset = "utf-8"
	UTF16       Charset = "utf-16"
	Windows1252 Charset = "windows-1252"
	Macintosh   Charset = "macintosh"
)

// Text returns a file's text, UTF-8 with LF for every line break and without a byte order mark, and the charset it was
// in. The error has one of the codes invalid.NotText and invalid.NULByte.
func Text(body []byte) (string, Charset, *invalid.Error) {
	s, charset := string(body), UTF8
	if order := utf16Order(body); order != nil {
		s, charset = fromUTF16(body, order), UTF16
	} else if invalidAt(s) >= 0 && !hasUTF8(s) {
		s, charset = fromOneByte(s)
	}
	s = oneBreak(strings.TrimPrefix(s, markUTF8))
	if at := invalidAt(s); at >= 0 {
		return "", "", fail(lineAt(s, at), invalid.NotText, "must be UTF-8, as this line is not; save it as “CSV UTF-8”")
	}
	if at := strings.IndexByte(s, 0); at >= 0 {
		return "", "", fail(lineAt(s, at), invalid.NULByte, "must be text, without NUL characters")
	}
	return s, charset, nil
}

// hasUTF8 reports a character that is not ASCII and is written as UTF-8, which in other charsets next to no text has:
// É® is one.
func hasUTF8(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII && r != utf8.RuneError }) ||
		strings.Contains(s, "\uFFFD")
}

// fromOneByte converts text of one byte a character: lines that end in CR alone are from a Mac. A byte that means
// nothing is left, so that it is found to be no UTF-8.
func fromOneByte(s string) (string, Charset) {
	table, charset := charmap.Windows1252, Windows1252
	if strings.Contains(s, "\r") && !strings.Contains(s, "\n") {
		table, charset = charmap.Macintosh, Macintosh
	}
	var b strings.Builder
	for i := range len(s) {
		if r := table.DecodeByte(s[i]); r == utf8.RuneError {
			b.WriteByte(s[i])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String(), charset
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
