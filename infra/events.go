package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsscheduler"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"usher/pkg/api"
)

// queueRefs is the dead-letter queue.
type queueRefs struct{ arn, url, name *string }

const keepDeadLetters = 14 * 24 * time.Hour // the longest that SQS keeps messages

func (b *builder) makeQueues() {
	q := awssqs.NewCfnQueue(b.stack, jsii.String("DeadLetters"), &awssqs.CfnQueueProps{
		QueueName: jsii.String(b.stage.Prefix() + "-dead-letters"), SqsManagedSseEnabled: jsii.Bool(true),
		MessageRetentionPeriod: jsii.Number(keepDeadLetters.Seconds()),
	})
	b.queue = queueRefs{arn: q.AttrArn(), url: q.Ref(), name: q.AttrQueueName()}
}

// feed connects a consumer to its source of events.
func (b *builder) feed(c api.Consumer, f awslambda.Function) {
	if c.Source != api.FromStream {
		b.keepFailures(c, f)
	}
	switch c.Source {
	case api.FromStream:
		b.followStream(c, f)
	case api.FromSchedule:
		b.schedule(c, f)
	case api.FromMail:
		b.rule(c, f, sentThrough(b.mail.setName))
	case api.FromBilling:
		b.rule(c, f, map[string]any{"source": []string{"usher.billing"}})
	}
	b.watch = append(b.watch, watched{c, f})
}

// A record that cannot be handled is retried until it is too old, in the end in a batch of its own, and then goes to
// the bucket of failed batches before the stream drops it (24 h). A number of attempts would be no bound in time: how
// Lambda spaces them is not documented, and an outage of SES lasts hours.
const (
	recordMaxAge = 6 * time.Hour // also the most that Lambda's own queue allows
	anyNumber    = -1
	streamBatch  = 25

	mostRuleRetries = 185 // the most that EventBridge makes, so that the age decides

	asynchronousAttempts = 3 // the most that Lambda makes
)

func (b *builder) followStream(c api.Consumer, f awslambda.Function) {
	var patterns []any
	add := func(form string, prefixes []string) { // in one pattern: a mapping has five at most
		var each []string
		for _, prefix := range prefixes {
			each = append(each, fmt.Sprintf(`{"prefix":%q}`, prefix))
		}
		patterns = append(patterns, &awslambda.CfnEventSourceMapping_FilterProperty{
			Pattern: jsii.String(fmt.Sprintf(form, strings.Join(each, ",")))})
	}
	add(`{"eventName":["INSERT","MODIFY"],"dynamodb":{"Keys":{"sk":{"S":[%s]}}}}`, c.Records)
	if len(c.Events) > 0 {
		patterns = append(patterns, &awslambda.CfnEventSourceMapping_FilterProperty{Pattern: jsii.String(eventFilter(c))})
	}
	if len(c.Expired) > 0 {
		add(`{"eventName":["REMOVE"],"userIdentity":{"type":["Service"],"principalId":["dynamodb.amazonaws.com"]},`+
			`"dynamodb":{"Keys":{"sk":{"S":[%s]}}}}`, c.Expired)
	}
	id, source := b.followed(c.ID)
	m := awslambda.NewCfnEventSourceMapping(b.stack, &id, &awslambda.CfnEventSourceMappingProps{
		FunctionName: b.called(f), EventSourceArn: source, StartingPosition: jsii.String("TRIM_HORIZON"),
		BatchSize: jsii.Number(streamBatch), MaximumBatchingWindowInSeconds: jsii.Number(c.Gather.Seconds()),
		BisectBatchOnFunctionError: jsii.Bool(true), FunctionResponseTypes: jsii.Strings("ReportBatchItemFailures"),
		MaximumRetryAttempts: jsii.Number(anyNumber), MaximumRecordAgeInSeconds: jsii.Number(recordMaxAge.Seconds()),
		ParallelizationFactor: jsii.Number(batchesAtOnce(c)),
		FilterCriteria:        &awslambda.CfnEventSourceMapping_FilterCriteriaProperty{Filters: &patterns},
		DestinationConfig: &awslambda.CfnEventSourceMapping_DestinationConfigProperty{
			OnFailure: &awslambda.CfnEventSourceMapping_OnFailureProperty{Destination: b.failed.arn}},
	})
	b.calls(m)
	m.Node().AddDependency(f.Role()) // AWS checks the mapping against the role when it is created
}

// batchesAtOnce is how many batches of a shard Lambda may have handled at once. With more than one it keeps the order
// of each item's records only, and not of a partition's: see ParallelizationFactor in Lambda's manual.
func batchesAtOnce(c api.Consumer) float64 {
	if c.InOrder {
		return 1
	}
	return 2
}

// eventFilter matches the audit events that a consumer gets, by how their JSON begins. It is one filter for all
// actions: AWS allows five a mapping.
func eventFilter(c api.Consumer) string {
	var begins []string
	for _, action := range c.Events {
		begins = append(begins, fmt.Sprintf(`{"prefix":%q}`, api.EventPrefix(action)))
	}
	return fmt.Sprintf(`{"eventName":["INSERT"],"dynamodb":{"Keys":{"sk":{"S":[{"prefix":%q}]}},`+
		`"NewImage":{"json":{"S":[%s]}}}}`, api.EventRecord, strings.Join(begins, ","))
}

