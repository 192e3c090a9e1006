package preflight

import (
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
)

// examples matches domains that are nobody's (RFC 2606).
func examples() *regexp.Regexp {
	return regexp.MustCompile(`(^|[.@])(example|example\.(com|net|org))$`)
}

// identity asks about what mails are sent by. CloudFormation cannot create one that exists, and SES sends by none that
// has not been verified.
func (a *asking) identity() {
	const about = "sender"
	s := a.stage
	if examples().MatchString(s.Sender) {
		a.say(about, Stop, "The sender %s is an example: set one of yours with make stage STAGE=%s.", s.Sender, s.Name)
		return
	}
	out, err := sesv2.NewFromConfig(a.aws).GetEmailIdentity(a.ctx,
		&sesv2.GetEmailIdentityInput{EmailIdentity: &s.Identity})
	missing := code(err) == "NotFoundException"
	switch {
	case err != nil && !missing:
		a.unasked(about, Warn, "ses:GetEmailIdentity", err)
	case missing && s.IdentityExists:
		a.say(about, Stop, "SES does not have the identity %s here: set identityExists to false to have it created.",
			s.Identity)
	case missing:
		a.say(about, OK, "SES will get the identity %s: %s.", s.Identity, verify(s.Identity))
	case !s.IdentityExists && !a.owns(s.Identity):
		a.say(about, Stop, "SES has the identity %s already, so that creating it would fail: set identityExists to true.",
			s.Identity)
	case !out.VerifiedForSendingStatus:
		a.say(about, Warn, "The identity %s is not verified, and SES sends nothing until then: %s.", s.Identity,
			verify(s.Identity))
	default:
		a.say(about, OK, "The identity %s is verified.", s.Identity)
	}
}

func verify(identity string) string {
	if strings.Contains(identity, "@") {
		return "open the link in the mail that SES sends there"
	}
	return "create the DNS records that the stack's outputs name (SenderRecord1 to 3)"
}

// owns reports whether the stage's stack made an identity, so that it does not create it again.
func (a *asking) owns(identity string) bool {
	if a.report.New {
		return false
	}
	client := cloudformation.NewFromConfig(a.aws)
	out, err := client.DescribeStackResource(a.ctx, &cloudformation.DescribeStackResourceInput{
		StackName: aws.String(a.stage.Prefix()), LogicalResourceId: aws.String("Identity")})
	return err == nil && aws.ToString(out.StackResourceDetail.PhysicalResourceId) == identity
}

func (a *asking) mail() {
	const about = "mail"
	out, err := sesv2.NewFromConfig(a.aws).GetAccount(a.ctx, &sesv2.GetAccountInput{})
	switch {
	case err != nil:
		a.unasked(about, Warn, "ses:GetAccount", err)
	case !out.SendingEnabled:
		a.say(about, Warn, "SES has stopped this account's mail (%s): look at its console.",
			aws.ToString(out.EnforcementStatus))
	case out.ProductionAccessEnabled && a.stage.Sandbox:
		a.say(about, Warn, "The account has left SES's sandbox: set sandbox to false, to take away a right.")
	case out.ProductionAccessEnabled:
		a.say(about, OK, "SES sends to any address.")
	case a.stage.Keep:
		a.say(about, Warn, "The account is in SES's sandbox, so that mail reaches verified addresses of the sender's domain "+
			"only: request production access (docs/operate.md, Leaving the SES sandbox).")
	case !a.stage.Sandbox:
		a.say(about, Warn, "The account is in SES's sandbox: set sandbox to true, and verify the addresses you invite.")
	default:
		a.say(about, OK, "The account is in SES's sandbox: mail reaches verified addresses only.")
	}
}

// fewFunctions is below what a page of the dashboard and the consumers run at once for several people.
const fewFunctions = 100

func (a *asking) functions() {
	const about = "functions"
	out, err := lambda.NewFromConfig(a.aws).GetAccountSettings(a.ctx, &lambda.GetAccountSettingsInput{})
	if err != nil || out.AccountLimit == nil {
		a.unasked(about, Warn, "lambda:GetAccountSettings", err)
		return
	}
	if n := out.AccountLimit.ConcurrentExecutions; n < fewFunctions {
		a.say(about, Warn, "Lambda runs at most %d functions at once here, and refuses requests beyond: request 1,000 in "+
			"Service Quotas (docs/operate.md, Quotas).", n)
		return
	}
	a.say(about, OK, "Lambda runs up to %d functions at once.", out.AccountLimit.ConcurrentExecutions)
}
