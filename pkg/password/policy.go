package password

import (
	_ "embed"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The length of a password in characters. NIST SP 800-63B wants at least 8 with
// and 15 without a second factor, and 64 taken; OWASP ASVS 5.0 (6.2.1, 6.2.9)
// recommends 12 and 128.
const (
	MinLength = 12
	MaxLength = 128
)

// Error says why a password is refused: a code for programs, a message for the
// person who chose it. It never holds the password.
type Error struct{ Code, Message string }

// Error is the message.
func (e *Error) Error() string { return e.Message }

// Check judges a new password by NIST SP 800-63B, 3.1.1.2: its length, and
// that it is not among those that are tried first. There are no rules of
// composition. Context is what it must not be made of: the person's address,
// the organization's name. It returns nil or an *Error.
func Check(password string, context ...string) error {
	password = Normalize(password)
	n := utf8.RuneCountInString(password)
	switch {
	case strings.ContainsFunc(password, unicode.IsControl) || !utf8.ValidString(password):
		return &Error{"invalid_characters", "must not contain control characters"}
	case n < MinLength:
		return &Error{"too_short", "must have at least 12 characters; a few unrelated words make a good one"}
	case n > MaxLength:
		return &Error{"too_long", "must have at most 128 characters"}
	case monotonous(password):
		return &Error{"too_guessable", "is a repetition or a row of keys; choose something less regular"}
	case isCommon(password):
		return &Error{"too_common", "is among the passwords that are tried first; choose another"}
	case madeOf(password, append(context, "usher")):
		return &Error{"too_guessable", "is mostly your address, the organization's name or the name of this service; choose something else"}
	}
	return nil
}

//go:embed common.txt
var common string

// listed looks a word up by binary search over the embedded lines, so that
// nothing has to be built first.
func listed(word string) bool {
	at := sort.Search(len(common), func(i int) bool { return lineAt(i) >= word })
	return at < len(common) && lineAt(at) == word
}

// lineAt is the line that the byte at i belongs to.
func lineAt(i int) string {
	start := strings.LastIndexByte(common[:i], '\n') + 1
	end := strings.IndexByte(common[start:], '\n')
	return common[start : start+end]
}

// isCommon reports whether the password is a common one as it is, or but for
// case, signs that stand for letters, spaces, and what is put around it.
func isCommon(password string) bool {
	lower := strings.ToLower(password)
	squeezed := strings.ReplaceAll(lower, " ", "")
	for _, form := range []string{lower, squeezed} {
		if listed(form) || listed(stem(form)) || listed(stem(trim(form))) {
			return true
		}
	}
	return false
}

func letter(r rune) bool { return unicode.IsLetter(r) }

// trim cuts off whatever is no letter at either end.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return !letter(r) })
}

// stem turns signs that stand for letters back and trims.
func stem(s string) string {
	const signs, letters = "0134578@$!", "oieastbasi"
	s = strings.Map(func(r rune) rune {
		if i := strings.IndexRune(signs, r); i >= 0 {
			return rune(letters[i])
		}
		return r
	}, s)
	return trim(s)
}

// padding is how many characters beside a known word make no good password.
const padding = 5

// madeOf reports whether the password is one of the words but for a few characters.
func madeOf(password string, words []string) bool {
	lower := strings.ToLower(password)
	for _, w := range words {
		w = strings.ToLower(strings.TrimSpace(w))
		if utf8.RuneCountInString(w) >= 4 && strings.Contains(lower, w) &&
			utf8.RuneCountInString(strings.ReplaceAll(lower, w, "")) <= padding {
			return true
		}
	}
	return false
}

// monotonous reports repetitions (of up to four characters), and rows of the
// alphabet, of numbers, or of the keyboard.
func monotonous(password string) bool {
	lower := strings.ToLower(password)
	return repeats(lower) || rows(lower)
}

func repeats(s string) bool {
	runes := []rune(s)
	for period := 1; period <= 4; period++ {
		same := true
		for i := period; i < len(runes) && same; i++ {
			same = runes[i] == runes[i-period]
		}
		if same {
			return true
		}
	}
	return false
}

// rows reports a password in which nearly every character follows the one
// before in a well-known row, forwards or backwards.
func rows(s string) bool {
	const known = "abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop asdfghjkl zxcvbnm qwertzuiop azertyuiop 1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p"
	steps, follow := 0, 0
	runes := []rune(s)
	for i := 1; i < len(runes); i++ {
		steps++
		forwards, backwards := string(runes[i-1:i+1]), string([]rune{runes[i], runes[i-1]})
		if strings.Contains(known, forwards) || strings.Contains(known, backwards) {
			follow++
		}
	}
	const nearly = 4 // fifths
	return steps > 0 && follow*5 >= steps*nearly
}
