package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"usher/pkg/api"
	"usher/pkg/aws/stages"
)

// TestStageIsAFile: the context only says which stage; its settings come from its file, and a stage without one, or of
// another region, is an error.
func TestStageIsAFile(t *testing.T) {
	t.Setenv("CDK_DEFAULT_REGION", "eu-west-1")
	root := t.TempDir()
	read := func(name string) (Stage, error) {
		context := map[string]any{"stage": name, "sender": "somebody@else.example", "signUp": "open"}
		return readStage(awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(t.TempDir()), Context: &context}), root)
	}
	put(t, filepath.Join(root, "infra", "stages", "dev.json"), `{"keep": false, "sender": "no-reply@acme.example"}`)
	put(t, filepath.Join(root, "infra", "stages", "far.json"), `{"keep": false, "sender": "no-reply@acme.example", "waf": "100"}`)
	if s, err := read("dev"); err != nil || s.Sender != "no-reply@acme.example" || s.SignUp != "closed" || s.Root != root {
		t.Errorf("%+v %v", s, err)
	}
	if _, err := read("other"); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "make stage STAGE=other") {
		t.Errorf("%v", err)
	}
	if _, err := read("far"); err == nil || !strings.Contains(err.Error(), "only a stack in us-east-1 can") {
		t.Errorf("%v", err)
	}
}

// TestLogoIsThere: a logo that is to be a file of the dashboard is one.
func TestLogoIsThere(t *testing.T) {
	root := t.TempDir()
	put(t, filepath.Join(root, "dashboard", "dist", "logo.svg"), "<svg/>")
	for logo, there := range map[string]bool{"/logo.svg": true, "/missing.svg": false, "https://acme.example/a.svg": true, "": true} {
		put(t, filepath.Join(root, "infra", "stages", "dev.json"), `{"keep": false, "sender": "no-reply@acme.example", "brand": {"logo": "`+logo+`"}}`)
		_, err := readStage(awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(t.TempDir())}), root)
		if (err == nil) != there || err != nil && !strings.Contains(err.Error(), "brand.logo names a file") {
			t.Errorf("%q: %v", logo, err)
		}
	}
}

// TestShippedStage: the file that comes with the repository, by which `make synth` works at once, is a stage's.
func TestShippedStage(t *testing.T) {
	if s, err := stages.Read("stages", "dev"); err != nil || s.Keep {
		t.Errorf("%+v %v", s, err)
	}
}

// TestWhatHasStateCanBeCreatedAgain: a creation that fails takes back what it made, since nothing is protected yet and
// a table of its name would stop the next attempt; once created, nothing deletes the table of production, and nothing
// deletes the identity of any stage, whatever its file comes to say.
func TestWhatHasStateCanBeCreatedAgain(t *testing.T) {
	for name, c := range map[string]struct {
		stage     string
		more      map[string]any
		table     string
		protected bool
	}{
		"production, created":  {"prod", map[string]any{"creating": "true"}, "RetainExceptOnCreate", false},
		"production, from now": {"prod", nil, "RetainExceptOnCreate", true},
		"another name":         {"later", map[string]any{"keep": true}, "RetainExceptOnCreate", true},
		"any other":            {"dev", nil, "Delete", false},
	} {
		var made struct{ Resources template }
		if err := json.Unmarshal(synthesizeStage(t, c.stage, c.more), &made); err != nil {
			t.Fatal(err)
		}
		table, identity := made.Resources["Table"], made.Resources["Identity"]
		if table.DeletionPolicy != c.table || table.Properties["DeletionProtectionEnabled"] != c.protected {
			t.Errorf("%s: table %+v", name, table)
		}
		if c.table != "Delete" && table.UpdateReplacePolicy != "Retain" {
			t.Errorf("%s: a replaced table is %s", name, table.UpdateReplacePolicy)
		}
		if identity.DeletionPolicy != "RetainExceptOnCreate" || identity.UpdateReplacePolicy != "Retain" {
			t.Errorf("%s: identity %+v", name, identity)
		}
		// Retain alone would leave behind, of a creation that failed, what has a fixed name.
		for id, r := range made.Resources {
			if r.DeletionPolicy == "Retain" && r.Type != "AWS::S3::Bucket" { // its name is CloudFormation's
				t.Errorf("%s: %s, %s, stays after a creation that failed", name, id, r.Type)
			}
		}
	}
}

// TestTerminationProtection: the stack of production refuses to be deleted, except while it is being created: then the
// CDK must be able to delete what is left of a creation that failed.
func TestTerminationProtection(t *testing.T) {
	for _, c := range []struct{ keep, creating, want bool }{
		{false, false, false}, {false, true, false}, {true, true, false}, {true, false, true}} {
		s := stages.New("x")
		s.Keep, s.Sender, s.Identity = c.keep, "no-reply@acme.example", "acme.example"
		root := t.TempDir()
		put(t, filepath.Join(root, "docs", "openapi.json"), "{}")
		app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(t.TempDir())})
		stack := NewStack(app, Stage{Stage: s, Creating: c.creating, Root: root}, Declarations{Table: api.Table()})
		if *stack.TerminationProtection() != c.want {
			t.Errorf("%+v: %v", c, *stack.TerminationProtection())
		}
	}
}

