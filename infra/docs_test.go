package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"usher/pkg/api"
)

// figure is a sentence of the documentation, each group of whose pattern is a number of the template's, in digits or as
// a word.
type figure struct {
	file, pattern string
	of            func(prod, dev template) []float64
}

// figures are the sentences in docs/ that speak of the template. Whoever changes one changes it here too; -update
// writes the numbers.
var figures = []figure{
	{"deploy.md", `is limited to (\d+) requests a second and bursts of (\d+), what\s+hashes passwords to (\d+) and (\d+)`, limitsOf},
	{"operate.md", `\| (\d+) a second, (\d+) at once; what hashes passwords (\d+) and (\d+):`, limitsOf},
	{"operate.md", `CloudFormation \| 500 resources in a stack \| (\d+) for (\d+) functions, four for each; a test holds room for (\d+)`, func(prod, _ template) []float64 {
		return []float64{float64(len(prod)), float64(len(Declared().ids())), functionsToHold}
	}},
	{"deploy.md", `\| logs \| (\d+) months \| (\d+) week`, func(prod, dev template) []float64 {
		return []float64{logDays(prod) / 30, logDays(dev) / 7}
	}},
	{"operate.md", `log is kept for (\w+) months`, func(prod, _ template) []float64 { return []float64{logDays(prod) / 30} }},
	{"deploy.md", `dead-letter queue for (\d+) days`, queueDays},
	{"operate.md", `keeps messages for (\d+) days`, queueDays},
	{"operate.md", `in the stream for up to (\w+) hours`, recordHours},
	{"scale.md", `sealing may lag for (\w+) hours`, recordHours},
	{"scale.md", `Mail waits up to (\w+) hours`, recordHours},
	{"scale.md", `readers of the stream\*\* \| (\d+),`, func(prod, _ template) []float64 {
		return []float64{float64(len(prod.of("AWS::Lambda::EventSourceMapping")))}
	}},
	{"scale.md", `one transaction after the other in (\w+) minutes`, func(prod, _ template) []float64 {
		return []float64{timeout(prod, api.ExpireInvitations.ID) / 60}
	}},
	{"scale.md", `a function's (\d+\.\d) seconds`, func(prod, _ template) []float64 { // half of one is kept for the answer
		return []float64{timeout(prod, api.CreateUser.ID) - 0.5}
	}},
	{"scale.md", `entries of each of (\w+) indexes`, func(prod, _ template) []float64 { return []float64{searched(prod)} }},
	{"operate.md", `\| (\d+) answers of 5xx in (\d+) minutes`, thresholds("api-errors", 1)},
	{"operate.md", `\| (\d+) answers of 401 or 429 in (\d+) minutes`, thresholds("refusals", 1)},
	{"operate.md", `\| (\d+) sign-ins answered with 401 or 429 in (\d+) minutes`, thresholds("refused-sign-ins", 1)},
	{"operate.md", `DynamoDB throttled (\d+) requests in (\d+) minutes`, thresholds("table-throttles", 1)},
	{"operate.md", `throttled \d+ requests in \d+ minutes, or failed on (\d+)`, only1(thresholds("table-errors", 1))},
	{"operate.md", `\| (\d+) failures in (\d+) minutes`, thresholds("send-mail-errors", 1)},
	{"operate.md", `oldest record is (\d+) minutes old`, only1(thresholds("send-mail-delay", 1./60_000))},
	{"operate.md", `\| (\d+) executions at once`, only1(thresholds("concurrency", 1))},
	{"operate.md", `\| (\S+) % of mails bounce`, only1(thresholds("bounces", 100))},
	{"operate.md", `(\S+) % are marked as spam`, only1(thresholds("complaints", 100))},
	{"operate.md", `\| Alarms, (\d+) \|`, func(prod, _ template) []float64 { return []float64{float64(len(prod.alarms()))} }},
	{"operate.md", `\| Metrics, (\d+) \|`, func(prod, _ template) []float64 { return []float64{float64(len(prod.ownMetrics()))} }},
}

func limitsOf(prod, _ template) []float64 {
	var all []float64
	add := func(settings any) {
		all = append(all, at(settings, "ThrottlingRateLimit").(float64), at(settings, "ThrottlingBurstLimit").(float64))
	}
	for _, stage := range prod.of("AWS::ApiGatewayV2::Stage") {
		add(at(stage.Properties, "DefaultRouteSettings"))
		add(at(stage.Properties, "RouteSettings", route(api.SignIn.Route)))
	}
	return all
}

func logDays(t template) float64 {
	_, f, _ := t.function(api.SignIn.ID)
	return t[strings.Trim(flat(at(f.Properties, "LoggingConfig", "LogGroup")), "${}")].Properties["RetentionInDays"].(float64)
}

