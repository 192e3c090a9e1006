package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awswafv2"
	"github.com/aws/jsii-runtime-go"

	"usher/pkg/api/problem"
)

// What a rate rule of AWS WAF takes, and the time over which it counts, in seconds.
const (
	leastWAFRate = 10
	mostWAFRate  = 2_000_000_000
	wafWindow    = 300
)

// checkWAF validates the setting waf: a number of requests, with which the stack creates a web ACL, or the ARN of one
// that exists. AWS keeps web ACLs of CloudFront in us-east-1 only.
func (s Stage) checkWAF(region string) error {
	if s.WAF == "" || strings.HasPrefix(s.WAF, "arn:aws:wafv2:us-east-1:") && strings.Contains(s.WAF, ":global/webacl/") {
		return nil
	}
	if n, err := strconv.Atoi(s.WAF); err != nil || n < leastWAFRate || n > mostWAFRate {
		return fmt.Errorf("waf must be how many requests an address may make in five minutes, at least %d, "+
			"or the ARN of a global web ACL in us-east-1", leastWAFRate)
	}
	if region != "us-east-1" {
		return fmt.Errorf("waf makes a web ACL of CloudFront, which only a stack in us-east-1 can: deploy there " +
			"(AWS_REGION=us-east-1), or create one there and set waf to its ARN")
	}
	return nil
}

// firewall returns the ARN of the web ACL in front of the distribution; nil without one.
func (b *builder) firewall() *string {
	limit, err := strconv.Atoi(b.stage.WAF)
	switch {
	case b.stage.WAF == "":
		return nil
	case err != nil:
		return &b.stage.WAF
	}
	// No sampled requests: their paths hold the tokens of links.
	visible := &awswafv2.CfnWebACL_VisibilityConfigProperty{CloudWatchMetricsEnabled: jsii.Bool(true),
		MetricName: jsii.String(b.stage.Prefix()), SampledRequestsEnabled: jsii.Bool(false)}
	const body = "too-many-requests"
	rule := &awswafv2.CfnWebACL_RuleProperty{
		Name: jsii.String("rate-by-address"), Priority: jsii.Number(0), VisibilityConfig: visible,
		Statement: &awswafv2.CfnWebACL_StatementProperty{
			RateBasedStatement: &awswafv2.CfnWebACL_RateBasedStatementProperty{
				AggregateKeyType: jsii.String("IP"), Limit: jsii.Number(limit), EvaluationWindowSec: jsii.Number(wafWindow)}},
		Action: &awswafv2.CfnWebACL_RuleActionProperty{Block: &awswafv2.CfnWebACL_BlockActionProperty{
			CustomResponse: &awswafv2.CfnWebACL_CustomResponseProperty{
				ResponseCode: jsii.Number(problem.TooManyRequests.Status()), CustomResponseBodyKey: jsii.String(body),
				ResponseHeaders: &[]any{&awswafv2.CfnWebACL_CustomHTTPHeaderProperty{
					Name: jsii.String("Retry-After"), Value: jsii.String(strconv.Itoa(wafWindow))}}}}},
	}
	acl := awswafv2.NewCfnWebACL(b.stack, jsii.String("Firewall"), &awswafv2.CfnWebACLProps{
		Name: jsii.String(b.stage.Prefix()), Scope: jsii.String("CLOUDFRONT"), VisibilityConfig: visible,
		Description:   jsii.String("Bounds what one client address may request"),
		DefaultAction: &awswafv2.CfnWebACL_DefaultActionProperty{Allow: &awswafv2.CfnWebACL_AllowActionProperty{}},
		Rules:         &[]any{rule},
		CustomResponseBodies: &map[string]any{body: &awswafv2.CfnWebACL_CustomResponseBodyProperty{
			ContentType: jsii.String("APPLICATION_JSON"), Content: tooManyRequests()}},
	})
	return acl.AttrArn()
}

// tooManyRequests is the problem document of the API's own limits, without a request id.
func tooManyRequests() *string {
	code := problem.TooManyRequests
	text, _ := json.Marshal(map[string]any{"type": "about:blank", "title": code.Title(), "status": code.Status(),
		"code": code, "detail": "Too many requests from this network address. Retry in five minutes."})
	return jsii.String(string(text))
}
