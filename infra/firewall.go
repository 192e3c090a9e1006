package main

import (
	"encoding/json"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2/awswafv2"
	"github.com/aws/jsii-runtime-go"

	"usher/pkg/api/problem"
)

// wafWindow is the time over which a rate rule of AWS WAF counts, in seconds.
const wafWindow = 300

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
