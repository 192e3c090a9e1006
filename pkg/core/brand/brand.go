// Package brand is whose product people see: its name, logo and color, whom to write to for help, and where to get a
// larger plan. A deployment sets it once; the dashboard and every mail carry it.
//
// The texts come from the operator. They are validated nevertheless, each with an error of half a sentence that the
// caller begins with the name of its own setting: a typing error must not end as a broken page or a mail that SES
// refuses.
package brand

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"usher/pkg/lib/email"
	"usher/pkg/lib/text"
)

// Brand is whose product it is. Default returns the one of a deployment that sets nothing.
type Brand struct {
	Product string // its name
	Logo    string // an https address, or the path of a file of the dashboard
	Colors  Colors // empty: Usher's own
	Support string // an e-mail address; empty: none
	Upgrade string // an https or mailto link to get more seats by; empty: none
}

// Default is the brand of a deployment that sets none.
func Default() Brand { return Brand{Product: "Usher", Logo: "/icon.svg"} }

// maxName is how many characters a product's name has at most, so that it fits beside others into a subject.
const maxName = 40

// ParseName validates a product's name, of at most 40 characters and no web address; empty is "Usher".
func ParseName(s string) (string, error) {
	if s == "" {
		return Default().Product, nil
	}
	name, err := text.Organization(s, maxName)
	if err != nil {
		return "", fmt.Errorf("%w: it is the name of a product, such as Acme Studio", err)
	}
	return name, nil
}

// file matches the paths of files of the dashboard. A path without an extension would be answered with the page.
func file() *regexp.Regexp {
	return regexp.MustCompile(`^(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+\.(svg|png|jpe?g|webp|ico|gif)$`)
}

// ParseLogo validates a logo: an https address, or the path of a file of the dashboard; empty is Usher's own.
func ParseLogo(s string) (string, error) {
	if s == "" {
		return Default().Logo, nil
	}
	if isHTTPS(s) || file().MatchString(s) {
		return s, nil
	}
	return "", errors.New("must be an https address, or the path of a picture in the dashboard's files, such as /logo.svg")
}

// ParseSupport validates the address to write to for help, and returns the form that mail is sent to; empty is none.
func ParseSupport(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	a, err := email.Parse(s)
	if err != nil {
		return "", errors.New("must be an e-mail address, such as support@acme.example")
	}
	return a.Mailbox(), nil
}

// ParseUpgrade validates the link by which to get more seats, an https address or a mailto link; empty is none.
func ParseUpgrade(s string) (string, error) {
	if s == "" || isHTTPS(s) {
		return s, nil
	}
	if to, found := strings.CutPrefix(s, "mailto:"); found {
		to, _, _ = strings.Cut(to, "?")
		if _, err := email.Parse(to); err == nil && printable(s) {
			return s, nil
		}
	}
	return "", errors.New("must be an https or mailto link, such as https://acme.example/plans")
}

// isHTTPS reports an address that can stand in a page and in a policy as it is: without a user, and without
// characters that would end it there.
func isHTTPS(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && hosts().MatchString(u.Host) && u.User == nil && printable(s)
}

func hosts() *regexp.Regexp {
	return regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?$`)
}

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune("\"'<>`\\;,", r)
	})
}

// ContentSecurityPolicy is the policy for the dashboard's pages: their own scripts, styles and pictures, a logo where
// that is elsewhere, and requests to their own origin; nothing else.
func (b Brand) ContentSecurityPolicy() string {
	logo := ""
	if u, err := url.Parse(b.Logo); err == nil && u.Host != "" {
		logo = " https://" + u.Host
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:" + logo +
		"; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}
