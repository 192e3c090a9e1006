package stages

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"usher/pkg/api"
	"usher/pkg/lib/email"
	"usher/pkg/lib/text"
)

// names matches the names of stages. They are short enough for the longest name, a function's, to stay within 64
// characters.
func names() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z0-9-]{0,15}$`) }

// production matches names that people give what customers use. Such a stage without keep would lose their data by a
// mistake that production survives.
func production() *regexp.Regexp { return regexp.MustCompile(`^(prod|prd|live|main$|customer)`) }

func regions() *regexp.Regexp { return regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-\d+$`) }

// What a rate rule of AWS WAF takes.
const (
	leastWAFRate = 10
	mostWAFRate  = 2_000_000_000
)

// mostName is how many characters of a name mail programs show beside an address.
const mostName = 60

// Validate returns the first setting that cannot be as it is, in a sentence that says what to set.
func (s Stage) Validate() error {
	for _, check := range []func() error{s.checkName, s.checkKeep, s.checkBrand, s.checkMail, s.checkFunctions,
		s.checkDomain, s.checkMailFrom, s.checkStream, s.checkEvents, s.checkWAF, s.checkAlarms} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (s Stage) checkName() error {
	if !names().MatchString(s.Name) {
		return fmt.Errorf("stage must be a short name of lower-case letters, digits and hyphens: STAGE=dev")
	}
	return nil
}

func (s Stage) checkKeep() error {
	switch {
	case !s.Keep && production().MatchString(s.Name):
		return fmt.Errorf("keep must be true for a stage named %s: without it, make destroy deletes the table", s.Name)
	case s.Keep && s.Sandbox:
		return errors.New("sandbox goes with keep: false only: request production access to SES for production")
	case s.Region != "" && !regions().MatchString(s.Region):
		return errors.New("region must be an AWS region, such as eu-west-1")
	}
	return nil
}

func (s Stage) checkMail() error {
	if _, err := email.Parse(s.Sender); err != nil {
		return errors.New("sender must be an e-mail address, such as no-reply@example.com")
	}
	if name, err := text.Organization(s.SenderName, mostName); err != nil || name != s.SenderName {
		return fmt.Errorf("senderName must be a name of at most %d characters, such as Acme", mostName)
	}
	_, domain, _ := strings.Cut(s.Sender, "@")
	if s.Identity != s.Sender && s.Identity != domain && !strings.HasSuffix(domain, "."+s.Identity) {
		return fmt.Errorf("identity must be the sender's domain, one above it, or the sender itself: %s", domain)
	}
	return nil
}

func (s Stage) checkFunctions() error {
	if _, err := api.ParsePlans(s.Plans); err != nil {
		return fmt.Errorf("plans: %w", err)
	}
	if _, err := api.NewRoles(s.Roles); err != nil {
		return fmt.Errorf("roles: %w", err)
	}
	if s.SignUp != "open" && s.SignUp != "closed" {
		return errors.New(`signUp must be "open" or "closed"`)
	}
	if !lasts(s.SessionLifetime) {
		return errors.New("sessionLifetime must be a duration of at least a minute, such as 12h")
	}
	if s.SessionIdle != "0" && !lasts(s.SessionIdle) {
		return errors.New("sessionIdle must be a duration of at least a minute, such as 30m, or 0 for none")
	}
	if !lasts(s.DeletedKept) {
		return errors.New("deletedKept must be a duration of at least a minute, such as 720h")
	}
	if !lasts(s.ActivityKept) {
		return errors.New("activityKept must be a duration of at least a minute, such as 2160h")
	}
	if !lasts(s.InvitationLifetime) {
		return errors.New("invitationLifetime must be a duration of at least a minute, such as 72h")
	}
	return nil
}

func lasts(duration string) bool {
	d, err := time.ParseDuration(duration)
	return duration == "" || err == nil && d >= time.Minute
}

func (s Stage) checkDomain() error {
	if (s.Domain == "") != (s.Certificate == "") {
		return errors.New("domain and certificate go together: usher.example.com, and the ARN of its certificate")
	}
	if s.Certificate != "" && !strings.HasPrefix(s.Certificate, "arn:aws:acm:us-east-1:") {
		return errors.New(
			"certificate must be of us-east-1, the only region that CloudFront takes certificates from")
	}
	return nil
}

// checkWAF validates the setting waf: a number of requests, with which the stack creates a web ACL, or the ARN of one
// that exists.
func (s Stage) checkWAF() error {
	if s.WAF == "" || strings.HasPrefix(s.WAF, "arn:aws:wafv2:us-east-1:") && strings.Contains(s.WAF, ":global/webacl/") {
		return nil
	}
	if n, err := strconv.Atoi(s.WAF); err != nil || n < leastWAFRate || n > mostWAFRate {
		return fmt.Errorf("waf must be how many requests an address may make in five minutes, at least %d, "+
			"or the ARN of a global web ACL in us-east-1", leastWAFRate)
	}
	return nil
}

func (s Stage) checkBrand() error {
	_, err := s.Brand.Parse()
	return err
}

func (s Stage) checkAlarms() error {
	if s.Canary && !*s.Alarms {
		return errors.New("canary goes with alarms: true, which is what stops one")
	}
	if s.AlarmEmail == "" {
		return nil
	}
	if _, err := email.Parse(s.AlarmEmail); err != nil || !*s.Alarms {
		return errors.New("alarmEmail must be an e-mail address, and goes with alarms: true")
	}
	return nil
}

// CheckRegion returns an error if the stage cannot be deployed to a region: it belongs to another, or has a web ACL
// made, which AWS keeps for CloudFront in us-east-1 only.
func (s Stage) CheckRegion(region string) error {
	if s.Region != "" && s.Region != region {
		return fmt.Errorf("the stage %s belongs to %s, and the AWS configuration names %s: set AWS_REGION=%[2]s",
			s.Name, s.Region, region)
	}
	if _, err := strconv.Atoi(s.WAF); err == nil && region != "us-east-1" {
		return errors.New("waf makes a web ACL of CloudFront, which only a stack in us-east-1 can: deploy there " +
			"(region: us-east-1), or create one there and set waf to its ARN")
	}
	return nil
}
