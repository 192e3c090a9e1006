package csv

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	quote    = "'"
	triggers = "=+-@＝＋－＠"
	// begins are what a cell can begin after, inside a cell, in a spreadsheet set
	// to another separator than the comma.
	begins = ";\t\n"
)

// guard puts a single quote before what a spreadsheet would take for a formula.
func guard(cell string) string {
	inside := guardInside(cell)
	if dangerous(cell) {
		return quote + inside
	}
	return inside
}

// unguard undoes guard exactly: what begins with quotes that guard did not write
// it would have given one more.
func unguard(cell string) string {
	cell = unguardInside(cell)
	if bare, ok := strings.CutPrefix(cell, quote); ok && dangerous(bare) {
		return bare
	}
	return cell
}

// dangerous tells a cell that begins a formula, behind any quotes.
func dangerous(cell string) bool {
	cell = strings.TrimLeft(cell, quote)
	return strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\n") || triggered(strings.TrimLeftFunc(cell, isBlank))
}

// dangerousInside tells a part of a cell, up to where the next begins.
func dangerousInside(part string) bool {
	return triggered(strings.TrimLeftFunc(strings.TrimLeft(part, quote), isBlank))
}

func triggered(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	return size > 0 && strings.ContainsRune(triggers, r)
}

// isBlank tells what may stand unseen before a formula: white space, control and
// format characters.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

func guardInside(cell string) string {
	return eachInside(cell, func(part string) string {
		if dangerousInside(part) {
			return quote + part
		}
		return part
	})
}

func unguardInside(cell string) string {
	return eachInside(cell, func(part string) string {
		if bare, ok := strings.CutPrefix(part, quote); ok && dangerousInside(bare) {
			return bare
		}
		return part
	})
}

// eachInside changes the parts of a cell but the first.
func eachInside(cell string, change func(string) string) string {
	at := strings.IndexAny(cell, begins) + 1
	if at == 0 {
		return cell
	}
	var b strings.Builder
	for {
		b.WriteString(cell[:at])
		cell = cell[at:]
		end := strings.IndexAny(cell, begins)
		if end < 0 {
			b.WriteString(change(cell))
			return b.String()
		}
		b.WriteString(change(cell[:end]))
		cell, at = cell[end:], 1
	}
}
