package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/mailer"
	"usher/pkg/core/audit"
	"usher/pkg/core/mail"
	"usher/pkg/store"
	"usher/pkg/transport/lambdaevent"
	"usher/test/harness"
)

// alarmIn is an alarm of the template.
type alarmIn struct {
	properties                   map[string]any
	namespace, metric, statistic string
	dimensions                   map[string]string // with CloudFormation's references as flat writes them
	threshold                    float64
}

// proofs has, for each alarm, what moves its metric: code of Usher's that is run, whose log line or answer the alarm's
// namespace, name, dimensions and threshold are held to; or a metric of AWS's own, whose dimensions must name what the
// template creates. An alarm that is not here fails TestAlarmsMove.
var proofs = map[string]func(*testing.T, template, alarmIn){
	"api-errors":        both(ofAWS, whenTheTableIsDown),
	"refusals":          logged(api.SignIn.Route, 401, 429),
	"refused-sign-ins":  logged(api.SignIn.Route, 401, 429),
	"dead-letters":      ofAWS,
	"seat-drift":        whenSeatsDrift,
	"refused-mails":     whenAMailIsRefused,
	"rule-failures":     both(ofAWS, ofEveryRule),
	"table-throttles":   ofAWS,
	"table-errors":      ofAWS,
	"throttles":         ofAWS,
	"concurrency":       ofAWS,
	"bounces":           ofAWS,
	"complaints":        ofAWS,
	"send-mail-errors":  both(ofAWS, whenRecordsFail(api.SendMail)),
	"send-mail-delay":   both(ofAWS, ofAFollower),
	"seal-trail-errors": both(ofAWS, whenRecordsFail(api.SealTrail)),
	"seal-trail-delay":  both(ofAWS, ofAFollower),

	"send-mail-silence":  both(ofAWS, ofAFollower), // and TestSilence
	"seal-trail-silence": both(ofAWS, ofAFollower),
	"failed-batches":     ofFailedBatches,
}

// withoutData is what alarms do without data, unless it is notBreaching: remain as they are, or ring.
var withoutData = map[string]string{"seat-drift": "ignore", "send-mail-silence": "breaching", "seal-trail-silence": "breaching"}

func (t template) alarms() map[string]alarmIn {
	all := map[string]alarmIn{}
	for _, r := range t.of("AWS::CloudWatch::Alarm") {
		p := r.Properties
		a := alarmIn{properties: p, dimensions: map[string]string{}, threshold: p["Threshold"].(float64)}
		a.namespace, _ = p["Namespace"].(string)
		a.metric, _ = p["MetricName"].(string)
		a.statistic, _ = p["Statistic"].(string)
		dimensions, _ := p["Dimensions"].([]any)
		for _, d := range dimensions {
			a.dimensions[at(d, "Name").(string)] = flat(at(d, "Value"))
		}
		if query, ok := at(p["Metrics"], 0, "Expression").(string); ok {
			a.read(query)
		}
		name := p["AlarmName"].(string)
		all[regexp.MustCompile(`^usher-[a-z]+-`).ReplaceAllString(name, "")] = a
	}
	return all
}

// read reads a query of CloudWatch Metrics Insights. Several values of a dimension are joined by commas.
func (a *alarmIn) read(query string) {
	parts := regexp.MustCompile(`^SELECT SUM\((\w+)\) FROM SCHEMA\("([\w/]+)", [\w, ]+\) WHERE (.+)$`).FindStringSubmatch(query)
	if parts == nil {
		return // which TestAlarmsMove reports, since the metric has no name
	}
	a.metric, a.namespace, a.statistic = parts[1], parts[2], "Sum"
	for term := range strings.SplitSeq(parts[3], " OR ") {
		name, value, _ := strings.Cut(term, " = ")
		a.dimensions[name] = strings.Trim(a.dimensions[name]+","+strings.Trim(value, "'"), ",")
	}
}

