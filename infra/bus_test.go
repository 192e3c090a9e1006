package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/aws/eventbus"
)

// TestBus: each stage has a bus of its own, onto which the consumers that declare it may put events, and nobody else;
// they know its name, and get the stream's records in order.
func TestBus(t *testing.T) {
	tmpl := synth(t, "prod")
	if p := only(t, tmpl, "AWS::Events::EventBus"); p["Name"] != "usher-prod" || p["Policy"] != nil {
		t.Errorf("%v", p)
	}
	puts := map[string]bool{}
	for _, s := range tmpl.statements() {
		if slices.ContainsFunc(s.actions, func(a string) bool { return strings.HasPrefix(a, "events:") }) {
			puts[s.resource] = true
			if fmt.Sprint(s.actions, s.resources) != "[events:PutEvents] [${Events.Arn}]" {
				t.Errorf("%s may %v on %v", s.resource, s.actions, s.resources)
			}
		}
	}
	for _, c := range api.Consumers() {
		role, _ := tmpl.granted(t, c.ID)
		_, f, _ := tmpl.function(c.ID)
		bus := ""
		if v := at(f.Properties, "Environment", "Variables", string(api.SettingEventBus)); v != nil {
			bus = flat(v)
		}
		if puts[role] != c.Puts || c.Puts && (bus != "${Events}" || !c.InOrder) || !c.Puts && bus != "" {
			t.Errorf("%s: may put events %t, onto %q", c.ID, puts[role], bus)
		}
		delete(puts, role)
	}
	if len(puts) > 0 {
		t.Errorf("these may put events too: %v", puts)
	}
	if raw := string(synthesized.raw["prod"]); !strings.Contains(raw, `"EventBusName": {`) || strings.Contains(raw, "AWS::Events::ApiDestination") {
		t.Error("the outputs lack the bus, or events are posted without being asked for")
	}
}

// TestOrder: of what must come in order, Lambda has one batch of a shard handled at a time.
func TestOrder(t *testing.T) {
	tmpl := synth(t, "prod")
	for _, m := range tmpl.of("AWS::Lambda::EventSourceMapping") {
		for _, c := range api.Consumers() {
			function := tmpl[strings.TrimSuffix(strings.Trim(flat(m.Properties["FunctionName"]), "${}"), ".Arn")]
			if function.Properties["FunctionName"] == "usher-prod-"+c.ID &&
				(m.Properties["ParallelizationFactor"] == 1.0) != c.InOrder {
				t.Errorf("%s: %v", c.ID, m.Properties["ParallelizationFactor"])
			}
		}
	}
}

// TestHook: events are posted to the stage's address with its secret, which is not in the template, for as long as the
// stream's records are attempted, and then go to the dead-letter queue, which lets the rule in.
func TestHook(t *testing.T) {
	raw := synthesizeStage(t, "prod", map[string]any{"eventsUrl": "https://acme.example/hooks/usher", "eventsKey": "usher/prod/events"})
	tmpl := resourcesOf(t, raw)
	key := only(t, tmpl, "AWS::Events::Connection")
	if at(key, "AuthParameters", "ApiKeyAuthParameters", "ApiKeyName") != "Authorization" ||
		!strings.HasPrefix(flat(at(key, "AuthParameters", "ApiKeyAuthParameters", "ApiKeyValue")), "{{resolve:secretsmanager:usher/prod/events:SecretString") {
		t.Errorf("%v", key)
	}
	to := only(t, tmpl, "AWS::Events::ApiDestination")
	if to["InvocationEndpoint"] != "https://acme.example/hooks/usher" || to["HttpMethod"] != "POST" || flat(to["ConnectionArn"]) != "${EventsConnection.Arn}" {
		t.Errorf("%v", to)
	}
	rule := tmpl["EventsRule"].Properties
	target, _ := json.Marshal(at(rule, "Targets", 0))
	want := `{"Arn":{"Fn::GetAtt":["EventsDestination","Arn"]},"DeadLetterConfig":{"Arn":{"Fn::GetAtt":["DeadLetters","Arn"]}},` +
		`"HttpParameters":{"HeaderParameters":{"webhook-id":"$.detail.id"}},"Id":"hook","InputPath":"$.detail",` +
		`"RetryPolicy":{"MaximumEventAgeInSeconds":21600,"MaximumRetryAttempts":185},`
	if !strings.HasPrefix(string(target), want) || flat(rule["EventBusName"]) != "${Events}" ||
		fmt.Sprint(rule["EventPattern"]) != "map[source:["+eventbus.Source+"]]" {
		t.Errorf("%s, %v", target, rule)
	}
	posts, let := 0, false
	for _, s := range tmpl.statements() {
		if slices.Contains(s.actions, "events:InvokeApiDestination") {
			posts++
			if fmt.Sprint(s.actions, s.resources) != "[events:InvokeApiDestination] [${EventsDestination.Arn}]" || !strings.HasPrefix(s.resource, "EventsRole") {
				t.Errorf("%+v", s)
			}
		}
		let = let || s.resource == "DeadLettersPolicy" && strings.Contains(fmt.Sprint(s.condition), "EventsRule")
	}
	if posts != 1 || !let {
		t.Errorf("%d may post; the dead-letter queue lets the rule in: %t", posts, let)
	}
}
