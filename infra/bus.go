package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
)

// busRefs is the event bus that the audit log is published to.
type busRefs struct{ arn, name *string }

// makeBus creates the event bus of what happens in organizations. It has no policy: rules of this account only.
func (b *builder) makeBus() {
	bus := awsevents.NewCfnEventBus(b.stack, jsii.String("Events"), &awsevents.CfnEventBusProps{
		Name: jsii.String(b.stage.Prefix()), Description: jsii.String("What the audit logs of organizations record")})
	b.bus = busRefs{arn: bus.AttrArn(), name: bus.Ref()}
}

// makeHook has EventBridge post each event to the address of the stage's file, with the secret that it names as
// Authorization. What could not be delivered goes to the dead-letter queue.
func (b *builder) makeHook() {
	if b.stage.EventsURL == "" {
		return
	}
	name := jsii.String(b.stage.Prefix() + "-events")
	key := awscdk.SecretValue_SecretsManager(&b.stage.EventsKey, nil).UnsafeUnwrap() // a reference, not the value
	connection := awsevents.NewCfnConnection(b.stack, jsii.String("EventsConnection"), &awsevents.CfnConnectionProps{
		Name: name, AuthorizationType: jsii.String("API_KEY"),
		AuthParameters: &awsevents.CfnConnection_AuthParametersProperty{
			ApiKeyAuthParameters: &awsevents.CfnConnection_ApiKeyAuthParametersProperty{
				ApiKeyName: jsii.String("Authorization"), ApiKeyValue: key}},
	})
	destination := awsevents.NewCfnApiDestination(b.stack, jsii.String("EventsDestination"),
		&awsevents.CfnApiDestinationProps{Name: name, ConnectionArn: connection.AttrArn(), HttpMethod: jsii.String("POST"),
			InvocationEndpoint: &b.stage.EventsURL})
	role := awsiam.NewRole(b.stack, jsii.String("EventsRole"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("events.amazonaws.com"), &awsiam.ServicePrincipalOpts{
			Conditions: &map[string]any{"StringEquals": map[string]any{"aws:SourceAccount": b.stack.Account()}}}),
		InlinePolicies: &map[string]awsiam.PolicyDocument{"post": awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{
			Statements: &[]awsiam.PolicyStatement{b.mayReach("events:InvokeApiDestination", destination.AttrArn())}})},
	})
	rule := awsevents.NewCfnRule(b.stack, jsii.String("EventsRule"), &awsevents.CfnRuleProps{
		Name: name, Description: jsii.String("Post each event to " + b.stage.EventsURL), EventBusName: b.bus.name,
		EventPattern: map[string]any{"source": []string{"usher"}}, State: jsii.String("ENABLED"),
		Targets: &[]any{&awsevents.CfnRule_TargetProperty{Id: jsii.String("hook"), Arn: destination.AttrArn(),
			RoleArn: role.RoleArn(), InputPath: jsii.String("$.detail"),
			HttpParameters: &awsevents.CfnRule_HttpParametersProperty{
				HeaderParameters: map[string]string{"webhook-id": "$.detail.id"}},
			DeadLetterConfig: &awsevents.CfnRule_DeadLetterConfigProperty{Arn: b.queue.arn},
			RetryPolicy:      b.ruleRetries()}},
	})
	b.rules = append(b.rules, rule.AttrArn())
}