// TestAlarmsMove: each alarm's metric moves when what it is for happens, and each is in docs/operate.md.
func TestAlarmsMove(t *testing.T) {
	tmpl := synth(t, "prod")
	alarms := tmpl.alarms()
	for id, a := range alarms {
		t.Run(id, func(t *testing.T) {
			if proofs[id] == nil || a.metric == "" {
				t.Fatalf("nothing shows that %v moves", a)
			}
			proofs[id](t, tmpl, a)
			want := cmp.Or(withoutData[id], "notBreaching")
			if got := a.properties["TreatMissingData"]; got != want {
				t.Errorf("without data: %v, not %s", got, want)
			}
		})
	}
	for id := range proofs {
		if _, ok := alarms[id]; !ok {
			t.Errorf("there is no alarm %s", id)
		}
	}
	if got, want := documented(t), slices.Sorted(keys(alarms)); !slices.Equal(got, want) {
		t.Errorf("docs/operate.md describes %v\nthe template has          %v", got, want)
	}
}

func keys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// documented returns the alarms in the table of docs/operate.md.
func documented(t *testing.T) []string {
	t.Helper()
	text := section(t, "../docs/operate.md", "## Alarms")
	var ids []string
	for _, row := range regexp.MustCompile("(?m)^\\| (`.*?`) \\|").FindAllStringSubmatch(text, -1) {
		for _, id := range regexp.MustCompile("`([a-z-]+)`").FindAllStringSubmatch(row[1], -1) {
			ids = append(ids, id[1])
		}
	}
	slices.Sort(ids)
	return ids
}

// section returns the text below a heading, up to the next one.
func section(t *testing.T, path, heading string) string {
	t.Helper()
	raw, err := os.ReadFile(path) //nolint:gosec // a fixed name
	if err != nil {
		t.Fatal(err)
	}
	_, text, ok := strings.Cut(string(raw), "\n"+heading+"\n")
	if !ok {
		t.Fatalf("%s has no %q", path, heading)
	}
	text, _, _ = strings.Cut(text, "\n##")
	return text
}

func both(one, other func(*testing.T, template, alarmIn)) func(*testing.T, template, alarmIn) {
	return func(t *testing.T, tmpl template, a alarmIn) {
		one(t, tmpl, a)
		other(t, tmpl, a)
	}
}

// awsMetrics are the metrics of AWS's own that there may be alarms on, as each service's manual names them: the
// dimension by which they are kept, and the type and property of the resource that gives it its value.
var awsMetrics = map[string]struct{ dimension, kind, property string }{
	"AWS/ApiGateway 5xx":                         {"ApiId", "AWS::ApiGatewayV2::Api", ""},
	"AWS/DynamoDB SystemErrors":                  {"TableName", "AWS::DynamoDB::Table", "TableName"},
	"AWS/DynamoDB ThrottledRequests":             {"TableName", "AWS::DynamoDB::Table", "TableName"},
	"AWS/Events FailedInvocations":               {"RuleName", "AWS::Events::Rule", "Name"},
	"AWS/Lambda ConcurrentExecutions":            {},
	"AWS/Lambda Errors":                          {"FunctionName", "AWS::Lambda::Function", ""},
	"AWS/Lambda Invocations":                     {"FunctionName", "AWS::Lambda::Function", ""},
	"AWS/Lambda IteratorAge":                     {"FunctionName", "AWS::Lambda::Function", ""},
	"AWS/Lambda Throttles":                       {},
	"AWS/SES Reputation.BounceRate":              {},
	"AWS/SES Reputation.ComplaintRate":           {},
	"AWS/SQS ApproximateNumberOfMessagesVisible": {"QueueName", "AWS::SQS::Queue", "QueueName"},
}

func ofAWS(t *testing.T, tmpl template, a alarmIn) {
	t.Helper()
	m, ok := awsMetrics[a.namespace+" "+a.metric]
	values, has := a.dimensions[m.dimension]
	if !ok || has != (m.dimension != "") || len(a.dimensions) > 1 {
		t.Fatalf("AWS keeps no metric %s %s by %v", a.namespace, a.metric, a.dimensions)
	}
	if !has {
		return
	}
	for value := range strings.SplitSeq(values, ",") {
		found := false
		for name, r := range tmpl.of(m.kind) {
			found = found || strings.HasPrefix(value, "${"+name+"}") || value == "${"+name+"."+m.property+"}" ||
				m.property != "" && r.Properties[m.property] == value
		}
		if !found {
			t.Errorf("there is no %s %s", m.kind, value)
		}
	}
}

