package csv

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	quote    = "'"
	triggers = "=+-@＝＋－＠"
	// begins are what a cell can begin after, inside a cell, in a spreadsheet set to another separator than the comma.
	begins = ";\t\n"
)

// guard puts a single quote before each part of a cell that a spreadsheet would take for a formula.
func guard(cell string) string {
	return eachPart(cell, func(part string) string {
		if dangerous(part) {
			return quote + part
		}
		return part
	})
}

// unguard undoes guard exactly: to what begins with quotes that guard did not write, it would have added one more.
func unguard(cell string) string {
	return eachPart(cell, func(part string) string {
		if bare, ok := strings.CutPrefix(part, quote); ok && dangerous(bare) {
			return bare
		}
		return part
	})
}

// dangerous reports a part that begins a formula, behind any quotes and what cannot be seen.
func dangerous(part string) bool {
	formula := strings.TrimLeftFunc(strings.TrimLeft(part, quote), isBlank)
	r, size := utf8.DecodeRuneInString(formula)
	return size > 0 && strings.ContainsRune(triggers, r)
}

// isBlank reports what may stand unseen before a formula: white space, control and format characters.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// eachPart changes the parts of a cell: the whole one where it has nothing that begins another.
func eachPart(cell string, change func(string) string) string {
	var b strings.Builder
	for {
		end := strings.IndexAny(cell, begins)
		if end < 0 {
			return b.String() + change(cell)
		}
		b.WriteString(change(cell[:end]))
		b.WriteByte(cell[end])
		cell = cell[end+1:]
	}
}
