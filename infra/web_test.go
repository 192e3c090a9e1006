package main

import (
	"fmt"
	"reflect"
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
	h := at(headersOf(t, "DefaultCacheBehavior"), "SecurityHeadersConfig")
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

// headersOf returns the policy that CloudFront applies to the headers of a behavior's answers.
func headersOf(t *testing.T, behavior ...any) any {
	t.Helper()
	tmpl := synth(t, "prod")
	d := only(t, tmpl, "AWS::CloudFront::Distribution")["DistributionConfig"]
	policy := strings.Trim(flat(at(at(d, behavior...), "ResponseHeadersPolicyId")), "${}")
	return at(tmpl[policy].Properties, "ResponseHeadersPolicyConfig")
}

// TestFilesKeepTheirPolicy: the API's answers keep the content security policy that functions give what people
// uploaded, which is sandboxed, and get a strict one where functions give none; all else is as for pages.
func TestFilesKeepTheirPolicy(t *testing.T) {
	pages, api := headersOf(t, "DefaultCacheBehavior"), headersOf(t, "CacheBehaviors", 1)
	got := at(api, "SecurityHeadersConfig", "ContentSecurityPolicy").(map[string]any)
	if got["Override"] != false || got["ContentSecurityPolicy"] != "default-src 'none'; frame-ancestors 'none'" {
		t.Errorf("%v", got)
	}
	for _, name := range []string{"ContentTypeOptions", "FrameOptions", "ReferrerPolicy", "StrictTransportSecurity"} {
		if a, p := at(api, "SecurityHeadersConfig", name), at(pages, "SecurityHeadersConfig", name); a == nil || !reflect.DeepEqual(a, p) {
			t.Errorf("%s: %v, of pages %v", name, a, p)
		}
	}
}

// TestRefusalsAlarm: answers 401 and 429 are counted in the access log, whose form the filter must fit.
func TestRefusalsAlarm(t *testing.T) {
	tmpl := synth(t, "prod")
	filter := only(t, tmpl, "AWS::Logs::MetricFilter")
	if filter["FilterPattern"] != `{ $.status = "401" || $.status = "429" }` || tmpl[strings.Trim(flat(filter["LogGroupName"]), "${}")].Properties["LogGroupName"] != "/aws/vendedlogs/apis/usher-prod" {
		t.Errorf("%v", filter)
	}
	if !strings.Contains(accessLog(), `"status":"$context.status"`) {
		t.Errorf("the filter does not fit %s", accessLog())
	}
	metric, alarm := at(filter["MetricTransformations"], 0), resource{}
	for name, a := range tmpl.of("AWS::CloudWatch::Alarm") {
		if strings.HasPrefix(name, "refusals") {
			alarm = a
		}
	}
	if alarm.Properties["MetricName"] != at(metric, "MetricName") || alarm.Properties["Namespace"] != at(metric, "MetricNamespace") {
		t.Errorf("the alarm watches %v, the filter counts %v", alarm.Properties, metric)
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
		if sources := at(r.Properties, "SourceObjectKeys").([]any); pages != (len(sources) == 3) { // document and brand are beside the pages
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
	if len(alarms) < 8 || len(alarms) > 12 { // ten cost nothing
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
