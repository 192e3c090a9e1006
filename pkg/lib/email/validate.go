package email

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"usher/pkg/lib/invalid"
)

func wrong(code invalid.Code, format string, args ...any) error {
	return invalid.New(code, format, args...)
}

func tooLong() error {
	return invalid.New(invalid.TooLong, "must be at most %d characters", maxAddress)
}

// validateText validates the text as a whole: it finds what people mistype and
// paste by mistake, and says for each what to do.
func validateText(s string) error {
	switch {
	case s == "":
		return invalid.New(invalid.Required, "must not be empty")
	case len(s) > maxTyped:
		return tooLong()
	case !utf8.ValidString(s):
		return wrong(invalid.NotUTF8, "must be valid text")
	case strings.ContainsFunc(s, unicode.IsControl):
		return wrong(invalid.ControlCharacter, "must not contain control characters")
	case strings.ContainsFunc(s, invisible):
		return wrong(invalid.Invisible, "must not contain invisible characters; type it instead of pasting it")
	case hasMailto(s):
		return wrong(invalid.Mailto, "must be the address alone, without mailto:")
	case !strings.Contains(s, "@"):
		return wrong(invalid.NoAt, "must have an @, as in ada@example.com")
	case strings.Count(s, "@") > 1 && strings.ContainsFunc(s, separates):
		return wrong(invalid.SeveralAddresses, "must be one address, not several")
	case strings.ContainsAny(s, "<>"):
		return wrong(invalid.NamedAddress, "must be the address alone, without a name or angle brackets")
	case strings.Contains(s, `"`):
		return wrong(invalid.QuotedAddress, "must not contain quotes")
	case strings.ContainsFunc(s, unicode.IsSpace):
		return wrong(invalid.SpaceInAddress, "must not contain spaces")
	}
	return validateAt(s)
}

// separates reports what people put between addresses.
func separates(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) }

func validateAt(s string) error {
	switch at := strings.IndexByte(s, '@'); {
	case strings.Count(s, "@") > 1:
		return wrong(invalid.SeveralAts, "must have only one @")
	case at == 0:
		return wrong(invalid.NoLocalPart, "must have something before the @")
	case at == len(s)-1:
		return wrong(invalid.NoDomain, "must have a domain after the @, such as example.com")
	}
	return nil
}

func hasMailto(s string) bool {
	const scheme = "mailto:"
	return len(s) >= len(scheme) && strings.EqualFold(s[:len(scheme)], scheme)
}

// invisible reports format characters and variation selectors, which IDNA drops silently, so that the address shown
// would not be the one meant. The two joiners stay: some domains need them, and IDNA knows where.
func invisible(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	if r == nonJoiner || r == joiner {
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// validateLocal validates the part before the @ as it was typed: lower-casing or normalizing it first would turn some
// letters into ASCII ones (U+212A, the sign for kelvin, into k), and so one person's address into another's.
func validateLocal(local string) error {
	if len(local) > maxLocal {
		return wrong(invalid.LocalTooLong, "must have at most 64 characters before the @")
	}
	for _, r := range local {
		switch {
		case r >= utf8.RuneSelf:
			return wrong(invalid.LocalNotASCII,
				"must not have %q before the @: mail can be sent only to plain letters, digits and signs there", r)
		case !isLetterOrDigit(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~.", r):
			return wrong(invalid.LocalCharacter, "must not have %q before the @", r)
		}
	}
	switch {
	case strings.HasPrefix(local, "."):
		return wrong(invalid.MisplacedDot, "must not start with a dot")
	case strings.HasSuffix(local, "."):
		return wrong(invalid.MisplacedDot, "must not have a dot right before the @")
	case strings.Contains(local, ".."):
		return wrong(invalid.MisplacedDot, "must not have two dots in a row")
	}
	return nil
}

// validateLabels validates the parts of a domain between its dots; letters outside
// ASCII are left to IDNA.
func validateLabels(domain string) error {
	if strings.HasPrefix(domain, "[") {
		return notAnIP()
	}
	for label := range strings.SplitSeq(domain, ".") {
		if label == "" {
			return wrong(invalid.MisplacedDot, "must not have a dot at the start or end of the domain, or two in a row")
		}
		if label[0] == '-' || label[len(label)-1] == '-' {
			return wrong(invalid.MisplacedHyphen, "must not have a hyphen at the start or end of a part of the domain")
		}
		for _, r := range label {
			if r < utf8.RuneSelf && r != '-' && !isLetterOrDigit(r) {
				return wrong(invalid.DomainCharacter, "must not have %q in the domain", r)
			}
		}
	}
	return nil
}

// validateDomain validates a domain in its ASCII form, whose labels are valid.
func validateDomain(domain string) error {
	labels := strings.Split(domain, ".")
	if len(labels) < 2 {
		return wrong(invalid.PartialDomain, "must have a whole domain after the @, such as example.com")
	}
	for _, label := range labels {
		if len(label) > maxLabel {
			return wrong(invalid.DomainTooLong, "must have at most 63 characters in each part of the domain")
		}
	}
	if strings.Trim(labels[len(labels)-1], "0123456789") == "" {
		return notAnIP()
	}
	return nil
}

func notAnIP() error {
	return wrong(invalid.IPAddress, "must have a domain after the @, such as example.com, not a number or an IP address")
}

func isLetterOrDigit(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}
