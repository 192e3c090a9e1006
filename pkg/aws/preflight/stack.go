package preflight

import (
	"crypto/md5" //nolint:gosec // the CDK's own hash in names
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/acm"
	acmtypes "github.com/aws/aws-sdk-go-v2/service/acm/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"usher/pkg/aws/stages"
)

// What the CDK's own stack is found by, and the oldest version of it that can deploy what the CDK writes.
const (
	bootstrapParameter = "/cdk-bootstrap/hnb659fds/version"
	leastBootstrap     = 6
)

func (a *asking) bootstrap() {
	const about = "bootstrap"
	out, err := ssm.NewFromConfig(a.aws).GetParameter(a.ctx, &ssm.GetParameterInput{Name: aws.String(bootstrapParameter)})
	if code(err) == "ParameterNotFound" {
		a.report.Bootstrap = true
		a.say(about, Warn, "The CDK has not been used in this account and region: make deploy bootstraps it, "+
			"which needs an administrator.")
		return
	}
	if err != nil {
		a.unasked(about, Warn, "ssm:GetParameter on "+bootstrapParameter, err)
		return
	}
	if version, err := strconv.Atoi(aws.ToString(out.Parameter.Value)); err != nil || version < leastBootstrap {
		a.say(about, Stop, "The CDK's stack CDKToolkit is of version %s, and %d is needed: have an administrator run "+
			"infra/node_modules/.bin/cdk bootstrap.", aws.ToString(out.Parameter.Value), leastBootstrap)
		return
	}
	a.say(about, OK, "The CDK's stack is of version %s.", aws.ToString(out.Parameter.Value))
}

func (a *asking) stack() {
	const about = "stack"
	name := a.stage.Prefix()
	out, err := cloudformation.NewFromConfig(a.aws).DescribeStacks(a.ctx,
		&cloudformation.DescribeStacksInput{StackName: &name})
	missing := code(err) == "ValidationError" && strings.Contains(err.Error(), "does not exist")
	if missing || err == nil && len(out.Stacks) == 0 {
		a.report.New = true
		a.say(about, OK, "There is no stack %s yet.", name)
		return
	}
	if err != nil {
		a.unasked(about, Stop, "cloudformation:DescribeStacks", err)
		return
	}
	a.state(name, out.Stacks[0])
}

func (a *asking) state(name string, stack types.Stack) {
	const about = "stack"
	status := stack.StackStatus
	switch {
	case slices.Contains([]types.StackStatus{types.StackStatusReviewInProgress, types.StackStatusRollbackComplete,
		types.StackStatusRollbackFailed, types.StackStatusCreateFailed}, status):
		a.report.New = true
		a.say(about, OK, "The stack %s is what a failed creation left (%s): make deploy creates it again.", name, status)
	case strings.HasSuffix(string(status), "_IN_PROGRESS"):
		a.say(about, Stop, "The stack %s is being changed (%s): wait until that has ended.", name, status)
	case status == types.StackStatusUpdateRollbackFailed:
		a.say(about, Stop, "The stack %s could not be rolled back: "+
			"run aws cloudformation continue-update-rollback --stack-name %[1]s.", name)
	case status == types.StackStatusDeleteFailed:
		a.say(about, Stop, "The stack %s could not be deleted: look at its events in the console, and delete it there.", name)
	case aws.ToBool(stack.EnableTerminationProtection) && !a.stage.Keep:
		a.say(about, Stop, "The stack %s was deployed with keep: true, which its file no longer says: put it back, "+
			"or take off the stack's termination protection if its data may be lost.", name)
	default:
		a.say(about, OK, "The stack %s is there (%s).", name, status)
	}
}

func (a *asking) table() {
	const about = "table"
	if !a.report.New {
		return
	}
	name := a.stage.Prefix()
	_, err := dynamodb.NewFromConfig(a.aws).DescribeTable(a.ctx, &dynamodb.DescribeTableInput{TableName: &name})
	switch {
	case code(err) == "ResourceNotFoundException":
		a.say(about, OK, "No table %s stands in the way.", name)
	case err != nil:
		a.unasked(about, Warn, "dynamodb:DescribeTable", err)
	default:
		a.say(about, Stop, "The table %s is there and no stack has it, so that creating it would fail: take it into the "+
			"stack (docs/deploy.md, A table without a stack), or delete it if nobody needs what is in it.", name)
	}
}

