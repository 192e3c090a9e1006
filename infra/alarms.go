package main

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"usher/pkg/api"
)

// watched is what alarms and the CloudWatch dashboard look at.
type watched struct {
	api.Consumer
	function awslambda.Function
}

// alarm is one alarm: docs/operate.md says what each means and what to do.
type alarm struct {
	id, description string
	metric          awscloudwatch.IMetric
	threshold       float64
	periods         float64
}

// makeAlarms makes the alarms. They are few on purpose: the first ten cost
// nothing, and an operator at night can know each.
func (b *builder) makeAlarms() {
	b.letRulesWriteDeadLetters()
	topic := b.alarmTopic()
	for _, a := range b.alarms() {
		made := awscloudwatch.NewAlarm(b.stack, jsii.String(a.id), &awscloudwatch.AlarmProps{
			AlarmName: jsii.String(b.stage.Prefix() + "-" + a.id), AlarmDescription: jsii.String(a.description),
			Metric: a.metric, Threshold: jsii.Number(a.threshold), EvaluationPeriods: jsii.Number(a.periods),
			ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
			TreatMissingData:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		})
		made.AddAlarmAction(awscloudwatchactions.NewSnsAction(topic))
	}
	b.makeBoard()
}

// alarmTopic is what alarms are told to. Its policy replaces the one that SNS
// gives a topic by itself, so it has to let CloudWatch in.
func (b *builder) alarmTopic() awssns.Topic {
	topic := awssns.NewTopic(b.stack, jsii.String("Alarms"), &awssns.TopicProps{TopicName: jsii.String(b.stage.Prefix() + "-alarms"), EnforceSSL: jsii.Bool(true)})
	topic.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("cloudwatch.amazonaws.com"), nil)},
		Actions:    jsii.Strings("sns:Publish"), Resources: &[]*string{topic.TopicArn()},
		Conditions: &map[string]any{"StringEquals": map[string]any{"aws:SourceAccount": b.stack.Account()}},
	}))
	if b.stage.AlarmEmail != "" {
		topic.AddSubscription(awssnssubscriptions.NewEmailSubscription(&b.stage.AlarmEmail, nil))
	}
	b.alarmsTopic = topic.TopicArn()
	return topic
}

func (b *builder) alarms() []alarm {
	all := []alarm{
		{"api-errors", "Requests answered 5xx", b.apiMetric("5xx", "Sum", 5), 5, 1},
		{"throttles", "Functions of this account were throttled", metric("AWS/Lambda", "Throttles", "Sum", 5, nil), 1, 1},
		{"dead-letters", "Something could not be handled and lies in the dead letters",
			metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", 5, &map[string]*string{"QueueName": b.queue.name}), 1, 1},
		{"seat-drift", "An organization's seat counter differs from a recount",
			metric("Usher", "SeatDrift", "Maximum", 60, &map[string]*string{"Service": jsii.String(b.stage.Prefix())}), 1, 1},
		{"bounces", "Too many mails bounce: SES reviews an account at 5 %",
			metric("AWS/SES", "Reputation.BounceRate", "Average", 60, nil), 0.04, 1},
		{"complaints", "Too many mails are marked as spam: SES reviews an account at 0.1 %",
			metric("AWS/SES", "Reputation.ComplaintRate", "Average", 60, nil), 0.0008, 1},
	}
	for _, w := range b.watch {
		all = append(all, w.alarms()...)
	}
	return all
}

// alarms of one consumer that follows the stream. What is set off by a schedule
// or a rule is laid among the dead letters after three failures, within a
// quarter of an hour, and has that alarm; the stream waits for hours.
func (w watched) alarms() []alarm {
	of := func(name, statistic string) awscloudwatch.Metric {
		return w.function.Metric(&name, &awscloudwatch.MetricOptions{Period: awscdk.Duration_Minutes(jsii.Number(15)), Statistic: &statistic})
	}
	if w.Source != api.FromStream {
		return nil
	}
	return []alarm{
		{w.ID + "-errors", "The function " + w.ID + " fails", of("Errors", "Sum"), asynchronousTries, 1},
		{w.ID + "-delay", "What " + w.ID + " is to handle waits", of("IteratorAge", "Maximum"), 10 * 60 * 1000, 1},
	}
}

func metric(namespace, name, statistic string, minutes float64, dimensions *map[string]*string) awscloudwatch.Metric {
	return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{Namespace: &namespace, MetricName: &name, Statistic: &statistic,
		Period: awscdk.Duration_Minutes(jsii.Number(minutes)), DimensionsMap: dimensions})
}

