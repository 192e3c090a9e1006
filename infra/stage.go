package main

import (
	"cmp"
	"errors"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"usher/pkg/api"
	"usher/pkg/core/brand"
)

// Stage is what differs between one deployment and another. It is set by
// context: `cdk deploy -c stage=prod -c sender=no-reply@acme.example`.
type Stage struct {
	Name       string // "dev", "prod", or another name, which behaves as dev
	Sender     string // the address mails come from
	SenderName string // what mail programs show beside it
	Identity   string // the SES identity: the sender's domain, or the address itself
	// IdentityExists: the account has the identity already.
	IdentityExists bool

	SignUp     string // "open" or "closed"
	Plans      string // "playground=10,team=50"
	AlarmEmail string // who gets the alarms; empty: nobody yet

	// Domain is the dashboard's domain, and Certificate the ARN of its certificate in
	// us-east-1. If both are empty, CloudFront's domain is used.
	Domain, Certificate string

	// WAF is how many requests a client's address may make in five minutes, the ARN of a web ACL, or empty: none.
	WAF string
	// SessionLifetime and InvitationLifetime are durations as Go writes them ("12h"); empty: 12 hours, and what each
	// organization has set.
	SessionLifetime, InvitationLifetime string
	// DeletedKept is how long a deleted organization can be restored, in the same form; empty: 14 days.
	DeletedKept string
	// Brand is whose product it is, and Color the one that its colors are made of.
	Brand brand.Brand
	Color string

	// ProofVersion is the version of the parameter ProxyProof; empty: the newest.
	ProofVersion string

	Root string // the repository's folder: build/ and dashboard/dist are below it
}

// Production reports whether data must survive mistakes.
func (s Stage) Production() bool { return s.Name == "prod" }

// Prefix returns the beginning of all names.
func (s Stage) Prefix() string { return "usher-" + s.Name }

// From returns the From header of mails.
func (s Stage) From() string { return (&mail.Address{Name: s.SenderName, Address: s.Sender}).String() }

// LinkKeys returns the name of the parameter that holds the keys of links.
func (s Stage) LinkKeys() string { return "/usher/" + s.Name + "/link-keys" }

// ProxyProof returns the name of the parameter by whose value functions recognize CloudFront.
func (s Stage) ProxyProof() string { return "/usher/" + s.Name + "/proxy-proof" }

func (s Stage) removal() awscdk.CfnDeletionPolicy {
	if s.Production() {
		return awscdk.CfnDeletionPolicy_RETAIN
	}
	return awscdk.CfnDeletionPolicy_DELETE
}

func (s Stage) retention() awslogs.RetentionDays {
	if s.Production() {
		return awslogs.RetentionDays_THREE_MONTHS
	}
	return awslogs.RetentionDays_ONE_WEEK
}

func (s Stage) path(parts ...string) *string {
	return jsii.String(filepath.Join(append([]string{s.Root}, parts...)...))
}

// readBrand reads whose product it is. Mails come in the product's name, unless senderName is set.
func (s *Stage) readBrand(get func(name, otherwise string) string) error {
	var errs []error
	s.Color = get("productColor", "")
	s.Brand = brand.Brand{
		Product: parse(&errs, get, "productName", brand.ParseName),
		Logo:    parse(&errs, get, "productLogo", brand.ParseLogo),
		Colors:  parse(&errs, get, "productColor", brand.ParseColor),
		Support: parse(&errs, get, "supportEmail", brand.ParseSupport),
		Upgrade: parse(&errs, get, "upgradeURL", brand.ParseUpgrade),
	}
	s.SenderName = cmp.Or(s.SenderName, s.Brand.Product)
	dist := *s.path("dashboard", "dist")
	if _, err := os.Stat(dist); err == nil && strings.HasPrefix(get("productLogo", ""), "/") && len(errs) == 0 {
		if _, err := os.Stat(filepath.Join(dist, s.Brand.Logo)); err != nil {
			errs = append(errs, fmt.Errorf("productLogo names a file that the dashboard does not have: "+
				"put it into dashboard/public as %s", strings.TrimPrefix(s.Brand.Logo, "/")))
		}
	}
	return errors.Join(errs...)
}

func parse[T any](
	errs *[]error, get func(name, otherwise string) string, name string, parser func(string) (T, error),
) T {
	v, err := parser(get(name, ""))
	if err != nil {
		*errs = append(*errs, fmt.Errorf("%s %w", name, err))
	}
	return v
}

// names matches the names of stages. They are short enough for the longest name, a
// function's, to stay within 64 characters.
func names() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z0-9-]{0,15}$`) }

// readStage reads the stage from the app's context. Its error is one sentence that says what to set.
func readStage(app awscdk.App, root string) (Stage, error) {
	get := func(name, otherwise string) string {
		if v, ok := app.Node().TryGetContext(jsii.String(name)).(string); ok && v != "" {
			return v
		}
		return otherwise
	}
	s := Stage{
		Name: get("stage", "dev"), Root: get("root", root),
		Sender: get("sender", "no-reply@usher.example"), SenderName: get("senderName", ""),
		SignUp: get("signUp", "closed"), Plans: get("plans", "playground=10,team=50,business=500"),
		AlarmEmail: get("alarmEmail", ""), Domain: get("domain", ""), Certificate: get("certificate", ""),
		WAF: get("waf", ""), ProofVersion: get("proofVersion", ""),
		SessionLifetime: get("sessionLifetime", ""), InvitationLifetime: get("invitationLifetime", ""),
		DeletedKept: get("deletedKept", ""),
	}
	_, domain, ok := strings.Cut(s.Sender, "@")
	if !ok {
		return s, fmt.Errorf("sender must be an e-mail address: -c sender=no-reply@example.com")
	}
	s.Identity, s.IdentityExists = get("identity", domain), get("identityExists", "") == "true"
	if !names().MatchString(s.Name) {
		return s, fmt.Errorf("stage must be a short name of lower-case letters, digits and hyphens: -c stage=dev")
	}
	if _, err := api.ParsePlans(s.Plans); err != nil {
		return s, fmt.Errorf("plans: %w", err)
	}
	if s.SignUp != "open" && s.SignUp != "closed" {
		return s, fmt.Errorf(`signUp must be "open" or "closed"`)
	}
	if (s.Domain == "") != (s.Certificate == "") {
		return s, fmt.Errorf("domain and certificate go together: " +
			"-c domain=usher.example.com -c certificate=<its ARN>")
	}
	for name, value := range map[string]string{
		"sessionLifetime": s.SessionLifetime, "invitationLifetime": s.InvitationLifetime, "deletedKept": s.DeletedKept} {
		if d, err := time.ParseDuration(value); value != "" && (err != nil || d < time.Minute) {
			return s, fmt.Errorf("%s must be a duration of at least a minute, such as 12h: -c %[1]s=12h", name)
		}
	}
	if s.Certificate != "" && !strings.HasPrefix(s.Certificate, "arn:aws:acm:us-east-1:") {
		return s, fmt.Errorf("certificate must be of us-east-1, the only region that CloudFront takes certificates from")
	}
	if err := s.readBrand(get); err != nil {
		return s, err
	}
	return s, s.checkWAF(os.Getenv("CDK_DEFAULT_REGION")) // set by cdk
}
