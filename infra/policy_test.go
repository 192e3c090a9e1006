package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"usher/pkg/api"
)

// stars is the written list of what may hold a "*": the function that lets it
// in, and the action or resource, with the reason.
var stars = map[string]string{
	"log-stream:*":                  "a function's log streams are named by Lambda, within its own log group",
	"/stream/*":                     "dynamodb:ListStreams takes the streams of one table, not one stream",
	"CustomCDKBucketDeployment":     "the CDK's own uploader of the dashboard: reads the asset, writes the dashboard's bucket, invalidates the distribution",
	"deny everything without TLS":   "statements with Effect Deny refuse more, not less",
	"resource policies of a bucket": "the bucket's own policy names the bucket and its objects",
}

type policyStatement struct {
	Effect           string
	Action, Resource any
}

// statements lists the statements of a role's inline policies.
func statementsOf(t *testing.T, r resource) []policyStatement {
	t.Helper()
	var all []policyStatement
	policies, _ := r.Properties["Policies"].([]any)
	for _, p := range policies {
		raw, err := json.Marshal(p.(map[string]any)["PolicyDocument"].(map[string]any)["Statement"])
		if err != nil {
			t.Fatal(err)
		}
		var some []policyStatement
		if err := json.Unmarshal(raw, &some); err != nil {
			t.Fatal(err)
		}
		all = append(all, some...)
	}
	return all
}

// list makes a list of what may be one or many.
func list(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var all []string
		for _, one := range v {
			all = append(all, list(one)...)
		}
		return all
	}
	raw, _ := json.Marshal(v) // came from JSON
	return []string{string(raw)}
}

// TestNoStars fails on any "*" action or resource outside the written list.
func TestNoStars(t *testing.T) {
	for name, r := range synth(t, "prod").of("AWS::IAM::Role") {
		if managed, ok := r.Properties["ManagedPolicyArns"]; ok && !strings.HasPrefix(name, "CustomCDKBucketDeployment") {
			t.Errorf("%s has managed policies: %v", name, managed)
		}
		for _, s := range statementsOf(t, r) {
			for _, action := range list(s.Action) {
				if strings.Contains(action, "*") {
					t.Errorf("%s allows %s", name, action)
				}
			}
			for _, on := range list(s.Resource) {
				if strings.Contains(on, "*") && !excused(on) {
					t.Errorf("%s reaches %s", name, on)
				}
			}
		}
	}
	for name := range synth(t, "prod").of("AWS::IAM::Policy") {
		if !strings.HasPrefix(name, "CustomCDKBucketDeployment") {
			t.Errorf("%s is a policy outside its role", name)
		}
	}
}

func excused(text string) bool {
	for star := range stars {
		if strings.Contains(text, star) {
			return true
		}
	}
	return false
}

// TestRolesAreTheDeclaredAccess holds each role to just the DynamoDB actions its
// function declares, on the table or index it uses.
func TestRolesAreTheDeclaredAccess(t *testing.T) {
	tmpl := synth(t, "dev")
	check := func(id string, access []api.Access, more ...string) {
		var want []string
		for _, a := range access {
			want = append(want, fmt.Sprintf("%s %s", a.Action, a.Index))
		}
		want = append(want, more...)
		got := granted(t, tmpl, id)
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s may  %v\ndeclares %v", id, got, want)
		}
	}
	for _, o := range api.Operations() {
		check(o.ID, o.Access)
	}
	for _, c := range api.Consumers() {
		var more []string
		if c.Source == api.FromStream {
			more = []string{"dynamodb:DescribeStream stream", "dynamodb:GetRecords stream", "dynamodb:GetShardIterator stream", "dynamodb:ListStreams stream"}
		}
		check(c.ID, c.Access, more...)
	}
}

// granted lists what a function's role allows on DynamoDB, as "<action> <index>".
func granted(t *testing.T, tmpl template, id string) []string {
	t.Helper()
	_, f, ok := tmpl.function(id)
	if !ok {
		t.Fatalf("no function %s", id)
	}
	role := f.Properties["Role"].(map[string]any)["Fn::GetAtt"].([]any)[0].(string)
	var all []string
	for _, s := range statementsOf(t, tmpl[role]) {
		for _, action := range list(s.Action) {
			if strings.HasPrefix(action, "dynamodb:") {
				all = append(all, action+" "+target(s.Resource))
			}
		}
	}
	return all
}

// target is the index that a resource names, "stream", or "" for the table.
func target(on any) string {
	raw, _ := json.Marshal(on) // came from JSON
	text := string(raw)
	if _, index, ok := strings.Cut(text, "/index/"); ok {
		name, _, _ := strings.Cut(index, `"`)
		return name
	}
	if strings.Contains(text, "StreamArn") || strings.Contains(text, "/stream/") {
		return "stream"
	}
	return ""
}

// TestOnlyWhoNeedsThemReadsKeys lets just the functions that make or open links
// read the keys, and just those that send mail send it.
func TestOnlyWhoNeedsThemReadsKeys(t *testing.T) {
	tmpl := synth(t, "dev")
	check := func(id string, settings []api.Setting, sends bool) {
		_, f, _ := tmpl.function(id)
		role := f.Properties["Role"].(map[string]any)["Fn::GetAtt"].([]any)[0].(string)
		var actions []string
		for _, s := range statementsOf(t, tmpl[role]) {
			actions = append(actions, list(s.Action)...)
		}
		if slices.Contains(actions, "ssm:GetParameter") != slices.Contains(settings, api.SettingLinkKeys) {
			t.Errorf("%s: keys", id)
		}
		if slices.Contains(actions, "ses:SendEmail") != sends {
			t.Errorf("%s: mail", id)
		}
	}
	for _, o := range api.Operations() {
		check(o.ID, o.Settings, false)
	}
	for _, c := range api.Consumers() {
		check(c.ID, c.Settings, c.Sends)
	}
}
