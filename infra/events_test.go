package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
)

// laterConsumers are consumers of each kind, which may be declared one day.
func laterConsumers() []api.Consumer {
	some := func(id string, source api.Source) api.Consumer {
		return api.Consumer{ID: id, Summary: "Do " + id, Source: source, Timeout: 30 * time.Second, MemoryMB: 128,
			Access: []api.Access{{Action: api.PutItem}}, Settings: []api.Setting{api.SettingTable}}
	}
	daily, stream := some("later-daily", api.FromSchedule), some("later-stream", api.FromStream)
	daily.Every, stream.Records = 24*time.Hour, []string{"USER#", "SEAT#"}
	return []api.Consumer{some("later-mail", api.FromMail), some("later-billing", api.FromBilling), daily, stream}
}

// calls finds the function that a resource's property refers to.
func (t template) calls(v any) string {
	name, _ := t[strings.TrimSuffix(strings.Trim(flat(v), "${}"), ".Arn")].Properties["FunctionName"].(string)
	return strings.TrimPrefix(name, "usher-later-")
}

// TestLaterDeclarationsJoin: to declare an operation or consumer of any kind is enough.
func TestLaterDeclarationsJoin(t *testing.T) {
	tmpl := synth(t, later)
	for id, pattern := range map[string]string{
		"later-mail":    `{"detail":{"mail":{"tags":{"ses:configuration-set":[{"Ref":"ConfigurationSet"}]}}},"source":["aws.ses"]}`,
		"later-billing": `{"source":["usher.billing"]}`,
	} {
		found := false
		for name, r := range tmpl.of("AWS::Events::Rule") {
			target := at(r.Properties["Targets"], 0)
			if tmpl.calls(at(target, "Arn")) != id {
				continue
			}
			found = true
			if got, _ := json.Marshal(r.Properties["EventPattern"]); string(got) != pattern || flat(at(target, "DeadLetterConfig", "Arn")) != "${DeadLetters.Arn}" {
				t.Errorf("%s: %s, %v", name, got, target)
			}
		}
		if !found {
			t.Errorf("no rule delivers events to %s", id)
		}
	}
	if role, rights := tmpl.granted(t, "do-later"); len(rights) != 4 {
		t.Errorf("%s allows %v", role, rights)
	}
	if got := at(tmpl["DeadLettersPolicy"].Properties, "PolicyDocument", "Statement", 0, "Condition", "ArnEquals", "aws:SourceArn"); len(got.([]any)) != 4 {
		t.Errorf("the dead-letter queue accepts messages of %v", got)
	}
}

// TestStreamIsFollowedSafely: batches are bisected and responses partial, records expire within the stream's day and
// go to the dead-letter queue, and the filter has the declared records.
func TestStreamIsFollowedSafely(t *testing.T) {
	tmpl, followed := synth(t, later), map[string]int{}
	for name, m := range tmpl.of("AWS::Lambda::EventSourceMapping") {
		p := m.Properties
		if p["BisectBatchOnFunctionError"] != true || at(p["FunctionResponseTypes"], 0) != "ReportBatchItemFailures" ||
			p["MaximumRecordAgeInSeconds"].(float64) >= 86400 || p["MaximumRetryAttempts"].(float64) < 1 ||
			flat(at(p, "DestinationConfig", "OnFailure", "Destination")) != "${DeadLetters.Arn}" {
			t.Errorf("%s: %v", name, p)
		}
		for _, f := range at(p, "FilterCriteria", "Filters").([]any) {
			var pattern struct {
				EventName    []string
				UserIdentity struct{ Type, PrincipalID []string }
				DynamoDB     struct {
					Keys map[string]map[string][]map[string]string
				}
			}
			if err := json.Unmarshal([]byte(at(f, "Pattern").(string)), &pattern); err != nil {
				t.Errorf("%s: %v %v", name, f, err)
			}
			if text := at(f, "Pattern").(string); strings.Contains(text, "NewImage") {
				followed[tmpl.calls(p["FunctionName"])+" "+text]++
				continue
			}
			how, by := strings.Join(pattern.EventName, ","), strings.Join(pattern.UserIdentity.PrincipalID, ",")
			if how+" "+by != "INSERT,MODIFY " && how+" "+by != "REMOVE dynamodb.amazonaws.com" {
				t.Errorf("%s: %v", name, f)
			}
			followed[tmpl.calls(p["FunctionName"])+" "+how+" "+pattern.DynamoDB.Keys["sk"]["S"][0]["prefix"]]++
		}
	}
	for _, c := range declarations(later).Consumers {
		for _, prefix := range c.Records {
			if followed[c.ID+" INSERT,MODIFY "+prefix] != 1 {
				t.Errorf("%s is not brought %s: %v", c.ID, prefix, followed)
			}
		}
		if n := len(c.Events); n > 0 && followed[c.ID+" "+eventFilter(c)] != 1 {
			t.Errorf("%s is not brought its events: %v", c.ID, followed)
		}
		for _, prefix := range c.Expired {
			if followed[c.ID+" REMOVE "+prefix] != 1 {
				t.Errorf("%s is not brought what TTL deletes of %s: %v", c.ID, prefix, followed)
			}
		}
	}
}

