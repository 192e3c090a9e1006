package main

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"usher/pkg/api"
)

// watched is a consumer that alarms and the CloudWatch dashboard watch.
type watched struct {
	api.Consumer
	function awslambda.Function
}

// alarm is one alarm; docs/operate.md says what each means and what to do.
type alarm struct {
	id, description string
	metric          awscloudwatch.IMetric
	threshold       float64
	periods         float64
}

// makeAlarms creates the alarms. They are few on purpose: the first ten of an account are free,
// and an operator can know each of them.
func (b *builder) makeAlarms() {
	b.letRulesWriteDeadLetters()
	topic, all := b.alarmTopic(), b.alarms()
	if !*b.stage.Alarms {
		all = nil // the topic and the board cost nothing
	}
	for _, a := range all {
		made := awscloudwatch.NewAlarm(b.stack, jsii.String(a.id), &awscloudwatch.AlarmProps{
			AlarmName: jsii.String(b.stage.Prefix() + "-" + a.id), AlarmDescription: jsii.String(a.description),
			Metric: a.metric, Threshold: jsii.Number(a.threshold), EvaluationPeriods: jsii.Number(a.periods),
			ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
			TreatMissingData:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		})
		made.AddAlarmAction(awscloudwatchactions.NewSnsAction(topic))
	}
	if *b.stage.Alarms {
		b.makeSilenceAlarms(topic)
	}
	b.makeBoard()
}

