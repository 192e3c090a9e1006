package main

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"usher/pkg/api"
	"usher/pkg/aws/stages"
	"usher/test/localtest"
)

var update = flag.Bool("update", false, "write golden files")

func TestMain(m *testing.M) { localtest.Main(m, jsii.Close) }

// resource is one resource of the template.
type resource struct {
	Type                                string
	Properties                          map[string]any
	DeletionPolicy, UpdateReplacePolicy string
	DependsOn, UpdatePolicy             any
}

// template is the resources of a stage by their logical ids.
type template map[string]resource

// synthesized holds the template of each stage, made once for all tests, since the CDK takes seconds.
var synthesized = struct {
	sync.Mutex
	byStage map[string]template
	raw     map[string][]byte
}{byStage: map[string]template{}, raw: map[string][]byte{}}

// later is a stage with declarations of each kind that do not exist yet.
const later = "later"

func declarations(stage string) Declarations {
	d := Declared()
	if stage == later {
		d.Operations = append(slices.Clone(d.Operations), laterOperation.Declare())
		d.Consumers = append(slices.Clone(d.Consumers), laterConsumers()...)
	}
	return d
}

func synth(t *testing.T, stage string) template {
	t.Helper()
	synthesized.Lock()
	defer synthesized.Unlock()
	if synthesized.byStage[stage] == nil {
		raw := synthesizeStage(t, stage, nil)
		synthesized.byStage[stage], synthesized.raw[stage] = resourcesOf(t, raw), raw
	}
	return synthesized.byStage[stage]
}

// resourcesOf reads a template.
func resourcesOf(t *testing.T, raw []byte) template {
	t.Helper()
	var whole struct{ Resources template }
	if err := json.Unmarshal(raw, &whole); err != nil {
		t.Fatal(err)
	}
	return whole.Resources
}

// synthesizeStage runs the app with files in place of what `make build` makes. The stage's file is the one in testdata,
// of dev for other names, with more settings; those that are about one deployment go into the context. With is done
// before it is synthesized.
func synthesizeStage(t *testing.T, stage string, more map[string]any, with ...func(awscdk.App)) []byte {
	t.Helper()
	return synthesizeInto(t, t.TempDir(), stage, more, with...)
}

// synthesizeInto leaves in a folder what cdk synth does.
func synthesizeInto(t *testing.T, out, stage string, more map[string]any, with ...func(awscdk.App)) []byte {
	t.Helper()
	root, d := t.TempDir(), declarations(stage)
	for _, id := range d.ids() {
		put(t, filepath.Join(root, "build", id, "bootstrap"), id)
	}
	put(t, filepath.Join(root, "dashboard", "dist", "index.html"), "<!doctype html>")
	put(t, filepath.Join(root, "docs", "openapi.json"), "{}")
	context := map[string]any{"stage": stage, "@aws-cdk/core:enablePartitionLiterals": true}
	settings := example(t, stage)
	for name, value := range more {
		if name == "creating" {
			context[name] = value
			continue
		}
		settings[name] = value
	}
	raw, err := json.Marshal(settings)
	if err != nil {
		t.Fatal(err)
	}
	put(t, stages.Path(filepath.Join(root, stages.Folder), stage), string(raw))
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: &out, Context: &context})
	s, err := readStage(app, root)
	if err != nil {
		t.Fatal(err)
	}
	NewStack(app, s, d)
	for _, w := range with {
		w(app)
	}
	app.Synth(nil)
	if raw, err = os.ReadFile(filepath.Join(out, "usher-"+stage+".template.json")); err != nil {
		t.Fatal(err)
	}
	return raw
}

// example returns the settings of the file of a stage in testdata.
func example(t *testing.T, stage string) map[string]any {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "stages", stage+".json")) //nolint:gosec // a test's own file
	if err != nil {
		if stage == "dev" {
			t.Fatal(err)
		}
		return example(t, "dev")
	}
	var settings map[string]any
	if err := json.Unmarshal(raw, &settings); err != nil {
		t.Fatal(err)
	}
	return settings
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

// function finds the function of an operation or consumer.
func (t template) function(id string) (string, resource, bool) {
	for name, r := range t.of("AWS::Lambda::Function") {
		if full, _ := r.Properties["FunctionName"].(string); regexp.MustCompile(`^usher-[a-z]+-` + id + `$`).MatchString(full) {
			return name, r, true
		}
	}
	return "", resource{}, false
}

// at returns a nested property, by names and by positions in lists.
func at(v any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[step]
		case int:
			l, _ := v.([]any)
			if step >= len(l) {
				return nil
			}
			v = l[step]
		}
	}
	return v
}

// flat writes a value with CloudFormation's functions as for Fn::Sub: "arn:${AWS::Partition}:s3:::${Bucket}/*".
func flat(v any) string {
	if text, ok := v.(string); ok {
		return text
	}
	for name, argument := range v.(map[string]any) {
		switch name {
		case "Ref":
			return "${" + argument.(string) + "}"
		case "Fn::GetAtt":
			return "${" + at(argument, 0).(string) + "." + at(argument, 1).(string) + "}"
		case "Fn::Sub":
			return argument.(string)
		case "Fn::Join":
			var parts []string
			for _, part := range at(argument, 1).([]any) {
				parts = append(parts, flat(part))
			}
			return strings.Join(parts, at(argument, 0).(string))
		}
	}
	raw, _ := json.Marshal(v) // came from JSON
	return string(raw)
}

// flatList is flat for a value that may be a list.
func flatList(v any) []string {
	many, ok := v.([]any)
	if !ok {
		return []string{flat(v)}
	}
	var all []string
	for _, one := range many {
		all = append(all, flat(one))
	}
	return all
}

var laterOperation = api.Operation[api.None, api.None]{Route: api.Route{
	ID: "do-later", Method: "PUT", Path: "/v1/organizations/{org}/things/{thing_id}", Summary: "Do what is not there yet",
	Timeout: 29 * time.Second, MemoryMB: 192, Access: []api.Access{{Action: api.UpdateItem}, {Action: api.Query, Index: api.IndexByLastName}},
	Settings: []api.Setting{api.SettingTable},
}}