// PolicyNames are the names of the stage's response headers policies, of which CloudFront allows one in an account.
func PolicyNames(stage stages.Stage) []string {
	return []string{stage.Prefix(), stage.Prefix() + "-api"}
}

// AccessControlName is the name that the CDK gives the stage's origin access control, of which CloudFront allows one in
// an account: the path of the construct, and its hash.
func AccessControlName(stage stages.Stage) string {
	path := stage.Prefix() + "/Distribution/Origin1/S3OriginAccessControl"
	readable := strings.NewReplacer("/", "", "-", "").Replace(path)
	return fmt.Sprintf("%s%X", readable, md5.Sum([]byte(path)))[:len(readable)+8] //nolint:gosec // see above
}

func (a *asking) names() {
	const about = "names"
	if !a.report.New {
		return
	}
	taken, err := a.taken(cloudfront.NewFromConfig(a.aws))
	if err != nil {
		a.unasked(about, Warn, "cloudfront:ListResponseHeadersPolicies and cloudfront:ListOriginAccessControls", err)
		return
	}
	if taken != "" {
		a.say(about, Stop, "CloudFront has %s in this account already, and its names hold for all regions: "+
			"the stage %s is in another region, so deploy there or choose another name.", taken, a.stage.Name)
		return
	}
	a.say(about, OK, "The stage's names are free in every region.")
}

// taken returns the first of the stage's global names that the account has, or empty.
func (a *asking) taken(client *cloudfront.Client) (string, error) {
	policies := &cloudfront.ListResponseHeadersPoliciesInput{Type: "custom"}
	for {
		out, err := client.ListResponseHeadersPolicies(a.ctx, policies)
		if err != nil {
			return "", err
		}
		for _, p := range out.ResponseHeadersPolicyList.Items {
			name := aws.ToString(p.ResponseHeadersPolicy.ResponseHeadersPolicyConfig.Name)
			if slices.Contains(PolicyNames(a.stage), name) {
				return "a response headers policy " + name, nil
			}
		}
		if policies.Marker = out.ResponseHeadersPolicyList.NextMarker; aws.ToString(policies.Marker) == "" {
			break
		}
	}
	pages := cloudfront.NewListOriginAccessControlsPaginator(client, &cloudfront.ListOriginAccessControlsInput{})
	for pages.HasMorePages() {
		out, err := pages.NextPage(a.ctx)
		if err != nil {
			return "", err
		}
		for _, c := range out.OriginAccessControlList.Items {
			if aws.ToString(c.Name) == AccessControlName(a.stage) {
				return "an origin access control " + aws.ToString(c.Name), nil
			}
		}
	}
	return "", nil
}

func (a *asking) certificate() {
	const about = "certificate"
	if a.stage.Certificate == "" {
		return
	}
	client := acm.NewFromConfig(a.aws, func(o *acm.Options) { o.Region = "us-east-1" })
	out, err := client.DescribeCertificate(a.ctx, &acm.DescribeCertificateInput{CertificateArn: &a.stage.Certificate})
	switch {
	case code(err) == "ResourceNotFoundException":
		a.say(about, Stop, "This account has no certificate %s: request one in us-east-1 for %s, and set certificate to "+
			"its ARN.", a.stage.Certificate, a.stage.Domain)
	case err != nil:
		a.unasked(about, Warn, "acm:DescribeCertificate", err)
	case !slices.ContainsFunc(append(out.Certificate.SubjectAlternativeNames, aws.ToString(out.Certificate.DomainName)),
		a.covers):
		a.say(about, Stop, "The certificate is not for %s: request one in us-east-1 that is.", a.stage.Domain)
	case out.Certificate.Status != acmtypes.CertificateStatusIssued:
		a.say(about, Stop, "The certificate is %s, not ISSUED: create the DNS record that ACM names for it, and wait.",
			out.Certificate.Status)
	default:
		a.say(about, OK, "The certificate is issued for %s.", a.stage.Domain)
	}
}

// covers reports whether a name of a certificate is the stage's domain, or one label wide of it ("*.example.com").
func (a *asking) covers(name string) bool {
	_, above, _ := strings.Cut(a.stage.Domain, ".")
	return strings.EqualFold(name, a.stage.Domain) || strings.EqualFold(name, "*."+above)
}