// ofEveryRule: an alarm on rules is on all of them.
func ofEveryRule(t *testing.T, tmpl template, a alarmIn) {
	for name, r := range tmpl.of("AWS::Events::Rule") {
		if !slices.Contains(strings.Split(a.dimensions["RuleName"], ","), r.Properties["Name"].(string)) {
			t.Errorf("%s is not watched", name)
		}
	}
}

// ofAFollower: only functions with an event source mapping have an age of what they read.
func ofAFollower(t *testing.T, tmpl template, a alarmIn) {
	for _, m := range tmpl.of("AWS::Lambda::EventSourceMapping") {
		if strings.HasPrefix(flat(m.Properties["FunctionName"]), strings.TrimSuffix(a.dimensions["FunctionName"], "}")) {
			return
		}
	}
	t.Errorf("%v follows nothing", a.dimensions)
}

// whenTheTableIsDown: operations then answer 5xx, which API Gateway counts.
func whenTheTableIsDown(t *testing.T, _ template, _ alarmIn) {
	down := harness.New(t, func(a *app.App) { a.DynamoDBEndpoint = "http://127.0.0.1:1" })
	if a, err := down.Browser().Try("POST", "/v1/sessions", harness.Body(api.SignIn.ID)); err != nil || a.Status < 500 {
		t.Errorf("the answer is %d, %v", a.Status, err)
	}
}

// logged: the line that API Gateway writes of such an answer of a route fits the metric filter behind the alarm, and
// that of a good answer does not; the route is one of the template.
func logged(r api.Route, statuses ...int) func(*testing.T, template, alarmIn) {
	return func(t *testing.T, tmpl template, a alarmIn) {
		s := harness.New(t)
		owner := s.Found(t, "Acme")
		if got := s.Browser().SignIn(t, owner.Email, "not hers at all, no").Status; !slices.Contains(statuses, got) {
			t.Errorf("a sign-in with a wrong password is answered %d", got)
		}
		pattern := ""
		for _, f := range tmpl.of("AWS::Logs::MetricFilter") {
			if m := at(f.Properties, "MetricTransformations", 0); at(m, "MetricName") == a.metric && at(m, "MetricNamespace") == a.namespace && at(m, "MetricValue") == "1" {
				pattern = f.Properties["FilterPattern"].(string)
				if group := tmpl[strings.Trim(flat(f.Properties["LogGroupName"]), "${}")]; group.Properties["LogGroupName"] != "/aws/vendedlogs/apis/usher-prod" {
					t.Errorf("it counts in %v", group.Properties)
				}
			}
		}
		key := route(r)
		for _, status := range append(statuses, 200) {
			if got := matches(t, pattern, accessLine(t, key, status)); got != (status != 200) {
				t.Errorf("%s answered %d is counted: %t by %s", key, status, got, pattern)
			}
		}
		if !strings.Contains(string(synthesized.raw["prod"]), `"`+key+`"`) || a.statistic != "Sum" {
			t.Errorf("%s is no route, or %s is no sum", key, a.statistic)
		}
	}
}

// accessLine is the line of the access log that API Gateway writes.
func accessLine(t *testing.T, route string, status int) map[string]string {
	t.Helper()
	line := map[string]string{}
	text := strings.NewReplacer("$context.status", fmt.Sprint(status), "$context.routeKey", route).Replace(accessLog())
	if err := json.Unmarshal([]byte(text), &line); err != nil {
		t.Fatal(err)
	}
	return line
}

// matches decides as CloudWatch does whether a filter pattern of equations, "&&", "||" and brackets matches a line.
func matches(t *testing.T, pattern string, line map[string]string) bool {
	t.Helper()
	equation := regexp.MustCompile(`\$\.(\w+) = "([^"]*)"`)
	expression := equation.ReplaceAllStringFunc(strings.Trim(pattern, "{} "), func(e string) string {
		parts := equation.FindStringSubmatch(e)
		return fmt.Sprint(line[parts[1]] == parts[2])
	})
	v, err := types.Eval(token.NewFileSet(), nil, token.NoPos, expression)
	if err != nil {
		t.Fatalf("%s: %v", pattern, err)
	}
	return constant.BoolVal(v.Value)
}

