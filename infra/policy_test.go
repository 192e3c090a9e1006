package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"usher/pkg/api"
)

// star is one "*" that is allowed: in a role or policy whose logical id begins so, in an
// action, a resource or a managed policy that reads so.
type star struct{ in, text, why string }

// stars lists every "*" that allows something.
var stars = []star{
	{"", ":log-stream:*", "log streams are named by Lambda, within the function's own group"},
	{"", "${Table.Arn}/stream/*", "dynamodb:ListStreams takes the streams of a table, not one stream; and a table that is restored has another"},
	{"", "${FailedBatches", "failed batches, in their own bucket: Lambda names the objects"},
	{"uploadrole", "-assets-${AWS::AccountId}-${AWS::Region}/*", "the CDK's bucket of assets: a roll-back uploads the build before"},
	{"uploadrole", "${Dashboard", "the dashboard's files, in their own bucket"},
	{"DashboardPolicy", "${Dashboard", "the dashboard's files: read by the distribution, deleted with a stage that is not production"},
	{"DashboardPolicy", "s3:GetBucket*", "the CDK's deleter of files, where the stage is not production, on this bucket alone"},
	{"DashboardPolicy", "s3:List*", "the same"},
	{"DashboardPolicy", "s3:DeleteObject*", "the same"},
	{"FailedBatchesPolicy", "s3:GetBucket*", "the same, on the bucket of failed batches"},
	{"FailedBatchesPolicy", "s3:List*", "the same"},
	{"FailedBatchesPolicy", "s3:DeleteObject*", "the same"},
}

// managed lists the roles with a policy of AWS's: the CDK's function that deletes files
// may write logs. Production does not have it.
var managed = map[string]string{"CustomS3AutoDeleteObjectsCustomResourceProviderRole": "service-role/AWSLambdaBasicExecutionRole"}

type statementIn struct {
	resource                   string
	effect                     string
	actions, resources, others []string // others: NotAction, NotResource
	principal, condition       any
}

// statements lists every statement of every policy document in the template.
func (t template) statements() []statementIn {
	var all []statementIn
	var walk func(name string, v any)
	walk = func(name string, v any) {
		switch v := v.(type) {
		case []any:
			for _, one := range v {
				walk(name, one)
			}
		case map[string]any:
			if v["Effect"] != nil {
				all = append(all, readStatement(name, v))
				return
			}
			for _, one := range v {
				walk(name, one)
			}
		}
	}
	for name, r := range t {
		walk(name, r.Properties)
	}
	return all
}

func readStatement(name string, v map[string]any) statementIn {
	s := statementIn{resource: name, effect: v["Effect"].(string), principal: v["Principal"], condition: v["Condition"]}
	for key, into := range map[string]*[]string{"Action": &s.actions, "Resource": &s.resources, "NotAction": &s.others, "NotResource": &s.others} {
		if v[key] != nil {
			*into = append(*into, flatList(v[key])...)
		}
	}
	return s
}

// TestNoStars fails on any "*" that allows something and is not listed, on entries of the
// list that nothing needs, and on policies of AWS's own.
func TestNoStars(t *testing.T) {
	needed := map[star]bool{}
	for _, stage := range []string{"dev", "prod", later} {
		for _, s := range synth(t, stage).statements() {
			if s.effect != "Allow" { // denying more allows less
				continue
			}
			if len(s.others) > 0 || strings.Contains(fmt.Sprint(s.principal), "*") {
				t.Errorf("%s: %s allows by exclusion, or anyone: %+v", stage, s.resource, s)
			}
			for _, text := range append(s.actions, s.resources...) {
				if strings.Contains(text, "*") && !excused(s.resource, text, needed) {
					t.Errorf("%s: %s allows %s", stage, s.resource, text)
				}
			}
		}
		checkManaged(t, stage)
	}
	for _, s := range stars {
		if !needed[s] {
			t.Errorf("nothing needs %q in %q any more", s.text, s.in)
		}
	}
}

func excused(in, text string, needed map[star]bool) bool {
	for _, s := range stars {
		if strings.HasPrefix(in, s.in) && strings.Contains(text, s.text) {
			needed[s] = true
			return true
		}
	}
	return false
}

func checkManaged(t *testing.T, stage string) {
	t.Helper()
	for name, r := range synth(t, stage).of("AWS::IAM::Role") {
		policies, _ := r.Properties["ManagedPolicyArns"].([]any)
		for _, p := range policies {
			if stage == "prod" || !managedIsListed(name, flat(p)) {
				t.Errorf("%s: %s has the managed policy %s", stage, name, flat(p))
			}
		}
	}
	for _, kind := range []string{"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::User"} {
		for name := range synth(t, stage).of(kind) {
			t.Errorf("%s: %s is a %s: rights stand in the role", stage, name, kind)
		}
	}
}

func managedIsListed(name, policy string) bool {
	for prefix, listed := range managed {
		if strings.HasPrefix(name, prefix) && strings.HasSuffix(policy, ":iam::aws:policy/"+listed) {
			return true
		}
	}
	return false
}

const (
	regional = ":${AWS::Region}:${AWS::AccountId}:"
	arn      = "arn:${AWS::Partition}:"
)

