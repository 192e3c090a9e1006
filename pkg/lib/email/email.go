// Package email parses e-mail addresses and says when two spellings mean the same mailbox.
//
// # Three forms
//
// An Address has the form its owner typed (Display), the form that is compared (Key) and the form that mail is sent
// to (Mailbox). All spellings of one mailbox have the same Key: it is trimmed (text.Trim), in lower case, and an
// international domain is in ASCII (UTS #46 with the strictness of IDNA lookup), so that "Ada@Bücher.example" and
// "ada@xn--bcher-kva.example" are the same.
//
// # What is accepted
//
// A dot-atom of at most 64 octets at a domain of at least two labels, at most 254 octets in all (RFC 5321, sections
// 4.1.2 and 4.5.3.1): the addresses that people have. Quoted local parts, IP literals, display names and comments are
// refused: they are valid in a message and useless in a form. A local part with letters outside ASCII is refused
// because SES cannot send to it.
//
// # What is not folded
//
// Plus-tags and Gmail's dots stay. Only the receiving host knows what they mean (RFC 5321, section 2.3.11): at
// another host, folding them would merge two different people, and let one of them take the other's place. Case is
// folded, however, since no host in use distinguishes "Ada" from "ada".
package email

import (
	"strings"

	"golang.org/x/net/idna"

	"usher/pkg/lib/invalid"
	"usher/pkg/lib/text"
)

// Address is an e-mail address that Parse has validated. Its zero value is no address.
type Address struct {
	// Display is the address as it was typed, without what was copied along around it: the form that is shown.
	Display string
	// Key is the form that is compared: ASCII, in lower case, at most 254 octets.
	Key string
}

// The limits of RFC 5321, section 4.5.3.1, and RFC 1035, section 2.3.4, in
// octets. A path of 256 octets, its angle brackets counted, leaves 254.
const (
	maxAddress = 254
	maxLocal   = 64
	maxLabel   = 63
)

// maxTyped bounds the work on what somebody typed, in octets. International
// domains are longer as they are typed than in ASCII, but not by this much.
const maxTyped = 4 * maxAddress

// Parse parses an address. Its error is an *invalid.Error with the first thing that is wrong: "required" for an empty
// text, "too_long", or the code of the reason.
func Parse(s string) (Address, error) {
	typed := text.Trim(s)
	if err := validateText(typed); err != nil {
		return Address{}, err
	}
	local, domain, _ := strings.Cut(typed, "@")
	if err := validateLocal(local); err != nil {
		return Address{}, err
	}
	domain, err := asciiDomain(domain)
	if err != nil {
		return Address{}, err
	}
	key := strings.ToLower(local) + "@" + domain
	if len(key) > maxAddress {
		return Address{}, tooLong()
	}
	return Address{Display: typed, Key: key}, nil
}

// Lenient parses what somebody typed as their address to sign in with. It never fails: a text that is not an address
// becomes an address that nobody has, since its Key is the text itself, which is not the Key of any valid address.
func Lenient(s string) Address {
	a, err := Parse(s)
	if err != nil {
		return Address{Display: s, Key: s}
	}
	return a
}

// MarshalText returns the address as it was typed.
func (a Address) MarshalText() ([]byte, error) { return []byte(a.Display), nil }

// Mailbox returns the form that mail is sent to: the local part as typed, since only
// its host may say that case does not matter (RFC 5321, section 2.4), at the
// domain in ASCII, the only form that SES accepts. It is empty for no address.
func (a Address) Mailbox() string {
	local, _, _ := strings.Cut(a.Display, "@")
	_, domain, found := strings.Cut(a.Key, "@")
	if !found {
		return ""
	}
	return local + "@" + domain
}

// asciiDomain returns the ASCII form of a domain. The labels are validated before
// IDNA too, because its errors mean nothing to most people.
func asciiDomain(typed string) (string, error) {
	if err := validateLabels(typed); err != nil {
		return "", err
	}
	domain, err := idna.Lookup.ToASCII(typed)
	if err != nil {
		return "", wrong(invalid.InvalidDomain, "must have a valid domain after the @, such as example.com")
	}
	if err := validateLabels(domain); err != nil {
		return "", err
	}
	if err := validateDomain(domain); err != nil {
		return "", err
	}
	return domain, nil
}
