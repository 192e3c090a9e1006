package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"usher/pkg/api"
	"usher/pkg/aws/release"
)

// withCanary returns the templates of production with canaries: the stack, and the one within it.
func withCanary(t *testing.T) (stack, releases template) {
	t.Helper()
	canaries.Do(func() {
		out := t.TempDir()
		canaries.stack = resourcesOf(t, synthesizeInto(t, out, "prod", map[string]any{"canary": true}))
		canaries.releases = nested(t, out)
	})
	return canaries.stack, canaries.releases
}

// nested returns the one stack within the stack that was synthesized into a folder.
func nested(t *testing.T, out string) template {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(out, "*.nested.template.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return resourcesOf(t, raw)
}

var canaries struct {
	sync.Once
	stack, releases template
}

// TestNoVersionsUnasked: without canaries there are neither versions nor aliases.
func TestNoVersionsUnasked(t *testing.T) {
	for name, r := range synth(t, "prod") {
		switch r.Type {
		case "AWS::Lambda::Version", "AWS::Lambda::Alias", "AWS::CloudFormation::Stack", "AWS::CodeDeploy::DeploymentGroup":
			t.Errorf("%s is a %s", name, r.Type)
		}
	}
}

// TestCanary: each function has an alias that CodeDeploy moves in two steps to a version that stays, and back on
// alarms that are there.
func TestCanary(t *testing.T) {
	stack, releases := withCanary(t)
	alarms := map[string]bool{}
	for _, a := range stack.of("AWS::CloudWatch::Alarm") {
		alarms[a.Properties["AlarmName"].(string)] = true
	}
	moved := map[string]bool{}
	for name, a := range releases.of("AWS::Lambda::Alias") {
		function := a.Properties["FunctionName"].(string)
		moved[function] = a.Properties["Name"] == release.Alias
		version := releases[at(a.Properties["FunctionVersion"], "Fn::GetAtt", 0).(string)]
		if version.Properties["FunctionName"] != function || version.DeletionPolicy != "Retain" {
			t.Errorf("%s leads to %+v", name, version)
		}
		group := releases[at(a.UpdatePolicy, "CodeDeployLambdaAliasUpdate", "DeploymentGroupName", "Ref").(string)].Properties
		if group["DeploymentGroupName"] != function || group["DeploymentConfigName"] != canary ||
			at(group, "AutoRollbackConfiguration", "Enabled") != true || at(group, "AlarmConfiguration", "Enabled") != true {
			t.Errorf("%s is moved by %v", name, group)
		}
		for _, alarm := range at(group, "AlarmConfiguration", "Alarms").([]any) {
			if !alarms[at(alarm, "Name").(string)] {
				t.Errorf("%s: no alarm %v", name, alarm)
			}
		}
	}
	for _, id := range Declared().ids() {
		if !moved["usher-prod-"+id] {
			t.Errorf("%s has no alias", id)
		}
	}
	for _, s := range releases.statements() {
		for _, text := range append(s.actions, s.resources...) {
			if s.effect == "Allow" && strings.Contains(text, "*") && text != arn+"cloudwatch"+regional+"alarm:*" {
				t.Errorf("%s allows %s", s.resource, text)
			}
		}
	}
}

// TestEverybodyCallsTheAlias: with canaries, nothing that calls a function calls anything but its alias, or before it
// is there.
func TestEverybodyCallsTheAlias(t *testing.T) {
	stack, _ := withCanary(t)
	nested := ""
	for name := range stack.of("AWS::CloudFormation::Stack") {
		nested = name
	}
	functions, waits := map[string]bool{}, fmt.Sprint(stack[nested].DependsOn)
	for _, id := range Declared().ids() {
		name, _, _ := stack.function(id)
		if functions[name] = true; !strings.Contains(waits, name) {
			t.Errorf("a version of %s may be published before it has changed", id)
		}
	}
	for key, route := range stack.routes() {
		if uri := flat(at(route, "x-amazon-apigateway-integration", "uri")); !strings.HasSuffix(uri, ":live/invocations") {
			t.Errorf("%s calls %s", key, uri)
		}
	}
	callers := 0
	for _, kind := range []string{"AWS::Lambda::Permission", "AWS::Lambda::EventSourceMapping", "AWS::Scheduler::Schedule",
		"AWS::Lambda::EventInvokeConfig", "AWS::Events::Rule", "AWS::IAM::Role"} {
		for name, r := range stack.of(kind) {
			for _, called := range references(r.Properties) {
				function, _, _ := strings.Cut(strings.Trim(strings.TrimSuffix(called, ":live"), "${}"), ".")
				if !functions[function] {
					continue
				}
				callers++
				if kind == "AWS::Lambda::EventInvokeConfig" {
					called += ":" + r.Properties["Qualifier"].(string)
				}
				if !strings.HasSuffix(called, ":live") {
					t.Errorf("%s calls %s", name, called)
				}
				late := kind != "AWS::IAM::Role" && kind != "AWS::Events::Rule" // AWS looks at what these name
				if late && !strings.Contains(fmt.Sprint(r.DependsOn), nested) {
					t.Errorf("%s does not wait for the alias", name)
				}
			}
		}
	}
	if want := len(api.Operations()) + 2*len(api.Consumers()); callers < want {
		t.Errorf("only %d callers found", callers)
	}
}

// references lists, as flat writes them, the innermost values that refer to something.
func references(v any) (all []string) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			all = append(all, references(one)...)
		}
	case map[string]any:
		for name := range v {
			if strings.HasPrefix(name, "Fn::") || name == "Ref" {
				return []string{flat(v)}
			}
		}
		for one := range maps.Values(v) {
			all = append(all, references(one)...)
		}
	}
	return all
}

// TestVersionsFollowFunctions: what changes a function gives its version another logical id, and nothing else does.
func TestVersionsFollowFunctions(t *testing.T) {
	if testing.Short() {
		t.Skip("synthesizes once more")
	}
	_, before := withCanary(t)
	out := t.TempDir()
	synthesizeInto(t, out, "prod", map[string]any{"canary": true, "sessionLifetime": "8h"})
	again := map[string]bool{}
	for name, v := range nested(t, out).of("AWS::Lambda::Version") {
		if _, ok := before[name]; !ok {
			again[strings.TrimPrefix(v.Properties["FunctionName"].(string), "usher-prod-")] = true
		}
	}
	for _, o := range api.Operations() {
		has := slices.Contains(o.Settings, api.SettingSessionLifetime)
		if again[o.ID] != has {
			t.Errorf("%s, with the setting %v: a new version %v", o.ID, has, again[o.ID])
		}
	}
}
