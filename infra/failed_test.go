package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"usher/pkg/api"
)

// failedBatches is the logical id of the bucket of failed batches.
const failedBatches = "FailedBatches983C92EC"

// TestFailedBatchesAreKept: privately, by TLS only, encrypted, for a while, and in production beyond the stack.
func TestFailedBatchesAreKept(t *testing.T) {
	for stage, removal := range map[string]string{"dev": "Delete", "prod": "Retain"} {
		tmpl := synth(t, stage)
		bucket := tmpl[failedBatches]
		p := bucket.Properties
		for what, c := range map[string]struct{ got, want any }{
			"removal":    {bucket.DeletionPolicy, removal},
			"public":     {fmt.Sprint(p["PublicAccessBlockConfiguration"]), "map[BlockPublicAcls:true BlockPublicPolicy:true IgnorePublicAcls:true RestrictPublicBuckets:true]"},
			"encryption": {at(p["BucketEncryption"], "ServerSideEncryptionConfiguration", 0, "ServerSideEncryptionByDefault", "SSEAlgorithm"), "AES256"},
			"expiry":     {at(p["LifecycleConfiguration"], "Rules", 0, "ExpirationInDays"), float64(keepFailedBatches)},
			"versions":   {p["VersioningConfiguration"], nil},
		} {
			if c.got != c.want {
				t.Errorf("%s: %s: %v", stage, what, c.got)
			}
		}
		plain := false
		for _, s := range tmpl.statements() {
			plain = plain || s.effect == "Deny" && at(s.condition, "Bool", "aws:SecureTransport") == "false" &&
				slices.Contains(s.resources, "${"+failedBatches+".Arn}/*") && slices.Contains(s.actions, "s3:*")
		}
		if !plain {
			t.Errorf("%s: reached without TLS", stage)
		}
	}
}

// TestRestoredStream: the setting has every consumer of the stream follow the restored table's, by a mapping that is
// new, and that its role allows.
func TestRestoredStream(t *testing.T) {
	const stream = "arn:aws:dynamodb:eu-west-1:111122223333:table/usher-dev/stream/2026-05-04T10:11:12.345"
	var tmpl struct{ Resources template }
	if err := json.Unmarshal(synthesizeStage(t, "dev", map[string]any{"stream": stream}), &tmpl); err != nil {
		t.Fatal(err)
	}
	restored, before := tmpl.Resources.of("AWS::Lambda::EventSourceMapping"), synth(t, "dev").of("AWS::Lambda::EventSourceMapping")
	if len(restored) != len(before) || len(before) != 2 {
		t.Errorf("%d mappings, %d before", len(restored), len(before))
	}
	for name, m := range restored {
		if before[name].Type != "" || m.Properties["EventSourceArn"] != stream {
			t.Errorf("%s follows %v, and was there: %v", name, m.Properties["EventSourceArn"], before[name].Type != "")
		}
	}
	if raw, err := json.Marshal(tmpl.Resources); err != nil || strings.Contains(string(raw), "StreamArn") {
		t.Errorf("something still needs the stream that the stack made: %v", err)
	}
}

// TestSilence: each consumer of the stream has an alarm that rings when it is not called, which it is every hour.
func TestSilence(t *testing.T) {
	tmpl, alarms := synth(t, "prod"), map[string]map[string]any{}
	for _, r := range tmpl.of("AWS::CloudWatch::Alarm") {
		alarms[strings.TrimPrefix(r.Properties["AlarmName"].(string), "usher-prod-")] = r.Properties
	}
	for _, c := range api.Consumers() {
		a := alarms[c.ID+"-silence"]
		if (a != nil) != (c.Source == api.FromStream) {
			t.Errorf("%s: %v", c.ID, a)
		}
		function, _, _ := tmpl.function(c.ID)
		if a != nil && (a["MetricName"] != "Invocations" || flat(at(a["Dimensions"], 0, "Value")) != "${"+function+"}" ||
			a["TreatMissingData"] != "breaching" || a["ComparisonOperator"] != "LessThanThreshold" || a["Threshold"] != 1.0 ||
			a["Period"].(float64)*a["EvaluationPeriods"].(float64) < 2*api.ExpireInvitations.Every.Seconds() || a["AlarmActions"] == nil) {
			t.Errorf("%s: %v", c.ID, a)
		}
	}
	dimensions := map[string]string{}
	for _, d := range alarms["failed-batches"]["Dimensions"].([]any) {
		dimensions[at(d, "Name").(string)] = flat(at(d, "Value"))
	}
	if want := map[string]string{"BucketName": "${" + failedBatches + "}", "StorageType": "AllStorageTypes"}; !maps.Equal(dimensions, want) ||
		alarms["failed-batches"]["DatapointsToAlarm"] != 1.0 {
		t.Errorf("failed-batches: %v", alarms["failed-batches"])
	}
}

// TestMailFrom: bounces come back by a domain of the sender's, and not by mail.
func TestMailFrom(t *testing.T) {
	p := only(t, synth(t, "dev"), "AWS::SES::EmailIdentity")
	if at(p, "MailFromAttributes", "MailFromDomain") != "mail.acme.example" || at(p, "FeedbackAttributes", "EmailForwardingEnabled") != false {
		t.Errorf("%v", p)
	}
	for _, record := range []string{`"mail.acme.example TXT \"v=spf1 include:amazonses.com ~all`, `"mail.acme.example MX 10 feedback-smtp.`} {
		if raw := string(synthesized.raw["dev"]); !strings.Contains(raw, record) {
			t.Errorf("the outputs lack %s", record)
		}
	}
	set := only(t, synth(t, "dev"), "AWS::SES::ConfigurationSet")
	if set["ReputationOptions"] != nil {
		t.Errorf("metrics that no alarm reads: %v", set)
	}
	raw := string(synthesizeStage(t, "dev", map[string]any{"identity": "no-reply@acme.example"}))
	if strings.Contains(raw, "MailFromDomain") {
		t.Error("an address has a MAIL FROM domain that nobody can verify")
	}
}