// TestSandbox: the setting adds the recipients' identities to the role that sends mail, and changes no other role.
func TestSandbox(t *testing.T) {
	var made struct{ Resources template }
	if err := json.Unmarshal(synthesizeStage(t, "dev", map[string]any{"sandbox": true}), &made); err != nil {
		t.Fatal(err)
	}
	for _, id := range Declared().ids() {
		_, got := made.Resources.granted(t, id)
		_, want := synth(t, "dev").granted(t, id)
		if slices.Contains(want, "ses:SendEmail "+arn+"ses"+regional+"identity/acme.example") {
			want = append(want, "ses:SendEmail "+arn+"ses"+regional+"identity/*")
			slices.Sort(want)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s may\n%s\nwithout the setting\n%s", id, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	senders := slices.DeleteFunc(api.Consumers(), func(c api.Consumer) bool { return !c.Sends })
	if len(senders) != 1 {
		t.Errorf("%d functions send mail", len(senders))
	}
}

// TestAlarmsAreASetting: without it no alarm costs anything, and an operator can still add some to the topic.
func TestAlarmsAreASetting(t *testing.T) {
	var made struct{ Resources template }
	if err := json.Unmarshal(synthesizeStage(t, "dev", map[string]any{"alarms": false}), &made); err != nil {
		t.Fatal(err)
	}
	if n := len(made.Resources.of("AWS::CloudWatch::Alarm")); n > 0 || len(made.Resources.of("AWS::SNS::Topic")) != 1 {
		t.Errorf("%d alarms", n)
	}
	if len(synth(t, "dev").of("AWS::CloudWatch::Alarm")) == 0 {
		t.Error("no alarms where they are on")
	}
}

// TestBuiltNamesWhatIsMissing: the error names every function that has not been built.
func TestBuiltNamesWhatIsMissing(t *testing.T) {
	root, d := t.TempDir(), Declared()
	for _, id := range d.ids()[2:] {
		put(t, filepath.Join(root, "build", id, "bootstrap"), id)
	}
	err := built(Stage{Root: root}, d)
	if err == nil || !strings.HasSuffix(err.Error(), ": "+d.ids()[0]+", "+d.ids()[1]) {
		t.Errorf("%v", err)
	}
	if err := built(Stage{Root: root}, Declarations{Operations: d.Operations[2:]}); err != nil {
		t.Error(err)
	}
}

// TestOptions: the domain, the address for alarms and the identity are as set.
func TestOptions(t *testing.T) {
	raw := string(synthesizeStage(t, "dev", map[string]any{"domain": "usher.acme.example", "alarmEmail": "ops@acme.example", "identityExists": true,
		"certificate": "arn:aws:acm:us-east-1:111122223333:certificate/x", "signUp": "open", "sessionLifetime": "8h", "sessionIdle": "30m", "invitationLifetime": "72h",
		"brand": map[string]any{"product": "Acme, Inc.", "color": "#12b886", "support": "help@acme.example", "logo": "https://cdn.acme.example/logo.svg",
			"upgrade": "https://acme.example/plans"}, "waf": "arn:aws:wafv2:us-east-1:111122223333:global/webacl/mine/1"}))
	for _, want := range []string{`"https://usher.acme.example"`, `"AcmCertificateArn": "arn:aws:acm:us-east-1`, `"Endpoint": "ops@acme.example"`, `"USHER_SIGN_UP": "open"`,
		`"USHER_PRODUCT_NAME": "Acme, Inc."`, `"USHER_PRODUCT_COLOR": "#12b886"`, `"USHER_SUPPORT_EMAIL": "help@acme.example"`,
		`"USHER_SENDER": "\"Acme, Inc.\" <no-reply@acme.example>"`, `img-src 'self' data: blob: https://cdn.acme.example; connect-src`,
		`"USHER_SESSION_LIFETIME": "8h"`, `"USHER_SESSION_IDLE": "30m"`, `"USHER_INVITATION_LIFETIME": "72h"`,
		`"WebACLId": "arn:aws:wafv2:us-east-1:111122223333:global/webacl/mine/1"`} {
		if !strings.Contains(raw, want) {
			t.Errorf("the template lacks %s", want)
		}
	}
	if strings.Contains(raw, "AWS::SES::EmailIdentity") {
		t.Error("the identity is made again")
	}
}

// TestFirewall: without the setting there is no web ACL; with it the distribution has one, which counts requests by
// client address, answers as the API's own limits do, and keeps no paths.
func TestFirewall(t *testing.T) {
	if raw := string(synthesizeStage(t, "dev", nil)); strings.Contains(raw, "WAFv2") || strings.Contains(raw, "WebACLId") {
		t.Error("a web ACL that nobody asked for, and that costs when idle")
	}
	t.Setenv("CDK_DEFAULT_REGION", "us-east-1")
	var tmpl struct{ Resources template }
	if err := json.Unmarshal(synthesizeStage(t, "dev", map[string]any{"waf": "1500"}), &tmpl); err != nil {
		t.Fatal(err)
	}
	acl := only(t, tmpl.Resources, "AWS::WAFv2::WebACL")
	rule := at(acl, "Rules", 0)
	for name, c := range map[string]struct{ got, want any }{
		"scope":        {acl["Scope"], "CLOUDFRONT"},
		"others":       {fmt.Sprint(acl["DefaultAction"]), "map[Allow:map[]]"},
		"limit":        {at(rule, "Statement", "RateBasedStatement", "Limit"), 1500.0},
		"by":           {at(rule, "Statement", "RateBasedStatement", "AggregateKeyType"), "IP"},
		"answer":       {at(rule, "Action", "Block", "CustomResponse", "ResponseCode"), 429.0},
		"samples":      {at(rule, "VisibilityConfig", "SampledRequestsEnabled"), false},
		"distribution": {flat(at(only(t, tmpl.Resources, "AWS::CloudFront::Distribution"), "DistributionConfig", "WebACLId")), "${Firewall.Arn}"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v", name, c.got)
		}
	}
}
