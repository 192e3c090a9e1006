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

// alarm is one alarm; docs/operate.md says what each means and what to do, and TestAlarmsMove that its metric moves.
type alarm struct {
	id, description string
	metric          awscloudwatch.IMetric
	threshold       float64 // reached within one period of the metric
	stays           bool    // without data it remains as it is: what it counts is measured too seldom to end by itself
	account         bool    // about the whole account, where one stage's alarm is enough
}

// makeAlarms creates the topic and, where the stage has them, the alarms. They are few on purpose: beyond the first ten
// of an account they cost, and an operator can know each of them.
func (b *builder) makeAlarms() {
	b.protectQueue()
	topic := b.alarmTopic()
	b.makeBoard()
	if !*b.stage.Alarms {
		return
	}
	for _, a := range b.alarms() {
		if a.account && !b.stage.Production() {
			continue
		}
		missing := awscloudwatch.TreatMissingData_NOT_BREACHING
		if a.stays {
			missing = awscloudwatch.TreatMissingData_IGNORE
		}
		made := awscloudwatch.NewAlarm(b.stack, jsii.String(a.id), &awscloudwatch.AlarmProps{
			AlarmName: jsii.String(b.stage.Prefix() + "-" + a.id), AlarmDescription: jsii.String(a.description),
			Metric: a.metric, Threshold: jsii.Number(a.threshold), EvaluationPeriods: jsii.Number(1),
			ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
			TreatMissingData:   missing,
		})
		made.AddAlarmAction(awscloudwatchactions.NewSnsAction(topic))
	}
	b.makeSilenceAlarms(topic)
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
		{id: "api-errors", description: "Requests answered with 5xx", metric: b.apiMetric("5xx", "Sum", 5), threshold: 5},
		{id: "refusals", description: "Requests answered with 401 or 429: somebody guesses, or is over a limit",
			metric: b.counted("Refusals", refused), threshold: refusalsAlarm},
		{id: "refused-sign-ins", description: "Sign-ins answered with 401 or 429: somebody guesses passwords",
			metric:    b.counted("RefusedSignIns", `$.route = "`+route(api.SignIn.Route)+`" && (`+refused+`)`),
			threshold: signInsAlarm},
		{id: "dead-letters", description: "The dead-letter queue holds something that could not be handled",
			metric: metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", 5, queue), threshold: 1},
		{id: "seat-drift", description: "An organization's seat counter differs from a recount",
			metric: b.usherMetric("SeatDrift", "Maximum", 60), threshold: 1, stays: true},
		{id: "refused-mails", description: "A mail about a password was refused for good",
			metric: b.usherMetric("RefusedMails", "Sum", 5), threshold: 1},
		{id: "rule-failures", description: "An event of mail or billing did not reach its function",
			metric: sum("FailedInvocations", "AWS/Events", "RuleName", b.ruleNames()...), threshold: 1},
		{id: "table-throttles", description: "DynamoDB throttled requests on the table or its indexes",
			metric: sum("ThrottledRequests", "AWS/DynamoDB", "TableName", b.stage.Prefix()), threshold: tableAlarm},
		{id: "table-errors", description: "DynamoDB failed on requests",
			metric: sum("SystemErrors", "AWS/DynamoDB", "TableName", b.stage.Prefix()), threshold: tableAlarm},
	}
	for _, w := range b.watch {
		all = append(all, w.alarms()...)
	}
	return append(all, accountAlarms()...)
}

// accountAlarms are about all that an account does.
func accountAlarms() []alarm {
	of := func(id, description, namespace, name, statistic string, minutes, threshold float64) alarm {
		return alarm{id: id, description: description, metric: metric(namespace, name, statistic, minutes, nil),
			threshold: threshold, account: true}
	}
	return []alarm{
		of("throttles", "Functions of this account were throttled", "AWS/Lambda", "Throttles", "Sum", 5, 1),
		of("concurrency", "Functions of this account are near the usual limit of 1,000 at once",
			"AWS/Lambda", "ConcurrentExecutions", "Maximum", 5, concurrencyAlarm),
		of("bounces", "Too many mails bounce: SES reviews an account at 5 %",
			"AWS/SES", "Reputation.BounceRate", "Average", 60, 0.04),
		of("complaints", "Too many mails are marked as spam: SES reviews an account at 0.1 %",
			"AWS/SES", "Reputation.ComplaintRate", "Average", 60, 0.0008),
	}
}

