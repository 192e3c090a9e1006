package preflight_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/aws/preflight"
	"usher/pkg/aws/stages"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// account is a stand-in for the APIs of AWS, DynamoDB's excepted, which is DynamoDB Local: what it answers by service
// and operation or path. A status is in front of the body where it is not 200.
type account map[string]string

const (
	missingStack = `400<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code>` +
		`<Message>Stack with id usher-dev does not exist</Message></Error></ErrorResponse>`
	denied   = `403{"__type":"AccessDeniedException","message":"not you"}`
	policies = "<ResponseHeadersPolicyList><MaxItems>100</MaxItems><Quantity>1</Quantity><Items><ResponseHeadersPolicySummary>" +
		"<Type>custom</Type><ResponseHeadersPolicy><Id>1</Id><ResponseHeadersPolicyConfig><Name>%s</Name>" +
		"</ResponseHeadersPolicyConfig></ResponseHeadersPolicy></ResponseHeadersPolicySummary></Items></ResponseHeadersPolicyList>"
	controls = "<OriginAccessControlList><IsTruncated>false</IsTruncated><Items><OriginAccessControlSummary><Name>%s</Name>" +
		"</OriginAccessControlSummary></Items></OriginAccessControlList>"
)

func stack(status string, protected bool) string {
	return fmt.Sprintf("<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>usher-dev</StackName><StackStatus>%s</StackStatus>"+
		"<EnableTerminationProtection>%t</EnableTerminationProtection></member></Stacks></DescribeStacksResult></DescribeStacksResponse>", status, protected)
}

// fresh is an account that is bootstrapped, may send to anybody, and has nothing of Usher's.
func fresh() account {
	return account{
		"sts GetCallerIdentity": "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/ada</Arn>" +
			"<Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
		"ssm AmazonSSM.GetParameter":                     `{"Parameter":{"Name":"/cdk-bootstrap/hnb659fds/version","Value":"28"}}`,
		"cloudformation DescribeStacks":                  missingStack,
		"cloudformation DescribeStackResource":           missingStack,
		"ses /v2/email/identities/acme.org":              `404{"__type":"NotFoundException","message":"none"}`,
		"ses /v2/email/account":                          `{"ProductionAccessEnabled":true,"SendingEnabled":true,"EnforcementStatus":"HEALTHY"}`,
		"lambda /2016-08-19/account-settings":            `{"AccountLimit":{"ConcurrentExecutions":1000}}`,
		"cloudfront /2020-05-31/response-headers-policy": fmt.Sprintf(policies, "usher-other"),
		"cloudfront /2020-05-31/origin-access-control":   fmt.Sprintf(controls, "others"),
		"acm CertificateManager.DescribeCertificate":     `{"Certificate":{"DomainName":"acme.org","SubjectAlternativeNames":["acme.org","*.acme.org"],"Status":"ISSUED"}}`,
	}
}

