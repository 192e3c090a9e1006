package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"usher/pkg/api"
)

// hashes matches what changes with an asset's content.
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

// TestFunctions: each function is as it is declared, and its log has a retention.
func TestFunctions(t *testing.T) {
	tmpl := synth(t, "prod")
	check := func(id string, memory int, seconds float64) {
		_, f, ok := tmpl.function(id)
		p := f.Properties
		if !ok || p["Runtime"] != "provided.al2023" || at(p["Architectures"], 0) != "arm64" || p["MemorySize"] != float64(memory) || p["Timeout"] != seconds {
			t.Errorf("%s: %v", id, p)
		}
		group := tmpl[strings.Trim(flat(at(p["LoggingConfig"], "LogGroup")), "${}")]
		if group.Properties["LogGroupName"] != "/aws/lambda/usher-prod-"+id {
			t.Errorf("%s logs to %v", id, group.Properties)
		}
	}
	for _, o := range api.Operations() {
		check(o.ID, o.MemoryMB, o.Timeout.Seconds())
	}
	for _, c := range api.Consumers() {
		check(c.ID, c.MemoryMB, c.Timeout.Seconds())
	}
	logs := tmpl.of("AWS::Logs::LogGroup")
	if want := len(Declared().ids()) + 2; len(logs) != want { // the API's and the uploader's
		t.Errorf("%d log groups, not %d", len(logs), want)
	}
	for name, l := range logs {
		if l.Properties["RetentionInDays"] == nil {
			t.Errorf("%s keeps logs for ever", name)
		}
	}
}

// TestEnvironment: each function has the settings that it declares and what its memory asks for, and nothing else.
func TestEnvironment(t *testing.T) {
	tmpl := synth(t, "dev")
	check := func(id string, settings []api.Setting, memoryMB int) {
		_, f, _ := tmpl.function(id)
		variables, _ := at(f.Properties, "Environment", "Variables").(map[string]any)
		variables = maps.Clone(variables)
		for name, value := range api.Runtime(memoryMB) {
			if variables[name] != value {
				t.Errorf("%s has %s=%v, want %s", id, name, variables[name], value)
			}
			delete(variables, name)
		}
		for _, s := range settings {
			// These have defaults, which hold where the stage's file says nothing.
			byDefault := strings.HasSuffix(string(s), "_LIFETIME") || strings.HasSuffix(string(s), "_KEPT") ||
				slices.Contains([]api.Setting{api.SettingProductColor, api.SettingSupportEmail, api.SettingSessionIdle,
					api.SettingRoles}, s)
			if _, ok := variables[string(s)]; !ok && !byDefault {
				t.Errorf("%s lacks %s", id, s)
			}
			delete(variables, string(s))
		}
		if len(variables) > 0 {
			t.Errorf("%s has %v beside its settings", id, variables)
		}
	}
	for _, o := range api.Operations() {
		check(o.ID, o.Settings, o.MemoryMB)
	}
	for _, c := range api.Consumers() {
		check(c.ID, c.Settings, c.MemoryMB)
	}
}

// TestTable: the table is as declared, and its data is protected from mistakes.
func TestTable(t *testing.T) {
	for stage, policy := range map[string]string{"dev": "Delete", "prod": "RetainExceptOnCreate"} {
		table := synth(t, stage)["Table"]
		p := table.Properties
		if table.DeletionPolicy != policy || p["DeletionProtectionEnabled"] != (stage == "prod") || p["BillingMode"] != "PAY_PER_REQUEST" ||
			at(p["PointInTimeRecoverySpecification"], "PointInTimeRecoveryEnabled") != true ||
			at(p["StreamSpecification"], "StreamViewType") != "NEW_AND_OLD_IMAGES" || at(p["TimeToLiveSpecification"], "AttributeName") != api.Table().TTL {
			t.Errorf("%s: %+v", stage, table)
		}
		for i, index := range api.Table().Indexes {
			got := at(p["GlobalSecondaryIndexes"], i)
			if at(got, "IndexName") != index.Name || at(got, "KeySchema", 0, "AttributeName") != index.Partition || at(got, "KeySchema", 1, "AttributeName") != index.Sort {
				t.Errorf("%s: %v", stage, got)
			}
			some, _ := at(got, "Projection", "NonKeyAttributes").([]any)
			if fmt.Sprint(some) != fmt.Sprint(index.Projected) {
				t.Errorf("%s: %s projects %v", stage, index.Name, some)
			}
		}
	}
}