// What is too much within five minutes.
const (
	refusalsAlarm    = 500 // people who open the dashboard without a session are a few
	signInsAlarm     = 100 // so are those who mistype
	tableAlarm       = 10  // the SDK retries some by itself
	concurrencyAlarm = 800 // of 1,000
)

// refused matches a line of the API's access log whose answer was 401 or 429, whether functions or the API's own
// throttle gave it.
const refused = `$.status = "401" || $.status = "429"`

// counted counts the lines of the API's access log that match a pattern.
func (b *builder) counted(name, pattern string) awscloudwatch.IMetric {
	of := name + "-" + b.stage.Name // a metric of a filter has no dimension that is not in the log
	filter := awslogs.NewMetricFilter(b.stack, &name, &awslogs.MetricFilterProps{
		LogGroup: b.apiLog, MetricNamespace: jsii.String("Usher"), MetricName: &of, MetricValue: jsii.String("1"),
		FilterPattern: awslogs.FilterPattern_Literal(jsii.String("{ " + pattern + " }")),
	})
	return filter.Metric(&awscloudwatch.MetricOptions{
		Statistic: jsii.String("Sum"), Period: awscdk.Duration_Minutes(jsii.Number(5))})
}

// route is how API Gateway names a route.
func route(r api.Route) string { return r.Method + " " + r.Path }

// schemas are the dimensions of the metrics that sum adds up, as CloudWatch Metrics Insights wants them.
func schemas(namespace string) string {
	return map[string]string{"AWS/DynamoDB": "Operation, TableName", "AWS/Events": "RuleName"}[namespace]
}

// sum adds up a metric that AWS keeps by operation or by rule, and only where there is something to count. CloudWatch
// bills such a query by the metrics that it finds.
func sum(name, namespace, dimension string, values ...string) awscloudwatch.IMetric {
	where := make([]string, len(values))
	for i, v := range values {
		where[i] = fmt.Sprintf("%s = '%s'", dimension, v)
	}
	query := fmt.Sprintf(`SELECT SUM(%s) FROM SCHEMA("%s", %s) WHERE %s`,
		name, namespace, schemas(namespace), strings.Join(where, " OR "))
	return awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{Label: &name, Expression: &query,
		UsingMetrics: &map[string]awscloudwatch.IMetric{}, Period: awscdk.Duration_Minutes(jsii.Number(5))})
}

// ruleNames are the names of the event rules.
func (b *builder) ruleNames() []string {
	var names []string
	for _, w := range b.watch {
		if w.Source == api.FromMail || w.Source == api.FromBilling {
			names = append(names, b.stage.Prefix()+"-"+w.ID)
		}
	}
	return names
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
		{id: w.ID + "-errors", description: "The function " + w.ID + " fails", metric: of("Errors", "Sum"),
			threshold: asynchronousAttempts},
		{id: w.ID + "-delay", description: "Records wait for " + w.ID, metric: of("IteratorAge", "Maximum"),
			threshold: 10 * 60 * 1000},
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

// protectQueue allows the event rules of this stack, and no others, to send what they could not deliver to the
// dead-letter queue, and nobody to use the queue without TLS.
func (b *builder) protectQueue() {
	var statements []awsiam.PolicyStatement
	if len(b.rules) > 0 {
		statements = append(statements, awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("events.amazonaws.com"), nil)},
			Actions:    jsii.Strings("sqs:SendMessage"), Resources: &[]*string{b.queue.arn},
			Conditions: &map[string]any{"ArnEquals": map[string]any{"aws:SourceArn": b.rules}},
		}))
	}
	statements = append(statements, awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Effect: awsiam.Effect_DENY, Principals: &[]awsiam.IPrincipal{awsiam.NewAnyPrincipal()},
		Actions: jsii.Strings("sqs:*"), Resources: &[]*string{b.queue.arn},
		Conditions: &map[string]any{"Bool": map[string]any{"aws:SecureTransport": "false"}},
	}))
	awssqs.NewCfnQueuePolicy(b.stack, jsii.String("DeadLettersPolicy"), &awssqs.CfnQueuePolicyProps{
		Queues:         &[]*string{b.queue.url},
		PolicyDocument: awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{Statements: &statements}),
	})
}
