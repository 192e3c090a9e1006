package main

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"usher/pkg/api"
)

var update = flag.Bool("update", false, "write golden files")

// resource is one resource of the template.
type resource struct {
	Type           string
	Properties     map[string]any
	DeletionPolicy string
}

type template map[string]resource

// synthesized is the template of a stage, made once for all tests: the CDK
// takes seconds.
var synthesized = struct {
	sync.Mutex
	byStage map[string]template
	raw     map[string][]byte
}{byStage: map[string]template{}, raw: map[string][]byte{}}

func synth(t *testing.T, stage string) template {
	t.Helper()
	synthesized.Lock()
	defer synthesized.Unlock()
	if synthesized.byStage[stage] == nil {
		raw := synthesizeStage(t, stage)
		var whole struct{ Resources template }
		if err := json.Unmarshal(raw, &whole); err != nil {
			t.Fatal(err)
		}
		synthesized.byStage[stage], synthesized.raw[stage] = whole.Resources, raw
	}
	return synthesized.byStage[stage]
}

// synthesizeStage runs the app on a stand-in for what `make build` makes.
func synthesizeStage(t *testing.T, stage string) []byte {
	t.Helper()
	root, out := t.TempDir(), t.TempDir()
	for _, id := range declared() {
		put(t, filepath.Join(root, "build", id, "bootstrap"), id)
	}
	put(t, filepath.Join(root, "dashboard", "dist", "index.html"), "<!doctype html>")
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: &out, Context: &map[string]any{
		"stage": stage, "sender": "no-reply@acme.example", "@aws-cdk/core:enablePartitionLiterals": true}})
	s, err := readStage(app, root)
	if err != nil {
		t.Fatal(err)
	}
	NewStack(app, s)
	app.Synth(nil)
	raw, err := os.ReadFile(filepath.Join(out, "usher-"+stage+".template.json"))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func declared() []string {
	var ids []string
	for _, o := range api.Operations() {
		ids = append(ids, o.ID)
	}
	for _, c := range api.Consumers() {
		ids = append(ids, c.ID)
	}
	return ids
}

func TestMain(m *testing.M) {
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

// of lists the resources of a type.
func (t template) of(kind string) map[string]resource {
	found := map[string]resource{}
	for name, r := range t {
		if r.Type == kind {
			found[name] = r
		}
	}
	return found
}

// function finds a function by its id.
func (t template) function(id string) (string, resource, bool) {
	for name, r := range t.of("AWS::Lambda::Function") {
		if r.Properties["FunctionName"] == "usher-dev-"+id {
			return name, r, true
		}
	}
	return "", resource{}, false
}

// hashes are what changes with an asset's content.
var hashes = regexp.MustCompile(`[0-9a-f]{64}`)

// TestGolden shows every change of the template in a review.
func TestGolden(t *testing.T) {
	for _, stage := range []string{"dev", "prod"} {
		synth(t, stage)
		got := hashes.ReplaceAllString(string(synthesized.raw[stage]), "<hash>")
		path := filepath.Join("testdata", stage+".template.json")
		if *update {
			put(t, path, got)
			continue
		}
		want, err := os.ReadFile(path) //nolint:gosec // a fixed name
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s: the template changed; look at the difference after: go test ./infra -run TestGolden -update", path)
		}
	}
}

// TestSize keeps well clear of CloudFormation's 500 resources.
func TestSize(t *testing.T) {
	if n := len(synth(t, "dev")); n > 400 {
		t.Errorf("%d resources", n)
	}
}

// TestEveryOperationIsServed wants a route, a function, a role and a log group
// for each operation, and nothing else.
func TestEveryOperationIsServed(t *testing.T) {
	tmpl := synth(t, "dev")
	routes := map[string]bool{}
	for _, r := range tmpl.of("AWS::ApiGatewayV2::Route") {
		routes[r.Properties["RouteKey"].(string)] = true
	}
	for _, o := range api.Operations() {
		if !routes[o.Method+" "+o.Path] {
			t.Errorf("%s has no route", o.ID)
		}
		delete(routes, o.Method+" "+o.Path)
	}
	if len(routes) > 0 {
		t.Errorf("routes of no operation: %v", routes)
	}
	for _, id := range declared() {
		_, f, ok := tmpl.function(id)
		if !ok {
			t.Errorf("%s has no function", id)
			continue
		}
		if f.Properties["Runtime"] != "provided.al2023" || f.Properties["Architectures"].([]any)[0] != "arm64" {
			t.Errorf("%s: runtime %v on %v", id, f.Properties["Runtime"], f.Properties["Architectures"])
		}
	}
	logs, functions := tmpl.of("AWS::Logs::LogGroup"), len(declared())
	if len(logs) != functions+1 { // and the API's
		t.Errorf("%d log groups for %d functions", len(logs), functions)
	}
	for name, l := range logs {
		if l.Properties["RetentionInDays"] == nil {
			t.Errorf("%s keeps logs for ever", name)
		}
	}
}

