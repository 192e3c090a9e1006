package text

import (
	"unicode"
	"unicode/utf8"
)

// hidden reports characters that have no place in a name, although no program
// chokes on them: those that reorder text or take no room, by which one name
// can look like another, those without a meaning, and blanks that are not space.
func hidden(r rune) bool {
	if kept(r) {
		return false
	}
	const brailleBlank = '\u2800'
	return r == utf8.RuneError || r == brailleBlank ||
		unicode.In(r, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp,
			unicode.Other_Default_Ignorable_Code_Point, unicode.Noncharacter_Code_Point)
}

// kept reports the invisible characters that names need: the joiners, without
// which Persian, Indic scripts and family emoji come apart, and variation
// selectors, which tell the forms of a Han character and of an emoji apart.
func kept(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	return r == nonJoiner || r == joiner || unicode.Is(unicode.Variation_Selector, r)
}

// visible reports characters that leave something to see when alone. Those that
// this Unicode version does not know yet count: new emoji come every year.
func visible(r rune) bool {
	return !kept(r) && !unicode.IsSpace(r) && !unicode.IsMark(r)
}
