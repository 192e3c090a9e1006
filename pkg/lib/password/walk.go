package password

import "unicode"

// A password is a walk when this part of its steps, in percent, leads to a
// neighbour. Phrases and random characters stay far below; four rows of three,
// as in "abc123def456", are just above. Two interleaved ones must be whole.
const walkPercent, interleavedPercent = 70, 100

// isWalk reports rows of letters, of digits or of keys on one keyboard.
func isWalk(runes []rune, percent int) bool {
	steps := len(runes) - 1
	if steps < 1 {
		return false
	}
	for _, k := range keyboards() {
		near := make([]bool, steps)
		markRuns(runes, near, isNextInAlphabet)
		markRuns(runes, near, k.areNeighbours)
		if 100*count(near) >= percent*steps {
			return true
		}
	}
	return false
}

// isInterleaved reports two walks of which every other character is taken, as in
// "a1b2c3d4e5f6".
func isInterleaved(runes []rune) bool {
	var halves [2][]rune
	for i, r := range runes {
		halves[i%2] = append(halves[i%2], r)
	}
	return isWalk(halves[0], interleavedPercent) && isWalk(halves[1], interleavedPercent)
}

func count(marks []bool) (n int) {
	for _, marked := range marks {
		if marked {
			n++
		}
	}
	return n
}

// markRuns marks the steps of one kind of which two or more follow one another.
// A single one is no walk: words and chance are full of them.
func markRuns(runes []rune, near []bool, isStep func(a, b rune) bool) {
	const least = 2
	start := 0
	for i := 0; i <= len(near); i++ {
		if i < len(near) && (runes[i] == runes[i+1] || isStep(runes[i], runes[i+1])) {
			continue
		}
		for j := start; i-start >= least && j < i; j++ {
			near[j] = true
		}
		start = i + 1
	}
}

// isNextInAlphabet reports whether b comes right after or before a, among the
// letters of any script or among the digits.
func isNextInAlphabet(a, b rune) bool {
	return a-b == 1 || b-a == 1
}

// keyboard is a layout, from the row of digits down. A space holds the place of
// a key that is none of these.
type keyboard [4]string

// keyboards are the layouts that are most common where people type Latin or
// Cyrillic letters.
func keyboards() [4]keyboard {
	return [4]keyboard{
		{"`1234567890-=", " qwertyuiop[]\\", " asdfghjkl;'", " zxcvbnm,./"},
		{"^1234567890ß´", " qwertzuiopü+", " asdfghjklöä#", " yxcvbnm,.-"},
		{"²1234567890)=", " azertyuiop^$", " qsdfghjklmù*", " wxcvbn,;:!"},
		{"ё1234567890-=", " йцукенгшщзхъ", " фывапролджэ", " ячсмитьбю."},
	}
}

// areNeighbours reports whether two keys touch. Each row stands half a key
// further right than the one above, so that a key touches the one in its column
// and the next in the row above.
func (k keyboard) areNeighbours(a, b rune) bool {
	rowA, columnA, okA := k.find(a)
	rowB, columnB, okB := k.find(b)
	if !okA || !okB {
		return false
	}
	switch right := columnB - columnA; rowB - rowA {
	case 0:
		return right == 1 || right == -1
	case 1:
		return right == 0 || right == -1
	case -1:
		return right == 0 || right == 1
	}
	return false
}

// find gives the row and column of a key.
func (k keyboard) find(key rune) (row, column int, found bool) {
	if unicode.IsSpace(key) {
		return 0, 0, false
	}
	for row, keys := range k {
		column := 0
		for _, r := range keys {
			if r == key {
				return row, column, true
			}
			column++
		}
	}
	return 0, 0, false
}