func queueDays(prod, _ template) []float64 {
	return []float64{prod["DeadLetters"].Properties["MessageRetentionPeriod"].(float64) / (24 * 3600)}
}

func recordHours(prod, _ template) []float64 {
	for _, m := range prod.of("AWS::Lambda::EventSourceMapping") {
		return []float64{m.Properties["MaximumRecordAgeInSeconds"].(float64) / 3600}
	}
	return nil
}

func timeout(t template, id string) float64 {
	_, f, _ := t.function(id)
	return f.Properties["Timeout"].(float64)
}

// searched counts the indexes of names.
func searched(t template) float64 {
	n := 0.
	for _, index := range t["Table"].Properties["GlobalSecondaryIndexes"].([]any) {
		if name := at(index, "IndexName").(string); name == api.IndexByLastName || strings.HasPrefix(name, "by-term-") {
			n++
		}
	}
	return n
}

// thresholds returns an alarm's threshold, in another unit, and its period in minutes.
func thresholds(id string, unit float64) func(template, template) []float64 {
	return func(prod, _ template) []float64 {
		p := prod.alarms()[id].properties
		period, ok := p["Period"].(float64)
		if !ok {
			period, _ = at(p["Metrics"], 0, "Period").(float64)
		}
		return []float64{p["Threshold"].(float64) * unit, period / 60}
	}
}

func only1(of func(template, template) []float64) func(template, template) []float64 {
	return func(prod, dev template) []float64 { return of(prod, dev)[:1] }
}

// ownMetrics lists the metrics that AWS bills: those of Usher's own namespace on alarms and on the board.
func (t template) ownMetrics() []string {
	var names []string
	for _, a := range t.alarms() {
		if a.namespace == "Usher" {
			names = append(names, a.metric)
		}
	}
	for _, board := range t.of("AWS::CloudWatch::Dashboard") {
		for _, m := range regexp.MustCompile(`\["Usher","(\w+)"`).FindAllStringSubmatch(flat(board.Properties["DashboardBody"]), -1) {
			names = append(names, m[1])
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

var words = []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}

// numeral writes a number as the text it replaces does: as a word where that is one.
func numeral(v float64, like string) string {
	if n := int(v); float64(n) == v && slices.Contains(words, like) && n < len(words) {
		return words[n]
	}
	return strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64)
}

// TestFigures: the numbers in docs/ that speak of the template are the template's.
func TestFigures(t *testing.T) {
	prod, dev := synth(t, "prod"), synth(t, "dev")
	for _, f := range figures {
		path := filepath.Join("..", "docs", f.file)
		text, err := os.ReadFile(path) //nolint:gosec // a fixed name
		if err != nil {
			t.Fatal(err)
		}
		at := regexp.MustCompile(f.pattern).FindSubmatchIndex(text)
		if at == nil {
			t.Errorf("%s has no %s", f.file, f.pattern)
			continue
		}
		values := f.of(prod, dev)
		if len(values) != len(at)/2-1 {
			t.Errorf("%s: the template has %v for it", f.pattern, values)
			continue
		}
		got := bytes.Clone(text)
		for i, v := range slices.Backward(values) { // as lengths may change
			from, to := at[2*i+2], at[2*i+3]
			got = slices.Concat(got[:from], []byte(numeral(v, string(text[from:to]))), got[to:])
		}
		switch {
		case bytes.Equal(got, text):
		case *update:
			put(t, path, string(got))
		default:
			t.Errorf("%s: %s: the template has %v; write it with -update", f.file, text[at[0]:at[1]], values)
		}
	}
}

// TestCosts: the table of costs adds up, and its alarms and metrics cost what they are priced.
func TestCosts(t *testing.T) {
	sum, total := 0., 0.
	for row := range strings.Lines(section(t, "../docs/operate.md", "## What it costs")) {
		cells := strings.Split(row, "|")
		if len(cells) < 5 {
			continue
		}
		cost, err := strconv.ParseFloat(strings.Trim(cells[3], " *"), 64)
		switch {
		case err != nil: // the heading
		case strings.Contains(cells[1], "a month"):
			total = cost
		case total == 0:
			sum += cost
		}
		var n int
		if _, err := fmt.Sscanf(strings.NewReplacer("Alarms,", "", "Metrics,", "").Replace(cells[1]), "%d", &n); err != nil {
			continue
		}
		if price, _ := strconv.ParseFloat(strings.Fields(cells[2])[0], 64); math.Abs(price*float64(n)-cost) > 0.001 {
			t.Errorf("%s: that is %.2f", strings.TrimSpace(row), price*float64(n))
		}
	}
	if math.Round(sum) != total || total == 0 {
		t.Errorf("the rows add up to %.2f, not %v", sum, total)
	}
}
