package stages

import (
	"fmt"
	"strings"
)

// ReturnDomain is the domain that mails are returned to: MailFrom, or one below the identity. It is empty, for SES's
// own, if the identity is an address: its domain is not verified.
func (s Stage) ReturnDomain() string {
	switch domain := "mail." + s.Identity; {
	case s.MailFrom != "" || strings.Contains(s.Identity, "@"):
		return s.MailFrom
	case strings.HasSuffix(s.Sender, "@"+domain):
		return "bounces." + s.Identity
	default:
		return domain
	}
}

// checkMailFrom holds the domain to what SES takes: one below a verified domain, from which no mail is sent.
func (s Stage) checkMailFrom() error {
	below := strings.HasSuffix(s.MailFrom, "."+s.Identity) && !strings.HasSuffix(s.Sender, "@"+s.MailFrom)
	if s.MailFrom != "" && !below {
		return fmt.Errorf("mailFrom must be a domain below the identity %s that sends no mail itself, such as mail.%[1]s",
			s.Identity)
	}
	return nil
}