// TestEventFilter: the filter is JSON that names how the JSON of each action begins, and a mapping has no more filters
// than AWS allows.
func TestEventFilter(t *testing.T) {
	var pattern struct {
		EventName []string
		DynamoDB  struct {
			NewImage, Keys map[string]map[string][]map[string]string
		}
	}
	if err := json.Unmarshal([]byte(eventFilter(api.SendMail)), &pattern); err != nil {
		t.Fatal(err)
	}
	begins := pattern.DynamoDB.NewImage["json"]["S"]
	if len(begins) != len(api.SendMail.Events) || begins[0]["prefix"] != `{"action":"invitation.request",` ||
		pattern.DynamoDB.Keys["sk"]["S"][0]["prefix"] != api.EventRecord || !slices.Equal(pattern.EventName, []string{"INSERT"}) {
		t.Errorf("%+v", pattern)
	}
	const most = 5
	for _, c := range api.Consumers() {
		if n := len(c.Records) + len(c.Expired) + min(len(c.Events), 1); n > most {
			t.Errorf("%s has %d filters", c.ID, n)
		}
	}
}

// TestFailedEventsAreKept: events that a function failed on have a destination, since
// schedules and rules do not learn about failures.
func TestFailedEventsAreKept(t *testing.T) {
	tmpl, kept := synth(t, later), map[string]bool{}
	for name, r := range tmpl.of("AWS::Lambda::EventInvokeConfig") {
		function := strings.Trim(flat(r.Properties["FunctionName"]), "${}")
		kept[tmpl.calls("${"+function+".Arn}")] = true
		if flat(at(r.Properties, "DestinationConfig", "OnFailure", "Destination")) != "${DeadLetters.Arn}" || r.DependsOn == nil {
			t.Errorf("%s: %+v", name, r)
		}
	}
	for _, c := range declarations(later).Consumers {
		if kept[c.ID] != (c.Source != api.FromStream) {
			t.Errorf("%s, set off by %s: %v", c.ID, c.Source, kept[c.ID])
		}
	}
}

// TestSchedules: a schedule runs as often as declared, and may invoke only its function.
func TestSchedules(t *testing.T) {
	tmpl, ticks := synth(t, later), map[string]any{}
	for name, r := range tmpl.of("AWS::Scheduler::Schedule") {
		p := r.Properties
		id := tmpl.calls(at(p, "Target", "Arn"))
		ticks[id] = p["ScheduleExpression"]
		role := strings.TrimSuffix(strings.Trim(flat(at(p, "Target", "RoleArn")), "${}"), ".Arn")
		for _, s := range tmpl.statements() {
			if s.resource == role && len(s.resources) > 0 && (len(s.resources) != 1 || tmpl.calls(s.resources[0]) != id && s.resources[0] != "${DeadLetters.Arn}") {
				t.Errorf("%s may %v %v", name, s.actions, s.resources)
			}
		}
		if at(p, "FlexibleTimeWindow", "Mode") != "FLEXIBLE" || flat(at(p, "Target", "DeadLetterConfig", "Arn")) != "${DeadLetters.Arn}" {
			t.Errorf("%s: %v", name, p)
		}
	}
	if ticks["expire-invitations"] != "rate(60 minutes)" || ticks["later-daily"] != "rate(1440 minutes)" {
		t.Errorf("ticks: %v", ticks)
	}
}

// TestDeadLetters: the dead-letter queue is encrypted and keeps messages as long as a queue can.
func TestDeadLetters(t *testing.T) {
	p := synth(t, "prod")["DeadLetters"].Properties
	if p["SqsManagedSseEnabled"] != true || p["MessageRetentionPeriod"] != float64(14*24*3600) {
		t.Errorf("%v", p)
	}
}