// TestEnvironment gives each function the settings it declares, and no others.
func TestEnvironment(t *testing.T) {
	tmpl := synth(t, "dev")
	check := func(id string, settings []api.Setting) {
		_, f, _ := tmpl.function(id)
		environment, _ := f.Properties["Environment"].(map[string]any)
		variables, _ := environment["Variables"].(map[string]any)
		for _, s := range settings {
			lifetime := strings.HasSuffix(string(s), "_LIFETIME") // the default holds
			if _, ok := variables[string(s)]; !ok && !lifetime {
				t.Errorf("%s lacks %s", id, s)
			}
			delete(variables, string(s))
		}
		if len(variables) > 0 {
			t.Errorf("%s has %v beside its settings", id, variables)
		}
	}
	for _, o := range api.Operations() {
		check(o.ID, o.Settings)
	}
	for _, c := range api.Consumers() {
		check(c.ID, c.Settings)
	}
}

// TestProductionKeepsTheTable wants what protects data from a mistake.
func TestProductionKeepsTheTable(t *testing.T) {
	for _, table := range synth(t, "prod").of("AWS::DynamoDB::Table") {
		p := table.Properties
		if table.DeletionPolicy != "Retain" || p["DeletionProtectionEnabled"] != true || p["BillingMode"] != "PAY_PER_REQUEST" ||
			p["PointInTimeRecoverySpecification"].(map[string]any)["PointInTimeRecoveryEnabled"] != true ||
			p["StreamSpecification"].(map[string]any)["StreamViewType"] != "NEW_AND_OLD_IMAGES" ||
			p["TimeToLiveSpecification"].(map[string]any)["AttributeName"] != "ttl" || len(p["GlobalSecondaryIndexes"].([]any)) != len(api.Table().Indexes) {
			t.Errorf("table %+v", table)
		}
	}
}

// TestStreamIsFollowedSafely wants bisection, partial answers, an age below the
// stream's day, and a place for dead letters.
func TestStreamIsFollowedSafely(t *testing.T) {
	mappings := synth(t, "dev").of("AWS::Lambda::EventSourceMapping")
	if len(mappings) == 0 {
		t.Fatal("nobody follows the stream")
	}
	for name, m := range mappings {
		p := m.Properties
		if p["BisectBatchOnFunctionError"] != true || p["FunctionResponseTypes"].([]any)[0] != "ReportBatchItemFailures" ||
			p["MaximumRecordAgeInSeconds"].(float64) >= 86400 || p["DestinationConfig"] == nil || p["FilterCriteria"] == nil {
			t.Errorf("%s: %v", name, p)
		}
	}
}

// TestAccessLogTellsNoSecrets keeps paths and queries, which hold tokens and
// addresses, out of the access log.
func TestAccessLogTellsNoSecrets(t *testing.T) {
	for _, s := range synth(t, "dev").of("AWS::ApiGatewayV2::Stage") {
		format := s.Properties["AccessLogSettings"].(map[string]any)["Format"].(string)
		for _, bad := range []string{"$context.path", "requestPath", "rawPath", "queryString", "cookie", "$context.identity.userAgent"} {
			if strings.Contains(format, bad) {
				t.Errorf("the access log holds %s", bad)
			}
		}
	}
}

// TestFewAlarms keeps the alarms within what costs nothing, or says what they are.
func TestFewAlarms(t *testing.T) {
	alarms := synth(t, "dev").of("AWS::CloudWatch::Alarm")
	if len(alarms) < 8 || len(alarms) > 12 {
		t.Errorf("%d alarms", len(alarms))
	}
	for name, a := range alarms {
		if a.Properties["AlarmDescription"] == nil || len(a.Properties["AlarmActions"].([]any)) != 1 {
			t.Errorf("%s tells nobody, or nothing", name)
		}
	}
}
