package password

import (
	"slices"
	"strings"
)

// isRegular reports a folded password that a pattern makes, not a choice.
func isRegular(folded string) bool {
	runes := []rune(strings.Map(unshift, folded))
	return isRepetition(runes) || hasFewCharacters(runes) || isWalk(runes, walkPercent) || isInterleaved(runes)
}

// isDoubled reports the same word twice, with separators between and digits and
// signs around.
func isDoubled(folded string) bool {
	return slices.ContainsFunc(cores(withoutSeparators(folded)), func(core string) bool {
		return isRepetition([]rune(core))
	})
}

// unshift gives the key of a sign that takes the shift key on a US keyboard: who
// walks along the digits may hold it down.
func unshift(r rune) rune {
	const signs, keys = `!@#$%^&*()_+{}|:"<>?~`, "1234567890-=[]\\;',./`"
	if i := strings.IndexRune(signs, r); i >= 0 {
		return rune(keys[i])
	}
	return r
}

// isRepetition reports two or more times the same unit, the last of which may be
// cut off, where the unit alone would be too short for a password.
func isRepetition(runes []rune) bool {
	for period := 1; period < MinLength && 2*period <= len(runes); period++ {
		i := period
		for i < len(runes) && runes[i] == runes[i-period] {
			i++
		}
		if i == len(runes) {
			return true
		}
	}
	return false
}

// fewCharacters is how many different ones are too few: four, as in
// "aaabbbcccddd".
const fewCharacters = 4

func hasFewCharacters(runes []rune) bool {
	var different []rune
	for _, r := range runes {
		if !slices.Contains(different, r) {
			different = append(different, r)
		}
	}
	return len(different) <= fewCharacters
}