// alarmTopic creates the topic for alarms. Its policy replaces the default one of SNS, so it has to allow CloudWatch.
func (b *builder) alarmTopic() awssns.Topic {
	topic := awssns.NewTopic(b.stack, jsii.String("Alarms"), &awssns.TopicProps{
		TopicName: jsii.String(b.stage.Prefix() + "-alarms"), EnforceSSL: jsii.Bool(true)})
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
	queue := &map[string]*string{"QueueName": b.queue.name}
	all := []alarm{
		{"api-errors", "Requests answered with 5xx", b.apiMetric("5xx", "Sum", 5), 5, 1},
		{"refusals", "Requests answered with 401 or 429: somebody guesses, or is over a limit",
			b.refusals(), refusalsAlarm, 1},
		{"throttles", "Functions of this account were throttled", metric("AWS/Lambda", "Throttles", "Sum", 5, nil), 1, 1},
		{"dead-letters", "The dead-letter queue holds something that could not be handled",
			metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", 5, queue), 1, 1},
		{"seat-drift", "An organization's seat counter differs from a recount",
			b.usherMetric("SeatDrift", "Maximum", 60), 1, 1},
		{"refused-mails", "A mail about a password was refused for good",
			b.usherMetric("RefusedMails", "Sum", 5), 1, 1},
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

// refusalsAlarm is how many refusals within five minutes are a storm: people who open the dashboard without a session
// are a few.
const refusalsAlarm = 500

// refusals counts, in the API's access log, the answers 401 and 429, whether functions or the API's own throttle gave
// them.
func (b *builder) refusals() awscloudwatch.IMetric {
	name := "Refusals-" + b.stage.Name // a metric of a filter has no dimension that is not in the log
	filter := awslogs.NewMetricFilter(b.stack, jsii.String("Refusals"), &awslogs.MetricFilterProps{
		LogGroup: b.apiLog, MetricNamespace: jsii.String("Usher"), MetricName: &name, MetricValue: jsii.String("1"),
		FilterPattern: awslogs.FilterPattern_Literal(jsii.String(`{ $.status = "401" || $.status = "429" }`)),
	})
	return filter.Metric(&awscloudwatch.MetricOptions{
		Statistic: jsii.String("Sum"), Period: awscdk.Duration_Minutes(jsii.Number(5))})
}

// alarms returns the alarms of a consumer that follows the stream. An event of a schedule
// or a rule goes to the dead-letter queue after three failures, within a quarter of an
// hour, and that queue has an alarm; a record of the stream waits for hours.
func (w watched) alarms() []alarm {
	of := func(name, statistic string) awscloudwatch.Metric {
		return w.function.Metric(&name, &awscloudwatch.MetricOptions{
			Period: awscdk.Duration_Minutes(jsii.Number(15)), Statistic: &statistic})
	}
	if w.Source != api.FromStream {
		return nil
	}
	return []alarm{
		{w.ID + "-errors", "The function " + w.ID + " fails", of("Errors", "Sum"), asynchronousAttempts, 1},
		{w.ID + "-delay", "Records wait for " + w.ID, of("IteratorAge", "Maximum"), 10 * 60 * 1000, 1},
	}
}

func metric(namespace, name, statistic string, minutes float64, dimensions *map[string]*string) awscloudwatch.Metric {
	return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
		Namespace: &namespace, MetricName: &name, Statistic: &statistic,
		Period: awscdk.Duration_Minutes(jsii.Number(minutes)), DimensionsMap: dimensions})
}

func (b *builder) apiMetric(name, statistic string, minutes float64) awscloudwatch.Metric {
	return metric("AWS/ApiGateway", name, statistic, minutes, &map[string]*string{"ApiId": b.api.id})
}

// usherMetric is a metric that the functions log: see package runner.
func (b *builder) usherMetric(name, statistic string, minutes float64) awscloudwatch.Metric {
	return metric("Usher", name, statistic, minutes, &map[string]*string{"Service": jsii.String(b.stage.Prefix())})
}

// makeBoard creates the dashboard that an operator looks at first: load, errors, latency, mail, table.
func (b *builder) makeBoard() {
	table := func(name, statistic string) awscloudwatch.IMetric {
		return metric("AWS/DynamoDB", name, statistic, 5, &map[string]*string{"TableName": b.table.name})
	}
	graph := func(title string, metrics ...awscloudwatch.IMetric) awscloudwatch.IWidget {
		return awscloudwatch.NewGraphWidget(&awscloudwatch.GraphWidgetProps{
			Title: &title, Width: jsii.Number(12), Left: &metrics})
	}
	requests := func(name, statistic string) awscloudwatch.IMetric { return b.apiMetric(name, statistic, 5) }
	usher := func(name, statistic string) awscloudwatch.IMetric { return b.usherMetric(name, statistic, 5) }
	mails := func(name string) awscloudwatch.IMetric { return metric("AWS/SES", name, "Sum", 60, nil) }
	board := awscloudwatch.NewDashboard(b.stack, jsii.String("Board"), &awscloudwatch.DashboardProps{
		DashboardName: jsii.String(b.stage.Prefix())})
	board.AddWidgets(graph("Requests", requests("Count", "Sum"), requests("4xx", "Sum"), requests("5xx", "Sum")),
		graph("Latency, ms", requests("Latency", "p50"), requests("Latency", "p99")))
	board.AddWidgets(graph("Requests in functions, ms", usher("Duration", "p50"), usher("Duration", "p99")),
		graph("Units of a request", usher("ReadUnits", "p99"), usher("WriteUnits", "p99")))
	board.AddWidgets(graph("Errors of functions", b.everyFunction("Errors"), usher("Faults", "Sum")),
		graph("Slowest of functions, ms", b.everyFunction("Duration")))
	var events []awscloudwatch.IMetric
	for _, w := range b.watch {
		events = append(events, w.function.MetricInvocations(nil))
	}
	board.AddWidgets(graph("Events", events...),
		graph("Table, units", table("ConsumedReadCapacityUnits", "Sum"), table("ConsumedWriteCapacityUnits", "Sum")))
	board.AddWidgets(graph("Mail", mails("Send"), mails("Bounce"), mails("Complaint")),
		graph("Transaction conflicts", table("TransactionConflict", "Sum")))
}

// everyFunction draws a line for each function of the stage, including future ones.
func (b *builder) everyFunction(name string) awscloudwatch.IMetric {
	words := strings.ReplaceAll(b.stage.Prefix(), "-", " ") // as CloudWatch splits names into words
	statistic := map[string]string{"Errors": "Sum", "Duration": "Maximum"}[name]
	search := fmt.Sprintf(`SEARCH('{AWS/Lambda,FunctionName} MetricName="%s" %s', '%s', 300)`, name, words, statistic)
	return awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
		Label: jsii.String(""), UsingMetrics: &map[string]awscloudwatch.IMetric{}, Expression: &search})
}

// letRulesWriteDeadLetters allows the event rules of this stack, and no others, to send
// what they could not deliver to the dead-letter queue.
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
