package main

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"usher/pkg/api"
	"usher/pkg/aws/release"
)

// apiRefs is what other parts need of the HTTP API.
type apiRefs struct{ id, endpoint, host *string }

// How many requests a second each route accepts, unless it has limits of its own. API Gateway has no limit for an API
// as a whole below the account's, so that this bounds one route's share of it.
const (
	rateLimit  = 200
	burstLimit = 400
)

// What each route takes that hashes passwords, a second: a hash is a tenth of a second of a whole CPU, so that a flood
// of sign-ins must not use up the concurrency that all other functions share.
const (
	hashingRateLimit  = 20
	hashingBurstLimit = 40
)

// makeAPI creates the HTTP API with a route for each operation, all in one document. As resources of their own, routes
// and integrations would be changed at the same time, which API Gateway answers with conflicts, and would be 72 of the
// 500 that a stack may have.
func (b *builder) makeAPI(operations []api.Declared) {
	a := awsapigatewayv2.NewCfnApi(b.stack, jsii.String("Api"), &awsapigatewayv2.CfnApiProps{
		Body: b.apiBody(operations)}) // beside which AWS accepts neither a name nor tags
	logs := awslogs.NewLogGroup(b.stack, jsii.String("ApiLog"), &awslogs.LogGroupProps{
		LogGroupName: jsii.String("/aws/vendedlogs/apis/" + b.stage.Prefix()), Retention: b.stage.retention(),
		RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
	})
	awsapigatewayv2.NewCfnStage(b.stack, jsii.String("ApiStage"), &awsapigatewayv2.CfnStageProps{
		ApiId: a.Ref(), StageName: jsii.String("$default"), AutoDeploy: jsii.Bool(true),
		DefaultRouteSettings: &awsapigatewayv2.CfnStage_RouteSettingsProperty{
			ThrottlingRateLimit: jsii.Number(rateLimit), ThrottlingBurstLimit: jsii.Number(burstLimit),
			DetailedMetricsEnabled: jsii.Bool(false)},
		RouteSettings: routeSettings(operations),
		AccessLogSettings: &awsapigatewayv2.CfnStage_AccessLogSettingsProperty{
			DestinationArn: logs.LogGroupArn(), Format: jsii.String(accessLog())},
	})
	b.apiLog = logs
	host := awscdk.Fn_Join(jsii.String(""), &[]*string{
		a.Ref(), jsii.String(".execute-api."), b.stack.Region(), jsii.String("."), b.stack.UrlSuffix()})
	b.api = apiRefs{id: a.Ref(), endpoint: a.AttrApiEndpoint(), host: host}
}

// accessLog is the format of the access log. It names the route, never the path or the
// query, which hold tokens and addresses.
func accessLog() string {
	format, _ := json.Marshal(map[string]string{ // strings cannot fail
		"request_id": "$context.requestId", "time": "$context.requestTime",
		"route": "$context.routeKey", "status": "$context.status",
		"client": "$context.identity.sourceIp", "bytes": "$context.responseLength", "latency_ms": "$context.responseLatency",
		"function_ms": "$context.integrationLatency", "error": "$context.integrationErrorMessage",
	})
	return string(format)
}

// apiBody describes the routes in OpenAPI as API Gateway imports it, which is version 3.0 with extensions:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html
func (b *builder) apiBody(operations []api.Declared) map[string]any {
	paths := map[string]map[string]any{}
	for _, o := range operations {
		if paths[o.Path] == nil {
			paths[o.Path] = map[string]any{}
		}
		paths[o.Path][strings.ToLower(o.Method)] = map[string]any{
			"operationId": o.ID, "parameters": pathParameters(o.Path),
			"responses":                       map[string]any{"default": map[string]any{"description": o.Summary}},
			"x-amazon-apigateway-integration": b.integration(o.Route),
		}
	}
	tag := func(name, value string) map[string]any {
		return map[string]any{"name": name, "x-amazon-apigateway-tag-value": value}
	}
	return map[string]any{"openapi": "3.0.1", "paths": paths,
		"info": map[string]any{"title": b.stage.Prefix(), "version": "1", "description": "Usher's operations"},
		"tags": []any{tag(tagApplication, "usher"), tag(tagStage, b.stage.Name)},
	}
}

const (
	longestIntegration = 30 * time.Second // the longest that API Gateway waits
	startingTime       = 2 * time.Second  // for a function's start, which does not count in its own timeout
)

// integration names the function by its name: a reference would close a circle, since functions know the address of the
// dashboard, which leads to this API.
func (b *builder) integration(r api.Route) map[string]any {
	alias := ""
	if b.stage.Canary {
		alias = ":" + release.Alias
	}
	return map[string]any{
		"type": "aws_proxy", "httpMethod": http.MethodPost, "connectionType": "INTERNET", "payloadFormatVersion": "2.0",
		"timeoutInMillis": min(r.Timeout+startingTime, longestIntegration).Milliseconds(),
		"uri": awscdk.Fn_Sub(jsii.String("arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"+
			"arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:"+b.stage.Prefix()+"-"+r.ID+alias+
			"/invocations"), nil),
	}
}

func pathParameters(path string) []any {
	all := []any{}
	for _, p := range placeholder.FindAllString(path, -1) {
		all = append(all, map[string]any{"name": strings.Trim(p, "{}"), "in": "path", "required": true,
			"schema": map[string]any{"type": "string"}})
	}
	return all
}

// routeSettings gives the routes that hash passwords limits of their own.
func routeSettings(operations []api.Declared) map[string]any {
	all := map[string]any{}
	for _, o := range operations {
		if o.Hashes {
			all[o.Method+" "+o.Path] = map[string]any{
				"ThrottlingRateLimit": hashingRateLimit, "ThrottlingBurstLimit": hashingBurstLimit}
		}
	}
	return all
}

// serve allows the API to invoke the function of an operation from its route only.
func (b *builder) serve(r api.Route, f awslambda.Function) {
	b.calls(awslambda.NewCfnPermission(b.stack, jsii.String(r.ID+"-permission"), &awslambda.CfnPermissionProps{
		Action: jsii.String("lambda:InvokeFunction"), FunctionName: b.called(f),
		Principal: jsii.String("apigateway.amazonaws.com"),
		SourceArn: b.stack.FormatArn(&awscdk.ArnComponents{Service: jsii.String("execute-api"), Resource: b.api.id,
			ResourceName: jsii.String("*/" + r.Method + placeholder.ReplaceAllString(r.Path, "*"))}),
	}))
}

// placeholder matches a variable part of a path, which is * in an ARN.
var placeholder = regexp.MustCompile(`\{\w+\}`)
