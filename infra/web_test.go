package main

import (
	"fmt"
	"strings"
	"testing"
)

func only(t *testing.T, tmpl template, kind string) map[string]any {
	t.Helper()
	found := tmpl.of(kind)
	if len(found) != 1 {
		t.Fatalf("%d of %s", len(found), kind)
	}
	for _, r := range found {
		return r.Properties
	}
	return nil
}

// TestAccessLogTellsNoSecrets: paths and queries, which hold tokens and addresses, are not in the access log.
func TestAccessLogTellsNoSecrets(t *testing.T) {
	format := at(only(t, synth(t, "dev"), "AWS::ApiGatewayV2::Stage"), "AccessLogSettings", "Format").(string)
	for _, bad := range []string{"$context.path", "requestPath", "rawPath", "queryString", "cookie", "$context.identity.userAgent"} {
		if strings.Contains(format, bad) {
			t.Errorf("the access log holds %s", bad)
		}
	}
	if !strings.Contains(format, "$context.routeKey") {
		t.Errorf("the access log does not tell the route: %s", format)
	}
}

// TestAPIIsBounded: every route is throttled.
func TestAPIIsBounded(t *testing.T) {
	s := at(only(t, synth(t, "prod"), "AWS::ApiGatewayV2::Stage"), "DefaultRouteSettings")
	if rate, ok := at(s, "ThrottlingRateLimit").(float64); !ok || rate <= 0 || at(s, "ThrottlingBurstLimit").(float64) < rate {
		t.Errorf("%v", s)
	}
}

// TestHeaders: the policy is exactly the one that the dashboard is built for, and headers keep links from leaking.
func TestHeaders(t *testing.T) {
	h := at(only(t, synth(t, "prod"), "AWS::CloudFront::ResponseHeadersPolicy"), "ResponseHeadersPolicyConfig", "SecurityHeadersConfig")
	const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
		"font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
	for name, c := range map[string]struct{ got, want any }{
		"policy":   {at(h, "ContentSecurityPolicy", "ContentSecurityPolicy"), policy},
		"referrer": {at(h, "ReferrerPolicy", "ReferrerPolicy"), "no-referrer"},
		"sniffing": {at(h, "ContentTypeOptions", "Override"), true},
		"https":    {at(h, "StrictTransportSecurity", "AccessControlMaxAgeSec"), 31536000.0},
		"frames":   {at(h, "FrameOptions", "FrameOption"), "DENY"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v", name, c.got)
		}
	}
}

// TestDistribution: the API is not cached and gets everything that the viewer sent except the host, and the header by
// which functions recognize the distribution; pages and the OpenAPI document come from the private bucket.
func TestDistribution(t *testing.T) {
	const cachingDisabled, allViewerExceptHost = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "b689b0a8-53d0-40ab-baf2-68738e2966ac" // AWS's own ids
	tmpl := synth(t, "prod")
	d := only(t, tmpl, "AWS::CloudFront::Distribution")["DistributionConfig"]
	document, api := at(d, "CacheBehaviors", 0), at(d, "CacheBehaviors", 1) // the first that fits is taken
	if at(document, "PathPattern") != "/v1/openapi.json" || at(document, "TargetOriginId") != at(d, "DefaultCacheBehavior", "TargetOriginId") ||
		at(document, "ViewerProtocolPolicy") != "https-only" || at(document, "FunctionAssociations") != nil {
		t.Errorf("OpenAPI document: %v", document)
	}
	if at(api, "PathPattern") != "/v1/*" || at(api, "CachePolicyId") != cachingDisabled || at(api, "OriginRequestPolicyId") != allViewerExceptHost ||
		at(api, "ViewerProtocolPolicy") != "https-only" || len(at(api, "AllowedMethods").([]any)) != 7 || at(api, "FunctionAssociations") != nil {
		t.Errorf("API: %v", api)
	}
	if at(d, "CustomErrorResponses") != nil {
		t.Error("errors are mapped: the API's 404 would become a page")
	}
	if at(d, "DefaultCacheBehavior", "ViewerProtocolPolicy") != "redirect-to-https" || at(d, "DefaultCacheBehavior", "FunctionAssociations", 0, "EventType") != "viewer-request" {
		t.Errorf("pages: %v", at(d, "DefaultCacheBehavior"))
	}
	for _, o := range at(d, "Origins").([]any) {
		if at(o, "S3OriginConfig") != nil {
			if at(o, "OriginAccessControlId") == nil {
				t.Errorf("the bucket's origin has no access control: %v", o)
			}
			continue
		}
		_, f, _ := tmpl.function("get-me")
		sent, known := at(o, "OriginCustomHeaders", 0), at(f.Properties, "Environment", "Variables", "USHER_TRUSTED_PROXY")
		if at(sent, "HeaderName") != "X-Usher-Proxy" || known == nil || fmt.Sprint(at(sent, "HeaderValue")) != fmt.Sprint(known) {
			t.Errorf("CloudFront sends %v, functions know %v", sent, known)
		}
	}
}

// TestDashboardIsPrivateAndUploaded: no file is public, the immutable files come before
// the pages, and browsers keep each as long as it is valid.
func TestDashboardIsPrivateAndUploaded(t *testing.T) {
	tmpl := synth(t, "prod")
	for what, on := range only(t, tmpl, "AWS::S3::Bucket")["PublicAccessBlockConfiguration"].(map[string]any) {
		if on != true {
			t.Errorf("%s is off", what)
		}
	}
	uploads := tmpl.of("Custom::CDKBucketDeployment")
	for name, r := range uploads {
		pages, cache := strings.Contains(name, "Pages"), at(r.Properties, "SystemMetadata", "cache-control")
		if sources := at(r.Properties, "SourceObjectKeys").([]any); pages != (len(sources) == 2) { // the document is beside the pages
			t.Errorf("%s: %v", name, sources)
		}
		if pages && (cache != "no-cache" || !strings.Contains(fmt.Sprint(r.DependsOn), "DashboardAssets")) || !pages && cache != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %v, after %v", name, cache, r.DependsOn)
		}
	}
	if len(uploads) != 2 {
		t.Errorf("%d uploads", len(uploads))
	}
}

// TestAlarms: there are few, and each has a description and a topic to which CloudWatch may publish.
func TestAlarms(t *testing.T) {
	tmpl := synth(t, "prod")
	alarms := tmpl.of("AWS::CloudWatch::Alarm")
	if len(alarms) < 8 || len(alarms) > 11 { // ten cost nothing
		t.Errorf("%d alarms", len(alarms))
	}
	for name, a := range alarms {
		if a.Properties["AlarmDescription"] == nil || len(a.Properties["AlarmActions"].([]any)) != 1 {
			t.Errorf("%s tells nobody, or nothing", name)
		}
	}
	let := false
	for _, s := range tmpl.statements() {
		let = let || strings.HasPrefix(s.resource, "AlarmsPolicy") && s.effect == "Allow" && at(s.principal, "Service") == "cloudwatch.amazonaws.com"
	}
	if !let {
		t.Error("CloudWatch may not tell the topic")
	}
}
