package csv

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	quote    = "'"
	triggers = "=+-@＝＋－＠"
	// begins are the characters inside a cell after which a new cell begins if the spreadsheet has another separator.
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

// unguard undoes guard exactly: to a part that began with a quote of its own, guard added one more.
func unguard(cell string) string {
	return eachPart(cell, func(part string) string {
		if bare, ok := strings.CutPrefix(part, quote); ok && dangerous(bare) {
			return bare
		}
		return part
	})
}

// dangerous reports whether a part begins a formula, after any quotes and invisible characters.
func dangerous(part string) bool {
	formula := strings.TrimLeftFunc(strings.TrimLeft(part, quote), isBlank)
	r, size := utf8.DecodeRuneInString(formula)
	return size > 0 && strings.ContainsRune(triggers, r)
}

// isBlank reports characters that may stand unseen before a formula: white space, control and format characters.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// eachPart applies change to every part of a cell: pieces that end at one of begins, or the whole cell.
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
