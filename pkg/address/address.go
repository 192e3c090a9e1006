// Package address reads e-mail addresses and says when two spellings are one.
//
// The form that is compared (Key) is trimmed and lower-case, with an
// international domain in ASCII. Plus-tags and Gmail's dots are not folded: what
// they mean is the receiving host's own affair, and folding them would make one
// of two different people.
package address

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// Address is an e-mail address.
type Address struct {
	Display string // as typed, trimmed
	Key     string // the form that is compared
}

// Error says what is wrong with an address: a code for programs, a message for
// the person who typed it.
type Error struct{ Code, Message string }

// Error is the message.
func (e *Error) Error() string { return e.Message }

// The limits of RFC 5321, section 4.5.3.1, in octets. A path of 256 octets
// leaves 254 to the address.
const (
	maxLocal   = 64
	maxAddress = 254
	maxLabel   = 63
)

func fail(message string) (Address, error) {
	return Address{}, &Error{"invalid_email", message}
}

// Parse reads an address of the usual form, a dot-atom at a domain (RFC 5321).
// It returns an *Error that says what is wrong.
func Parse(s string) (Address, error) {
	typed := strings.TrimSpace(s)
	if problem := shape(typed); problem != "" {
		return fail(problem)
	}
	// The local part is judged as typed: NFC and lower case make ASCII of some
	// other letters ("İ", the Kelvin sign), and one person of two.
	local, domain, _ := strings.Cut(typed, "@")
	if problem := judgeLocal(local); problem != "" {
		return fail(problem)
	}
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil {
		return fail("must end in a valid domain, such as example.com")
	}
	ascii = strings.ToLower(ascii)
	if problem := judgeDomain(ascii); problem != "" {
		return fail(problem)
	}
	key := strings.ToLower(local) + "@" + ascii
	if len(key) > maxAddress {
		return fail("must be at most 254 characters")
	}
	return Address{Display: typed, Key: key}, nil
}

// shape judges the address as a whole.
func shape(s string) string {
	switch {
	case s == "":
		return "must not be empty"
	case len(s) > 4*maxAddress:
		return "must be at most 254 characters"
	case !utf8.ValidString(s):
		return "must be valid text"
	case strings.HasPrefix(strings.ToLower(s), "mailto:"):
		return "must be the address alone, without mailto:"
	case strings.ContainsAny(s, "<>,;"):
		return "must be one address alone, without a name"
	case strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f || r > 0x7e && r < 0xa1 }):
		return "must not contain spaces or control characters"
	case strings.Count(s, "@") != 1:
		return "must have one @ between a name and a domain"
	}
	return ""
}

const atext = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~"

// judgeLocal judges what stands before the @.
func judgeLocal(local string) string {
	if local == "" || len(local) > maxLocal {
		return "must have 1 to 64 characters before the @"
	}
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" {
			return "must not have a dot at the start, at the end, or twice in a row before the @"
		}
		if strings.ContainsFunc(atom, func(r rune) bool { return !strings.ContainsRune(atext, r) }) {
			return "must have only letters, digits and common signs before the @; other letters cannot be sent to"
		}
	}
	return ""
}

// judgeDomain judges a domain in its ASCII form.
func judgeDomain(domain string) string {
	labels := strings.Split(domain, ".")
	if len(labels) < 2 {
		return "must end in a whole domain, such as example.com"
	}
	for _, label := range labels {
		if label == "" || len(label) > maxLabel || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.ContainsFunc(label, func(r rune) bool { return !isLDH(r) }) {
			return "must end in a valid domain, such as example.com"
		}
	}
	if strings.Trim(labels[len(labels)-1], "0123456789") == "" {
		return "must end in a domain, not in a number"
	}
	return ""
}

func isLDH(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' }

const digestSize = 20

// Digest is what an address is kept under: keys show up in metrics, access logs
// and error messages, where an address has no business. It is no secrecy: who
// guesses an address can compute its digest.
func Digest(key string) string {
	sum := sha256.Sum256([]byte("usher address\x00" + key))
	encoding := base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
	return encoding.EncodeToString(sum[:digestSize])
}
