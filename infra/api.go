package main

import (
	"encoding/json"
	"regexp"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"usher/pkg/api"
)

// apiRefs is what other parts need of the HTTP API.
type apiRefs struct{ id, endpoint, host *string }

// How many requests a second the API accepts in all: a bound on cost as much as on load.
const (
	rateLimit  = 200
	burstLimit = 400
)

// What each route takes that hashes passwords, a second: a hash is a tenth of a second of a whole CPU, so that a flood
// of sign-ins must not use up what all other routes have.
const (
	hashingRateLimit  = 20
	hashingBurstLimit = 40
)

// makeAPI creates the HTTP API without routes. It refers to no function, so that
// functions may know the address that leads to it.
func (b *builder) makeAPI() {
	a := awsapigatewayv2.NewCfnApi(b.stack, jsii.String("Api"), &awsapigatewayv2.CfnApiProps{
		Name: jsii.String(b.stage.Prefix()), ProtocolType: jsii.String("HTTP"),
		Description: jsii.String("Usher's operations"),
	})
	logs := awslogs.NewLogGroup(b.stack, jsii.String("ApiLog"), &awslogs.LogGroupProps{
		LogGroupName: jsii.String("/aws/vendedlogs/apis/" + b.stage.Prefix()), Retention: b.stage.retention(),
		RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
	})
	b.apiStage = awsapigatewayv2.NewCfnStage(b.stack, jsii.String("ApiStage"), &awsapigatewayv2.CfnStageProps{
		ApiId: a.Ref(), StageName: jsii.String("$default"), AutoDeploy: jsii.Bool(true),
		DefaultRouteSettings: &awsapigatewayv2.CfnStage_RouteSettingsProperty{
			ThrottlingRateLimit: jsii.Number(rateLimit), ThrottlingBurstLimit: jsii.Number(burstLimit),
			DetailedMetricsEnabled: jsii.Bool(false)},
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

// serve creates the route of an operation, and allows the API to invoke its function from that route only.
func (b *builder) serve(r api.Route, f awslambda.Function) {
	props := &awsapigatewayv2.CfnIntegrationProps{
		ApiId: b.api.id, IntegrationType: jsii.String("AWS_PROXY"), IntegrationUri: f.FunctionArn(),
		PayloadFormatVersion: jsii.String("2.0"), TimeoutInMillis: jsii.Number(float64(r.Timeout.Milliseconds())),
	}
	integration := awsapigatewayv2.NewCfnIntegration(b.stack, jsii.String(r.ID+"-integration"), props)
	route := awsapigatewayv2.NewCfnRoute(b.stack, jsii.String(r.ID+"-route"), &awsapigatewayv2.CfnRouteProps{
		ApiId: b.api.id, RouteKey: jsii.String(r.Method + " " + r.Path),
		// The function authorizes, by Usher's own sessions and keys.
		AuthorizationType: jsii.String("NONE"),
		Target:            awscdk.Fn_Join(jsii.String("/"), &[]*string{jsii.String("integrations"), integration.Ref()}),
	})
	if r.Hashes {
		b.throttle(r.Method+" "+r.Path, route)
	}
	awslambda.NewCfnPermission(b.stack, jsii.String(r.ID+"-permission"), &awslambda.CfnPermissionProps{
		Action: jsii.String("lambda:InvokeFunction"), FunctionName: f.FunctionArn(),
		Principal: jsii.String("apigateway.amazonaws.com"),
		SourceArn: b.stack.FormatArn(&awscdk.ArnComponents{Service: jsii.String("execute-api"), Resource: b.api.id,
			ResourceName: jsii.String("*/" + r.Method + placeholder.ReplaceAllString(r.Path, "*"))}),
	})
}

// throttle gives a route what the routes that hash passwords may take, instead of the API's. The stage takes no
// settings of a route that is not there yet.
func (b *builder) throttle(key string, route awsapigatewayv2.CfnRoute) {
	b.throttled[key] = map[string]any{"ThrottlingRateLimit": hashingRateLimit, "ThrottlingBurstLimit": hashingBurstLimit}
	b.apiStage.SetRouteSettings(b.throttled)
	b.apiStage.AddResourceDependency(route, nil)
}

// placeholder matches a variable part of a path, which is * in an ARN.
var placeholder = regexp.MustCompile(`\{\w+\}`)
