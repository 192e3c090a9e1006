package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

// TestStageIsChecked: a wrong setting is an error of one sentence.
func TestStageIsChecked(t *testing.T) {
	t.Setenv("CDK_DEFAULT_REGION", "eu-west-1")
	for wrong, context := range map[string]map[string]any{
		"sender must be":      {"sender": "acme.example"},
		"stage must be":       {"stage": "Prod!"},
		"plans":               {"plans": "playground=ten"},
		"signUp must be":      {"signUp": "yes"},
		"go together":         {"domain": "usher.example.com"},
		"waf must be how":     {"waf": "9"},
		"or create one":       {"waf": "1000"},
		"sessionLifetime mu":  {"sessionLifetime": "12"},
		"invitationLifetime":  {"invitationLifetime": "0s"},
		"productName must":    {"productName": "https://acme.example"},
		"productLogo must":    {"productLogo": "http://acme.example/logo.svg"},
		"productLogo names a": {"productLogo": "/missing.svg"},
		"productColor must":   {"productColor": "blue"},
		"supportEmail must":   {"supportEmail": "acme.example"},
		"upgradeURL must be":  {"upgradeURL": "javascript:alert(1)"},
		"must be of us-east-": {"domain": "usher.example.com", "certificate": "arn:aws:acm:eu-west-1:111122223333:certificate/x"},
	} {
		for name, value := range map[string]any{"stage": "dev", "sender": "no-reply@acme.example"} {
			if context[name] == nil {
				context[name] = value
			}
		}
		root := t.TempDir()
		put(t, filepath.Join(root, "dashboard", "dist", "index.html"), "<!doctype html>")
		_, err := readStage(awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(t.TempDir()), Context: &context}), root)
		if err == nil || !strings.Contains(err.Error(), wrong) {
			t.Errorf("%v: %v", context, err)
		}
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
	raw := string(synthesizeStage(t, "dev", map[string]any{"domain": "usher.acme.example", "alarmEmail": "ops@acme.example", "identityExists": "true",
		"certificate": "arn:aws:acm:us-east-1:111122223333:certificate/x", "signUp": "open", "sessionLifetime": "8h", "invitationLifetime": "72h",
		"proofVersion": "3", "productName": "Acme, Inc.", "productColor": "#12b886", "supportEmail": "help@acme.example", "productLogo": "https://cdn.acme.example/logo.svg",
		"upgradeURL": "https://acme.example/plans", "waf": "arn:aws:wafv2:us-east-1:111122223333:global/webacl/mine/1"}))
	for _, want := range []string{`"https://usher.acme.example"`, `"AcmCertificateArn": "arn:aws:acm:us-east-1`, `"Endpoint": "ops@acme.example"`, `"USHER_SIGN_UP": "open"`,
		`"USHER_PRODUCT_NAME": "Acme, Inc."`, `"USHER_PRODUCT_COLOR": "#12b886"`, `"USHER_SUPPORT_EMAIL": "help@acme.example"`,
		`"USHER_SENDER": "\"Acme, Inc.\" <no-reply@acme.example>"`, `img-src 'self' data: blob: https://cdn.acme.example; connect-src`,
		`"USHER_SESSION_LIFETIME": "8h"`, `"USHER_INVITATION_LIFETIME": "72h"`, `"HeaderValue": "{{resolve:ssm:/usher/dev/proxy-proof:3}}"`,
		`"USHER_TRUSTED_PROXY": "{{resolve:ssm:/usher/dev/proxy-proof:3}}"`, `"WebACLId": "arn:aws:wafv2:us-east-1:111122223333:global/webacl/mine/1"`} {
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
