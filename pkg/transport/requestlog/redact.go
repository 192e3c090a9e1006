package requestlog

import (
	"log/slog"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Cause is the attribute "cause" with the error's text, redacted.
func Cause(err error) slog.Attr { return slog.String("cause", Redact(err.Error())) }

// Redacted is the error with its text redacted, for code that logs whatever error
// it gets. It wraps err; of nil it is nil.
func Redacted(err error) error {
	if err == nil {
		return nil
	}
	return &redacted{err}
}

type redacted struct{ err error }

func (r *redacted) Error() string { return Redact(r.err.Error()) }
func (r *redacted) Unwrap() error { return r.err }

// longest is how many bytes of a text are kept.
const longest = 2048

// Redact takes out of an error's text what it may have picked up on its way:
// e-mail addresses (SES names those it refuses, DynamoDB repeats values it
// cannot take) and whatever looks like a secret (AWS repeats what was signed,
// the session's token included). Ids, digests, names of types and roles and the
// request ids of AWS stay. It is a safety net below code that logs neither, not a
// licence to log them: a password looks like any other word. Texts are cut at 2 KB.
func Redact(text string) string {
	text = words(text, ofAddress, func(word string) string {
		if strings.Contains(word, "@") || strings.Contains(word, "%40") {
			return "[address]"
		}
		return word
	})
	text = words(text, ofSecret, func(word string) string {
		if random(word) {
			return "[secret]"
		}
		return word
	})
	if len(text) <= longest {
		return text
	}
	cut := longest
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// words applies change to each longest run of characters inside a word.
func words(text string, inside func(rune) bool, change func(string) string) string {
	var out strings.Builder
	for text != "" {
		n := strings.IndexFunc(text, func(r rune) bool { return !inside(r) })
		if n < 0 {
			n = len(text)
		}
		if n > 0 {
			out.WriteString(change(text[:n]))
		} else {
			_, n = utf8.DecodeRuneInString(text)
			out.WriteString(text[:n])
		}
		text = text[n:]
	}
	return out.String()
}

// ofAddress is what an address is made of, and a little more: all but spaces
// and what RFC 5322 (section 3.2.3) keeps for other things.
func ofAddress(r rune) bool { return !unicode.IsSpace(r) && !strings.ContainsRune(`"<>()[],;:\`, r) }

// ofSecret is the alphabets of base64.
func ofSecret(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-+/=", r)
}

// shortest is how long a secret in base64 is at least: 32 bytes are 43.
const shortest = 32

// random tells base64 of random bytes from names and ids. It is in upper and
// lower case, and changes between letters of the one, letters of the other and
// digits at six characters of ten; the names of types and roles do at two.
func random(word string) bool {
	if len(word) < shortest {
		return false
	}
	seen, last, changes, n := map[rune]bool{}, rune(0), 0, 0
	for _, r := range word {
		class := classOf(r)
		if class == 0 {
			continue
		}
		seen[class] = true
		if n++; class != last && last != 0 {
			changes++
		}
		last = class
	}
	return seen['a'] && seen['A'] && 5*changes > 2*n
}

// classOf is the character's kind: 'a', 'A' or '0', and 0 for a sign, which is none.
func classOf(r rune) rune {
	switch {
	case unicode.IsLower(r):
		return 'a'
	case unicode.IsUpper(r):
		return 'A'
	case unicode.IsDigit(r):
		return '0'
	}
	return 0
}
