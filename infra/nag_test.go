package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"
)

// suppressed is a rule of cdk-nag that Usher breaks on purpose, on resources whose path begins so.
type suppressed struct{ rule, on, why string }

var suppressions = []suppressed{
	{"AwsSolutions-CFR1", "Distribution/", "whoever is invited may be anywhere"},
	{"AwsSolutions-CFR2", "Distribution/", "a WAF costs when idle, so it is a setting; functions have limits by client and caller"},
	{"AwsSolutions-CFR3", "Distribution/", "access logs would hold the paths of links, which are tokens; the API's own log names routes"},
	{"AwsSolutions-CFR4", "Distribution/", "CloudFront's own certificate allows TLS 1.0; with a domain of your own it is 1.2"},
	{"AwsSolutions-IAM5", "", "TestNoStars lists each star with its reason, both ways"},
	{"AwsSolutions-L1", "Custom::CDKBucketDeployment", "the CDK chooses its own function's runtime"},
	{"AwsSolutions-S1", "Dashboard/", "the dashboard's files are public, and only CloudFront reads them"},
	{"AwsSolutions-S1", "FailedBatches/", "nobody but an operator reads it, by a command, of which CloudTrail knows"},
	{"AwsSolutions-SQS3", "DeadLetters", "it is the dead-letter queue"},
	{"Serverless-LambdaDLQ", "", "operations are called synchronously; consumers have destinations, which keep the error too"},
	{"Serverless-LambdaLatestVersion", "Custom::CDKBucketDeployment", "the CDK chooses its own function's runtime"},
	{"Serverless-LambdaTracing", "", "X-Ray bills by trace; the log continues the W3C's trace ids instead"},
	{"Serverless-SQSRedrivePolicy", "DeadLetters", "it is the dead-letter queue"},
}

// finding is a line of a report of cdk-nag.
type finding struct{ RuleID, ResourceID, Compliance, RuleInfo string }

// nag returns what cdk-nag's packs report of a stage.
func nag(t *testing.T, stage string) []finding {
	t.Helper()
	var out string
	synthesizeStage(t, stage, nil, func(app awscdk.App) {
		out = *app.Outdir()
		props := &cdknag.NagPackProps{Reports: jsii.Bool(true), ReportFormats: &[]cdknag.NagReportFormat{cdknag.NagReportFormat_JSON}}
		awscdk.Aspects_Of(app).Add(cdknag.NewAwsSolutionsChecks(props), nil)
		awscdk.Aspects_Of(app).Add(cdknag.NewServerlessChecks(props), nil)
	})
	reports, err := filepath.Glob(filepath.Join(out, "*NagReport.json"))
	if err != nil || len(reports) < 2 {
		t.Fatal(reports, err)
	}
	var all []finding
	for _, path := range reports {
		raw, err := os.ReadFile(path) //nolint:gosec // cdk-nag's own
		if err != nil {
			t.Fatal(err)
		}
		var report struct{ Lines []finding }
		if err := json.Unmarshal(raw, &report); err != nil {
			t.Fatal(err)
		}
		all = append(all, report.Lines...)
	}
	return all
}

// TestNag holds the stack to cdk-nag's packs for AWS solutions and serverless applications. Each exception is listed
// with its reason, and one that nothing needs is an error too.
func TestNag(t *testing.T) {
	needed, kept := map[suppressed]bool{}, 0
	for _, f := range nag(t, "prod") {
		if f.Compliance == "Compliant" {
			kept++
		}
		if f.Compliance == "Compliant" || f.Compliance == "N/A" || excepted(f, needed) {
			continue
		}
		t.Errorf("%s %s: %s: %s", f.RuleID, f.ResourceID, f.Compliance, f.RuleInfo)
	}
	for _, s := range suppressions {
		if !needed[s] {
			t.Errorf("nothing needs the exception from %s on %q", s.rule, s.on)
		}
	}
	if kept == 0 {
		t.Error("nothing was checked")
	}
}

func excepted(f finding, needed map[suppressed]bool) bool {
	_, path, _ := strings.Cut(f.ResourceID, "/") // below the stack
	for _, s := range suppressions {
		if f.RuleID == s.rule && strings.HasPrefix(path, s.on) {
			needed[s] = true
			return true
		}
	}
	return false
}