// emfValue returns the newest value that a system's log has of an alarm's metric, as CloudWatch reads it.
func emfValue(t *testing.T, s *harness.System, tmpl template, a alarmIn) float64 {
	t.Helper()
	value, found := 0.0, false
	for text := range strings.Lines(s.Log.String()) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatal(err)
		}
		d := at(line, "_aws", "CloudWatchMetrics", 0)
		metrics, _ := at(d, "Metrics").([]any)
		if at(d, "Namespace") == a.namespace && slices.ContainsFunc(metrics, func(m any) bool { return at(m, "Name") == a.metric }) {
			if fmt.Sprint(at(d, "Dimensions")) != "[[Service]]" || line["Service"] != s.Table {
				t.Errorf("%s", text)
			}
			value, found = line[a.metric].(float64), true
		}
	}
	// Functions file metrics under the name of their table.
	if table := only(t, tmpl, "AWS::DynamoDB::Table")["TableName"]; !found || len(a.dimensions) != 1 || a.dimensions["Service"] != table {
		t.Errorf("the alarm watches %v of %s, and the log has a value: %t", a.dimensions, a.metric, found)
	}
	return value
}

// whenSeatsDrift: the daily count reports an organization whose counter differs, and then that none does any more.
func whenSeatsDrift(t *testing.T, tmpl template, a alarmIn) {
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	s.Drift(t, owner.Org)
	for _, drifting := range []bool{true, false} {
		if err := app.RecountSeats(s.App)(t.Context(), "request"); err != nil {
			t.Fatal(err)
		}
		if v := emfValue(t, s, tmpl, a); (v >= a.threshold) != drifting {
			t.Errorf("with drift %t it is %v", drifting, v)
		}
		if _, err := s.App.Recount().Repair(t.Context(), owner.Org, audit.Actor{}); err != nil {
			t.Fatal(err)
		}
	}
}

// whenAMailIsRefused: a notice that SES will never send.
func whenAMailIsRefused(t *testing.T, tmpl template, a alarmIn) {
	s := harness.New(t)
	m := mailer.New(s.App)
	m.Refused(t.Context(), mail.Message{Kind: "password-changed"}, "digest")
	if v := emfValue(t, s, tmpl, a); v < a.threshold {
		t.Errorf("it is %v", v)
	}
}

// whenRecordsFail: a batch whose every record fails is an error of the function, which Lambda counts, as often as the
// alarm waits for.
func whenRecordsFail(c api.Consumer) func(*testing.T, template, alarmIn) {
	return func(t *testing.T, _ template, a alarmIn) {
		fails := errors.New("refused")
		handle := lambdaevent.PerRecord(lambdaevent.RecordHandlers{Written: func(context.Context, store.Item) error { return fails }}, slog.New(slog.DiscardHandler))
		if c.ID == api.SealTrail.ID {
			handle = lambdaevent.Together(func(context.Context, []lambdaevent.Record) error { return fails }, slog.New(slog.DiscardHandler))
		}
		var e events.DynamoDBEvent
		e.Records = make([]events.DynamoDBEventRecord, streamBatch)
		for i := range e.Records {
			e.Records[i].Change.NewImage = map[string]events.DynamoDBAttributeValue{"pk": events.NewStringAttribute("x")}
		}
		if _, err := handle(t.Context(), e); err == nil {
			t.Error("Lambda would count it as a success")
		}
		if a.threshold > asynchronousAttempts {
			t.Errorf("it waits for %v failures", a.threshold)
		}
	}
}

// TestAlarms: each has a description and a topic to which CloudWatch may publish. Other stages than production have
// none unless asked, and never those of the account.
func TestAlarms(t *testing.T) {
	tmpl := synth(t, "prod")
	for name, a := range tmpl.of("AWS::CloudWatch::Alarm") {
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
	for _, on := range []bool{false, true} {
		var stage struct{ Resources template }
		if err := json.Unmarshal(synthesizeStage(t, "dev", map[string]any{"alarms": on}), &stage); err != nil {
			t.Fatal(err)
		}
		if n := len(stage.Resources.of("AWS::Logs::MetricFilter")); (n > 0) != on {
			t.Errorf("with alarms %t there are %d metrics of the log, which cost", on, n)
		}
		for id, a := range tmpl.alarms() {
			_, has := stage.Resources.alarms()[id]
			if account := len(a.dimensions) == 0 && strings.HasPrefix(a.namespace, "AWS/"); has != (on && !account) {
				t.Errorf("%s, of the account: %t, with alarms %t: %t", id, account, on, has)
			}
		}
	}
}
