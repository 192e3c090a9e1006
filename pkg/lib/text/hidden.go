package text

import (
	"unicode"
	"unicode/utf8"
)

// hidden reports characters that do not belong in a name although programs can
// handle them: those that reorder text or take no room, with which one name can look
// like another, those without a meaning, and blanks that are not white space.
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
// selectors, which select a form of a Han character or an emoji.
func kept(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	return r == nonJoiner || r == joiner || unicode.Is(unicode.Variation_Selector, r)
}

// visible reports characters that can be seen when they stand alone. Those that this
// version of Unicode does not know count as visible: new emoji come every year.
func visible(r rune) bool {
	return !kept(r) && !unicode.IsSpace(r) && !unicode.IsMark(r)
}