// keepFailures sends an event to the dead-letter queue when the function has failed on it
// three times. The scheduler and the event rules do not wait for the function: their own
// dead-letter queue only gets events that Lambda did not accept.
func (b *builder) keepFailures(c api.Consumer, f awslambda.Function) {
	props := &awslambda.CfnEventInvokeConfigProps{
		FunctionName: f.FunctionName(), Qualifier: b.qualifier(),
		MaximumRetryAttempts:     jsii.Number(asynchronousAttempts - 1),
		MaximumEventAgeInSeconds: jsii.Number(recordMaxAge.Seconds()),
		DestinationConfig: &awslambda.CfnEventInvokeConfig_DestinationConfigProperty{
			OnFailure: &awslambda.CfnEventInvokeConfig_OnFailureProperty{Destination: b.queue.arn}},
	}
	config := awslambda.NewCfnEventInvokeConfig(b.stack, jsii.String(c.ID+"-failures"), props)
	b.calls(config)
	config.Node().AddDependency(f.Role()) // AWS checks the destination against the role when it is created
}

// sentThrough matches the events of mails sent through a configuration set, by the tag that SES adds to them.
func sentThrough(configurationSet *string) map[string]any {
	tags := map[string]any{"ses:configuration-set": []*string{configurationSet}}
	return map[string]any{"source": []string{"aws.ses"},
		"detail": map[string]any{"mail": map[string]any{"tags": tags}}}
}

// schedule invokes a consumer at its interval, give or take a quarter of it.
func (b *builder) schedule(c api.Consumer, f awslambda.Function) {
	role := awsiam.NewRole(b.stack, jsii.String(c.ID+"-schedule-role"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("scheduler.amazonaws.com"), &awsiam.ServicePrincipalOpts{
			Conditions: &map[string]any{"StringEquals": map[string]any{"aws:SourceAccount": b.stack.Account()}}}),
		InlinePolicies: &map[string]awsiam.PolicyDocument{"invoke": awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{
			Statements: &[]awsiam.PolicyStatement{
				b.mayReach("lambda:InvokeFunction", b.called(f)), b.mayReach("sqs:SendMessage", b.queue.arn)}})},
	})
	const widestWindow = 1440 // minutes
	minutes := c.Every.Minutes()
	b.calls(awsscheduler.NewCfnSchedule(b.stack, jsii.String(c.ID+"-schedule"), &awsscheduler.CfnScheduleProps{
		Name: jsii.String(b.stage.Prefix() + "-" + c.ID), Description: jsii.String(c.Summary), State: jsii.String("ENABLED"),
		ScheduleExpression: jsii.String(fmt.Sprintf("rate(%d minutes)", int(minutes))),
		FlexibleTimeWindow: &awsscheduler.CfnSchedule_FlexibleTimeWindowProperty{
			Mode: jsii.String("FLEXIBLE"), MaximumWindowInMinutes: jsii.Number(min(max(1, minutes/4), widestWindow))},
		Target: &awsscheduler.CfnSchedule_TargetProperty{
			Arn: b.called(f), RoleArn: role.RoleArn(),
			DeadLetterConfig: &awsscheduler.CfnSchedule_DeadLetterConfigProperty{Arn: b.queue.arn},
			RetryPolicy: &awsscheduler.CfnSchedule_RetryPolicyProperty{
				MaximumRetryAttempts: jsii.Number(3), MaximumEventAgeInSeconds: jsii.Number(3600)},
		},
	}))
}

// ruleRetries has a rule's deliveries attempted for as long as a record of the stream.
func (b *builder) ruleRetries() *awsevents.CfnRule_RetryPolicyProperty {
	return &awsevents.CfnRule_RetryPolicyProperty{MaximumRetryAttempts: jsii.Number(mostRuleRetries),
		MaximumEventAgeInSeconds: jsii.Number(recordMaxAge.Seconds())}
}

// rule delivers the matching events of the default bus to a consumer.
func (b *builder) rule(c api.Consumer, f awslambda.Function, pattern map[string]any) {
	r := awsevents.NewCfnRule(b.stack, jsii.String(c.ID+"-rule"), &awsevents.CfnRuleProps{
		Name: jsii.String(b.stage.Prefix() + "-" + c.ID), Description: jsii.String(c.Summary),
		EventPattern: pattern, State: jsii.String("ENABLED"),
		Targets: &[]any{&awsevents.CfnRule_TargetProperty{Id: jsii.String("function"), Arn: b.called(f),
			DeadLetterConfig: &awsevents.CfnRule_DeadLetterConfigProperty{Arn: b.queue.arn},
			RetryPolicy:      b.ruleRetries()}},
	})
	b.calls(awslambda.NewCfnPermission(b.stack, jsii.String(c.ID+"-permission"), &awslambda.CfnPermissionProps{
		Action: jsii.String("lambda:InvokeFunction"), FunctionName: b.called(f),
		Principal: jsii.String("events.amazonaws.com"), SourceArn: r.AttrArn(),
	}))
	b.rules = append(b.rules, r.AttrArn())
}