// rights returns all that a function of the stage dev may do by its declaration, as "<action> <resource>".
func rights(id string, access []api.Access, settings []api.Setting) []string {
	log := arn + "logs" + regional + "log-group:/aws/lambda/usher-dev-" + id + ":log-stream:*"
	all := []string{"logs:CreateLogStream " + log, "logs:PutLogEvents " + log}
	for _, a := range access {
		on := "${Table.Arn}"
		if a.Index != "" {
			on += "/index/" + a.Index
		}
		all = append(all, string(a.Action)+" "+on)
	}
	if slices.Contains(settings, api.SettingLinkKeys) {
		all = append(all, "ssm:GetParameter "+arn+"ssm"+regional+"parameter/usher/dev/link-keys")
	}
	if slices.Contains(settings, api.SettingFactorKeys) {
		all = append(all, "ssm:GetParameter "+arn+"ssm"+regional+"parameter/usher/dev/factor-keys")
	}
	return all
}

func consumerRights(c api.Consumer) []string {
	all := rights(c.ID, c.Access, c.Settings)
	if c.Source == api.FromStream {
		for _, action := range []string{"DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"} {
			all = append(all, "dynamodb:"+action+" ${Table.Arn}/stream/*")
		}
		all = append(all, "s3:ListBucket ${"+failedBatches+".Arn}", "s3:PutObject ${"+failedBatches+".Arn}/*")
	} else {
		all = append(all, "sqs:SendMessage ${DeadLetters.Arn}")
	}
	if c.Puts {
		all = append(all, "events:PutEvents ${Events.Arn}")
	}
	if c.Sends {
		all = append(all, "ses:SendEmail "+arn+"ses"+regional+"identity/acme.example", "ses:SendEmail "+arn+"ses"+regional+"configuration-set/usher-dev")
	}
	return all
}

// TestRolesAreWhatIsDeclared: each function's role allows exactly what follows from its declaration: the DynamoDB
// actions on the table or index that it uses, the keys if it reads links, mail if it sends some, and its own log.
func TestRolesAreWhatIsDeclared(t *testing.T) {
	tmpl, roles := synth(t, "dev"), map[string]string{}
	check := func(id string, want []string) {
		role, got := tmpl.granted(t, id)
		if other := roles[role]; other != "" {
			t.Errorf("%s and %s share a role", id, other)
		}
		roles[role] = id
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s may\n%s\nand declares\n%s", id, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	for _, o := range api.Operations() {
		check(o.ID, rights(o.ID, o.Access, o.Settings))
	}
	for _, c := range api.Consumers() {
		check(c.ID, consumerRights(c))
	}
}

// TestWritesOfOneAttribute: functions that may write only one attribute, or one kind of item, have a condition that
// says so.
func TestWritesOfOneAttribute(t *testing.T) {
	tmpl := synth(t, "dev")
	for _, o := range api.Operations() {
		for _, a := range o.Access {
			if a.Only == "" && a.Within == "" {
				continue
			}
			role, _ := tmpl.granted(t, o.ID)
			raw, err := json.Marshal(tmpl[role].Properties)
			if err != nil {
				t.Fatal(err)
			}
			want := `"ForAllValues:StringEquals":{"dynamodb:Attributes":["pk","sk","` + a.Only + `"]}`
			if a.Within != "" {
				want = `"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["` + a.Within + `*"]}`
			}
			if !strings.Contains(string(raw), want) {
				t.Errorf("%s may write more than %s%s", o.ID, a.Only, a.Within)
			}
		}
	}
}

// granted returns the logical id of a function's role and, in order, all it allows.
func (t template) granted(test *testing.T, id string) (role string, all []string) {
	test.Helper()
	_, f, ok := t.function(id)
	if !ok {
		test.Fatalf("no function %s", id)
	}
	role = at(f.Properties["Role"], "Fn::GetAtt", 0).(string)
	for _, s := range t.statements() {
		if s.resource != role || len(s.resources) == 0 || s.effect != "Allow" { // who may take the role up is another statement
			continue
		}
		for _, action := range s.actions {
			for _, on := range s.resources {
				all = append(all, action+" "+on)
			}
		}
	}
	slices.Sort(all)
	return role, all
}

// TestRolesAreTakenUpByServices: only services may assume a role.
func TestRolesAreTakenUpByServices(t *testing.T) {
	for name, r := range synth(t, "prod").of("AWS::IAM::Role") {
		by := at(r.Properties["AssumeRolePolicyDocument"], "Statement", 0, "Principal", "Service")
		if by != "lambda.amazonaws.com" && by != "scheduler.amazonaws.com" {
			t.Errorf("%s may be taken up by %v", name, by)
		}
	}
}

// TestServicesCallFromOnePlace: every permission to invoke a function names the source that may invoke it.
func TestServicesCallFromOnePlace(t *testing.T) {
	for name, r := range synth(t, later).of("AWS::Lambda::Permission") {
		if r.Properties["SourceArn"] == nil || strings.HasSuffix(flat(r.Properties["SourceArn"]), ":*") {
			t.Errorf("%s: %v", name, r.Properties)
		}
	}
}
