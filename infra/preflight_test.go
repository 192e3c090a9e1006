package main

import (
	"testing"

	"usher/pkg/aws/preflight"
	"usher/pkg/aws/stages"
)

// TestGlobalNames: preflight looks for the names that the stack really gives, and for all of them.
func TestGlobalNames(t *testing.T) {
	tmpl, want := synth(t, "prod"), map[string]bool{}
	for _, r := range tmpl.of("AWS::CloudFront::ResponseHeadersPolicy") {
		want[at(r.Properties["ResponseHeadersPolicyConfig"], "Name").(string)] = true
	}
	for _, r := range tmpl.of("AWS::CloudFront::OriginAccessControl") {
		want[at(r.Properties["OriginAccessControlConfig"], "Name").(string)] = true
	}
	stage := stages.Stage{Name: "prod"}
	looked := append(preflight.PolicyNames(stage), preflight.AccessControlName(stage))
	for _, name := range looked {
		if !want[name] {
			t.Errorf("preflight looks for %s, which the stack does not make", name)
		}
		delete(want, name)
	}
	for name := range want {
		t.Errorf("preflight does not look for %s", name)
	}
}