// ask asks about a stage.
func (a account) ask(t *testing.T, s stages.Stage) preflight.Report {
	t.Helper()
	database, err := url.Parse(localtest.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	scope := regexp.MustCompile(`Credential=[^/]+/[0-9]+/([a-z0-9-]+)/([a-z0-9]+)/aws4_request`)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		signed := scope.FindStringSubmatch(r.Header.Get("Authorization"))
		if signed == nil {
			t.Errorf("%s %s is not signed", r.Method, r.URL)
			return
		}
		if signed[2] == "dynamodb" {
			httputil.NewSingleHostReverseProxy(database).ServeHTTP(w, r)
			return
		}
		if signed[2] == "acm" && signed[1] != "us-east-1" {
			t.Errorf("ACM is asked in %s", signed[1])
		}
		a.answer(t, w, r, signed[2])
	}))
	t.Cleanup(server.Close)
	return preflight.Ask(t.Context(), aws.Config{Region: "eu-west-1", BaseEndpoint: &server.URL,
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", "")}, s)
}

func (a account) answer(t *testing.T, w http.ResponseWriter, r *http.Request, service string) {
	t.Helper()
	operation := r.Header.Get("X-Amz-Target")
	if operation == "" && r.URL.Path == "/" {
		operation = r.FormValue("Action")
	} else if operation == "" {
		operation = strings.TrimSuffix(r.URL.Path, "/")
	}
	text, ok := a[service+" "+operation]
	if !ok {
		t.Errorf("nobody expects %s %s", service, operation)
	}
	status := http.StatusOK
	if _, err := fmt.Sscanf(text, "%3d", &status); err == nil {
		text = text[3:]
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

func stageOf(change func(*stages.Stage)) stages.Stage {
	s := stages.New("dev")
	s.Sender, s.Identity = "no-reply@acme.org", "acme.org"
	if change != nil {
		change(&s)
	}
	return s
}

// TestAnswers has the account answer one question in another way, and wants the sentence about it, and no other
// question stopped by it.
func TestAnswers(t *testing.T) {
	const (
		cf       = "cloudformation DescribeStacks"
		identity = "ses /v2/email/identities/acme.org"
		mails    = "ses /v2/email/account"
		ssm      = "ssm AmazonSSM.GetParameter"
		limit    = "lambda /2016-08-19/account-settings"
		acm      = "acm CertificateManager.DescribeCertificate"
		headers  = "cloudfront /2020-05-31/response-headers-policy"
		oac      = "cloudfront /2020-05-31/origin-access-control"
		boxed    = `{"ProductionAccessEnabled":false,"SendingEnabled":true,"EnforcementStatus":"HEALTHY"}`
	)
	keep := func(s *stages.Stage) { s.Keep = true }
	sandbox := func(s *stages.Stage) { s.Sandbox = true }
	exists := func(s *stages.Stage) { s.IdentityExists = true }
	domain := func(s *stages.Stage) {
		s.Domain, s.Certificate = "usher.acme.org", "arn:aws:acm:us-east-1:111122223333:certificate/x"
	}
	for name, c := range map[string]struct {
		stage      func(*stages.Stage)
		at, answer string
		about      string
		level      preflight.Level
		text       string
	}{
		"who":                      {nil, "", "", "credentials", preflight.OK, "arn:aws:iam::111122223333:user/ada in account 111122223333, region eu-west-1"},
		"bootstrapped":             {nil, "", "", "bootstrap", preflight.OK, "version 28"},
		"not bootstrapped":         {nil, ssm, `400{"__type":"ParameterNotFound"}`, "bootstrap", preflight.Warn, "make deploy bootstraps it"},
		"an old bootstrap":         {nil, ssm, `{"Parameter":{"Value":"5"}}`, "bootstrap", preflight.Stop, "have an administrator run"},
		"bootstrap not to be read": {nil, ssm, denied, "bootstrap", preflight.Warn, "allow yourself ssm:GetParameter"},
		"another region":           {func(s *stages.Stage) { s.Region = "eu-north-1" }, "", "", "region", preflight.Stop, "set AWS_REGION=eu-north-1"},
		"WAF elsewhere":            {func(s *stages.Stage) { s.WAF = "100" }, "", "", "region", preflight.Stop, "only a stack in us-east-1 can"},
		"no stack":                 {nil, "", "", "stack", preflight.OK, "There is no stack usher-dev yet"},
		"a stack":                  {nil, cf, stack("UPDATE_COMPLETE", false), "stack", preflight.OK, "is there (UPDATE_COMPLETE)"},
		"a failed creation":        {nil, cf, stack("ROLLBACK_COMPLETE", false), "stack", preflight.OK, "creates it again"},
		"a stack at work":          {nil, cf, stack("UPDATE_IN_PROGRESS", false), "stack", preflight.Stop, "wait until"},
		"a stuck stack":            {nil, cf, stack("UPDATE_ROLLBACK_FAILED", false), "stack", preflight.Stop, "continue-update-rollback --stack-name usher-dev"},
		"not to be deleted":        {nil, cf, stack("DELETE_FAILED", false), "stack", preflight.Stop, "delete it there"},
		"keep taken away":          {nil, cf, stack("UPDATE_COMPLETE", true), "stack", preflight.Stop, "was deployed with keep: true"},
		"keep stays":               {keep, cf, stack("UPDATE_COMPLETE", true), "stack", preflight.OK, "is there"},
		"stacks not to be seen":    {nil, cf, "403<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>", "stack", preflight.Stop, "allow yourself cloudformation:DescribeStacks"},
		"no table":                 {nil, "", "", "table", preflight.OK, "No table usher-dev"},
		"an example":               {func(s *stages.Stage) { s.Sender = "no-reply@usher.example" }, "", "", "sender", preflight.Stop, "make stage STAGE=dev"},
		"a new identity":           {nil, "", "", "sender", preflight.OK, "create the DNS records"},
		"a taken identity":         {nil, identity, `{"VerifiedForSendingStatus":true}`, "sender", preflight.Stop, "set identityExists to true"},
		"an identity that is not":  {exists, "", "", "sender", preflight.Stop, "set identityExists to false"},
		"a verified identity":      {exists, identity, `{"VerifiedForSendingStatus":true}`, "sender", preflight.OK, "is verified"},
		"an unverified identity":   {exists, identity, `{"VerifiedForSendingStatus":false}`, "sender", preflight.Warn, "SES sends nothing until then"},
		"identity not to be asked": {nil, identity, denied, "sender", preflight.Warn, "ses:GetEmailIdentity"},
		"mail":                     {nil, "", "", "mail", preflight.OK, "any address"},
		"a sandbox, kept":          {keep, mails, boxed, "mail", preflight.Warn, "request production access"},
		"a sandbox":                {nil, mails, boxed, "mail", preflight.Warn, "set sandbox to true"},
		"a sandbox, known":         {sandbox, mails, boxed, "mail", preflight.OK, "verified addresses only"},
		"a sandbox left":           {sandbox, "", "", "mail", preflight.Warn, "set sandbox to false"},
		"mail stopped":             {nil, mails, `{"ProductionAccessEnabled":true,"SendingEnabled":false,"EnforcementStatus":"SHUTDOWN"}`, "mail", preflight.Warn, "(SHUTDOWN)"},
		"mail not to be asked":     {nil, mails, denied, "mail", preflight.Warn, "ses:GetAccount"},
		"functions":                {nil, "", "", "functions", preflight.OK, "up to 1000"},
		"few functions":            {nil, limit, `{"AccountLimit":{"ConcurrentExecutions":10}}`, "functions", preflight.Warn, "at most 10 functions at once"},
		"limit not to be asked":    {nil, limit, denied, "functions", preflight.Warn, "lambda:GetAccountSettings"},
		"names":                    {nil, "", "", "names", preflight.OK, "are free"},
		"a taken policy":           {nil, headers, fmt.Sprintf(policies, "usher-dev-api"), "names", preflight.Stop, "policy usher-dev-api"},
		"a taken control":          {nil, oac, fmt.Sprintf(controls, preflight.AccessControlName(stageOf(nil))), "names", preflight.Stop, "origin access control usherdev"},
		"names not to be asked":    {nil, headers, "403<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>", "names", preflight.Warn, "cloudfront:List"},
		"a certificate":            {domain, "", "", "certificate", preflight.OK, "issued for usher.acme.org"},
		"a certificate to wait on": {domain, acm, `{"Certificate":{"DomainName":"usher.acme.org","Status":"PENDING_VALIDATION"}}`, "certificate", preflight.Stop, "is PENDING_VALIDATION"},
		"another's certificate":    {domain, acm, `{"Certificate":{"DomainName":"acme.org","Status":"ISSUED"}}`, "certificate", preflight.Stop, "is not for usher.acme.org"},
		"no certificate":           {domain, acm, `400{"__type":"ResourceNotFoundException"}`, "certificate", preflight.Stop, "has no certificate"},
		"certificate not asked":    {domain, acm, denied, "certificate", preflight.Warn, "acm:DescribeCertificate"},
	} {
		t.Run(name, func(t *testing.T) {
			a := fresh()
			if c.at != "" {
				a[c.at] = c.answer
			}
			report := a.ask(t, stageOf(c.stage))
			i := slices.IndexFunc(report.Answers, func(a preflight.Answer) bool { return a.About == c.about })
			if i < 0 {
				t.Fatalf("nothing about %s: %+v", c.about, report)
			}
			if got := report.Answers[i]; got.Level != c.level || !strings.Contains(got.Text, c.text) {
				t.Errorf("%+v", got)
			}
			if report.Stopped() != (c.level == preflight.Stop) {
				t.Errorf("stopped: %t, by %+v", report.Stopped(), report.Answers)
			}
			for _, answer := range report.Answers {
				if !strings.HasSuffix(answer.Text, ".") || strings.Contains(answer.Text, "%!") {
					t.Errorf("no sentence: %s", answer.Text)
				}
			}
		})
	}
}

// TestWithoutCredentials: nothing else is asked.
func TestWithoutCredentials(t *testing.T) {
	a := account{"sts GetCallerIdentity": "403<ErrorResponse><Error><Code>ExpiredToken</Code><Message>expired</Message></Error></ErrorResponse>"}
	report := a.ask(t, stageOf(nil))
	if len(report.Answers) != 1 || !report.Stopped() || !strings.Contains(report.Answers[0].Text, "sign in again") {
		t.Errorf("%+v", report)
	}
}

// TestWhatADeploymentDoes: the stack is created when there is none or its creation failed, and the account is
// bootstrapped only where it is not.
func TestWhatADeploymentDoes(t *testing.T) {
	for status, isNew := range map[string]bool{"ROLLBACK_COMPLETE": true, "ROLLBACK_FAILED": true, "REVIEW_IN_PROGRESS": true, "CREATE_FAILED": true,
		"CREATE_COMPLETE": false, "UPDATE_ROLLBACK_COMPLETE": false, "IMPORT_COMPLETE": false} {
		a := fresh()
		a["cloudformation DescribeStacks"] = stack(status, false)
		if report := a.ask(t, stageOf(nil)); report.New != isNew || report.Bootstrap || report.Stopped() {
			t.Errorf("%s: %+v", status, report)
		}
	}
	a := fresh()
	a["ssm AmazonSSM.GetParameter"] = `400{"__type":"ParameterNotFound"}`
	if report := a.ask(t, stageOf(nil)); !report.New || !report.Bootstrap {
		t.Errorf("%+v", report)
	}
}

// TestOwnIdentity: the identity that the stack made itself is in nobody's way; the one that it made of another name
// before the sender changed is not the one that is there now.
func TestOwnIdentity(t *testing.T) {
	a := fresh()
	a["cloudformation DescribeStacks"] = stack("UPDATE_COMPLETE", false)
	a["ses /v2/email/identities/acme.org"] = `{"VerifiedForSendingStatus":true}`
	for made, stopped := range map[string]bool{"acme.org": false, "before.org": true} {
		a["cloudformation DescribeStackResource"] = "<DescribeStackResourceResponse><DescribeStackResourceResult><StackResourceDetail>" +
			"<PhysicalResourceId>" + made + "</PhysicalResourceId></StackResourceDetail></DescribeStackResourceResult></DescribeStackResourceResponse>"
		if report := a.ask(t, stageOf(nil)); report.Stopped() != stopped {
			t.Errorf("%s: %+v", made, report)
		}
	}
}

// TestTableWithoutAStack is asked of DynamoDB Local.
func TestTableWithoutAStack(t *testing.T) {
	endpoint := localtest.Database(t)
	db := dynamodb.New(dynamodb.Options{Region: "eu-west-1", BaseEndpoint: &endpoint,
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", "")})
	name := aws.String("usher-taken")
	_, err := db.CreateTable(t.Context(), &dynamodb.CreateTableInput{TableName: name, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = db.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: name})
	})
	stage := stageOf(func(s *stages.Stage) { s.Name = "taken" })
	a := fresh()
	if report := a.ask(t, stage); !report.Stopped() || !strings.Contains(fmt.Sprint(report), "The table usher-taken is there and no stack has it") {
		t.Errorf("%+v", report)
	}
	a["cloudformation DescribeStacks"] = stack("CREATE_COMPLETE", false)
	if report := a.ask(t, stage); report.Stopped() {
		t.Errorf("the stack's own table: %+v", report)
	}
}