func (b *builder) apiMetric(name, statistic string, minutes float64) awscloudwatch.Metric {
	return metric("AWS/ApiGateway", name, statistic, minutes, &map[string]*string{"ApiId": b.api.id})
}

// makeBoard makes the operator's first look: load, errors, time, mail, table.
func (b *builder) makeBoard() {
	table := func(name, statistic string) awscloudwatch.IMetric {
		return metric("AWS/DynamoDB", name, statistic, 5, &map[string]*string{"TableName": b.table.name})
	}
	graph := func(title string, metrics ...awscloudwatch.IMetric) awscloudwatch.IWidget {
		return awscloudwatch.NewGraphWidget(&awscloudwatch.GraphWidgetProps{Title: &title, Width: jsii.Number(12), Left: &metrics})
	}
	board := awscloudwatch.NewDashboard(b.stack, jsii.String("Board"), &awscloudwatch.DashboardProps{DashboardName: jsii.String(b.stage.Prefix())})
	board.AddWidgets(graph("Requests", b.apiMetric("Count", "Sum", 5), b.apiMetric("4xx", "Sum", 5), b.apiMetric("5xx", "Sum", 5)),
		graph("Latency, ms", b.apiMetric("Latency", "p50", 5), b.apiMetric("Latency", "p99", 5)))
	usher := func(name, statistic string) awscloudwatch.IMetric { // what the functions log: see package runner
		return metric("Usher", name, statistic, 5, &map[string]*string{"Service": jsii.String(b.stage.Prefix())})
	}
	board.AddWidgets(graph("Requests in functions, ms", usher("Duration", "p50"), usher("Duration", "p99")),
		graph("Units of a request", usher("ReadUnits", "p99"), usher("WriteUnits", "p99")))
	board.AddWidgets(graph("Errors of functions", b.everyFunction("Errors"), usher("Faults", "Sum")), graph("Slowest of functions, ms", b.everyFunction("Duration")))
	var events []awscloudwatch.IMetric
	for _, w := range b.watch {
		events = append(events, w.function.MetricInvocations(nil))
	}
	board.AddWidgets(graph("Events", events...), graph("Table, units", table("ConsumedReadCapacityUnits", "Sum"), table("ConsumedWriteCapacityUnits", "Sum")))
	board.AddWidgets(graph("Mail", metric("AWS/SES", "Send", "Sum", 60, nil), metric("AWS/SES", "Bounce", "Sum", 60, nil), metric("AWS/SES", "Complaint", "Sum", 60, nil)),
		graph("Transaction conflicts", table("TransactionConflict", "Sum")))
}

// everyFunction draws a line for each function of the stage, those to come included.
func (b *builder) everyFunction(name string) awscloudwatch.IMetric {
	words := strings.ReplaceAll(b.stage.Prefix(), "-", " ") // as CloudWatch parts names
	statistic := map[string]string{"Errors": "Sum", "Duration": "Maximum"}[name]
	return awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{Label: jsii.String(""), UsingMetrics: &map[string]awscloudwatch.IMetric{},
		Expression: jsii.String(fmt.Sprintf(`SEARCH('{AWS/Lambda,FunctionName} MetricName="%s" %s', '%s', 300)`, name, words, statistic))})
}

// letRulesWriteDeadLetters lets this stack's event rules, and no other, lay what
// they could not deliver into the queue.
func (b *builder) letRulesWriteDeadLetters() {
	if len(b.rules) == 0 {
		return
	}
	awssqs.NewCfnQueuePolicy(b.stack, jsii.String("DeadLettersPolicy"), &awssqs.CfnQueuePolicyProps{
		Queues: &[]*string{b.queue.url},
		PolicyDocument: awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{Statements: &[]awsiam.PolicyStatement{
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("events.amazonaws.com"), nil)},
				Actions:    jsii.Strings("sqs:SendMessage"), Resources: &[]*string{b.queue.arn},
				Conditions: &map[string]any{"ArnEquals": map[string]any{"aws:SourceArn": b.rules}},
			})}}),
	})
}
