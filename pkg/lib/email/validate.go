package email

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"usher/pkg/lib/invalid"
)

func wrong(format string, args ...any) error { return invalid.New("invalid_email", format, args...) }

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
		return wrong("must be valid text")
	case strings.ContainsFunc(s, unicode.IsControl):
		return wrong("must not contain control characters")
	case strings.ContainsFunc(s, invisible):
		return wrong("must not contain invisible characters; type it instead of pasting it")
	case hasMailto(s):
		return wrong("must be the address alone, without mailto:")
	case strings.ContainsAny(s, "<>"):
		return wrong("must be the address alone, without a name or angle brackets")
	case strings.ContainsAny(s, ",;"):
		return wrong("must be one address, not several")
	case strings.Contains(s, `"`):
		return wrong("must not contain quotes")
	case strings.ContainsFunc(s, unicode.IsSpace):
		return wrong("must not contain spaces")
	}
	return validateAt(s)
}

func validateAt(s string) error {
	switch at := strings.IndexByte(s, '@'); {
	case at < 0:
		return wrong("must have an @, as in ada@example.com")
	case strings.Count(s, "@") > 1:
		return wrong("must have only one @")
	case at == 0:
		return wrong("must have something before the @")
	case at == len(s)-1:
		return wrong("must have a domain after the @, such as example.com")
	}
	return nil
}

func hasMailto(s string) bool {
	const scheme = "mailto:"
	return len(s) >= len(scheme) && strings.EqualFold(s[:len(scheme)], scheme)
}

// invisible reports format characters and variation selectors, which IDNA drops
// silently, so that the address shown would not be the one meant. The two joiners
// stay: some domains need them, and IDNA knows where.
func invisible(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	if r == nonJoiner || r == joiner {
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// validateLocal validates the part before the @ as it was typed: lower-casing or
// normalizing it first would turn some letters into ASCII ones (U+212A, the sign
// for kelvin, into k), and so one person's address into another's.
func validateLocal(local string) error {
	if len(local) > maxLocal {
		return invalid.New(invalid.TooLong, "must have at most 64 characters before the @")
	}
	for _, r := range local {
		switch {
		case r >= utf8.RuneSelf:
			return wrong("must not have %q before the @: mail can be sent only to plain letters, digits and signs there", r)
		case !isLetterOrDigit(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~.", r):
			return wrong("must not have %q before the @", r)
		}
	}
	switch {
	case strings.HasPrefix(local, "."):
		return wrong("must not start with a dot")
	case strings.HasSuffix(local, "."):
		return wrong("must not have a dot right before the @")
	case strings.Contains(local, ".."):
		return wrong("must not have two dots in a row")
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
			return wrong("must not have a dot at the start or end of the domain, or two in a row")
		}
		if label[0] == '-' || label[len(label)-1] == '-' {
			return wrong("must not have a hyphen at the start or end of a part of the domain")
		}
		for _, r := range label {
			if r < utf8.RuneSelf && r != '-' && !isLetterOrDigit(r) {
				return wrong("must not have %q in the domain", r)
			}
		}
	}
	return nil
}

// validateDomain validates a domain in its ASCII form, whose labels are valid.
func validateDomain(domain string) error {
	labels := strings.Split(domain, ".")
	if len(labels) < 2 {
		return wrong("must have a whole domain after the @, such as example.com")
	}
	for _, label := range labels {
		if len(label) > maxLabel {
			return invalid.New(invalid.TooLong, "must have at most 63 characters in each part of the domain")
		}
	}
	if strings.Trim(labels[len(labels)-1], "0123456789") == "" {
		return notAnIP()
	}
	return nil
}

func notAnIP() error {
	return wrong("must have a domain after the @, such as example.com, not a number or an IP address")
}

func isLetterOrDigit(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}
