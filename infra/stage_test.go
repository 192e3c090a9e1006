package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

// TestStageIsChecked: a wrong setting is an error of one sentence.
func TestStageIsChecked(t *testing.T) {
	for wrong, context := range map[string]map[string]any{
		"sender must be":      {"sender": "acme.example"},
		"stage must be":       {"stage": "Prod!"},
		"plans":               {"plans": "playground=ten"},
		"signUp must be":      {"signUp": "yes"},
		"go together":         {"domain": "usher.example.com"},
		"must be of us-east-": {"domain": "usher.example.com", "certificate": "arn:aws:acm:eu-west-1:111122223333:certificate/x"},
	} {
		for name, value := range map[string]any{"stage": "dev", "sender": "no-reply@acme.example"} {
			if context[name] == nil {
				context[name] = value
			}
		}
		_, err := readStage(awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(t.TempDir()), Context: &context}), t.TempDir())
		if err == nil || !strings.Contains(err.Error(), wrong) {
			t.Errorf("%v: %v", context, err)
		}
	}
}

// TestBuiltNamesWhatIsMissing: the error names every function that has not been built.
func TestBuiltNamesWhatIsMissing(t *testing.T) {
	root, d := t.TempDir(), Declared()
	for _, id := range d.ids()[2:] {
		put(t, filepath.Join(root, "build", id, "bootstrap"), id)
	}
	err := built(Stage{Root: root}, d)
	if err == nil || !strings.HasSuffix(err.Error(), ": "+d.ids()[0]+", "+d.ids()[1]) {
		t.Errorf("%v", err)
	}
	if err := built(Stage{Root: root}, Declarations{Operations: d.Operations[2:]}); err != nil {
		t.Error(err)
	}
}

// TestOptions: the domain, the address for alarms and the identity are as set.
func TestOptions(t *testing.T) {
	raw := string(synthesizeStage(t, "dev", map[string]any{"domain": "usher.acme.example", "alarmEmail": "ops@acme.example", "identityExists": "true",
		"certificate": "arn:aws:acm:us-east-1:111122223333:certificate/x", "signUp": "open"}))
	for _, want := range []string{`"https://usher.acme.example"`, `"AcmCertificateArn": "arn:aws:acm:us-east-1`, `"Endpoint": "ops@acme.example"`, `"USHER_SIGN_UP": "open"`} {
		if !strings.Contains(raw, want) {
			t.Errorf("the template lacks %s", want)
		}
	}
	if strings.Contains(raw, "AWS::SES::EmailIdentity") {
		t.Error("the identity is made again")
	}
}
