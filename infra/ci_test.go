package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestActionsArePinned: each action of each workflow is named by a commit, with its version beside it, and no workflow
// may write to the repository.
func TestActionsArePinned(t *testing.T) {
	paths, err := filepath.Glob("../.github/workflows/*.yml")
	if err != nil || len(paths) < 2 {
		t.Fatal(paths, err)
	}
	uses, pinned := regexp.MustCompile(`uses:(.*)`), regexp.MustCompile(`^ [\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	for _, path := range paths {
		raw, err := os.ReadFile(path) //nolint:gosec // the repository's own
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range uses.FindAllStringSubmatch(string(raw), -1) {
			if !pinned.MatchString(u[1]) {
				t.Errorf("%s uses%s", path, u[1])
			}
		}
		if !strings.Contains(string(raw), "\npermissions:\n  contents: read\n") {
			t.Errorf("%s does not begin with no more than reading", path)
		}
	}
}

// TestDeployIsOff: deploying begins by hand only, in an environment, and not before it is configured.
func TestDeployIsOff(t *testing.T) {
	raw, err := os.ReadFile("../.github/workflows/deploy.yml")
	if err != nil {
		t.Fatal(err)
	}
	_, on, _ := strings.Cut(string(raw), "\non:\n")
	on, _, _ = strings.Cut(on, "\n\n")
	if got := regexp.MustCompile(`(?m)^ {2}(\w+):`).FindAllString(on, -1); !slices.Equal(got, []string{"  workflow_dispatch:"}) {
		t.Errorf("it begins with %q", got)
	}
	for _, want := range []string{"\n    if: vars.USHER_DEPLOY == 'on'\n", "\n    environment: ${{ inputs.stage }}\n", "role-to-assume: ${{ vars.AWS_ROLE }}"} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("it lacks %q", want)
		}
	}
	if strings.Contains(string(raw), "secrets.") || regexp.MustCompile(`run:.*\$\{\{`).Match(raw) {
		t.Error("it has a lasting secret, or a script made from its input")
	}
}

// TestDeployer: the role that deploys can be taken up from the stage's environment of the repository alone, and may
// take up the CDK's roles and write the stage's parameters, and otherwise only read what preflight asks.
func TestDeployer(t *testing.T) {
	raw, err := os.ReadFile("deployer.template.json")
	if err != nil {
		t.Fatal(err)
	}
	var tmpl struct{ Resources template }
	if err := json.Unmarshal(raw, &tmpl); err != nil {
		t.Fatal(err)
	}
	role := only(t, tmpl.Resources, "AWS::IAM::Role")
	trust := at(role, "AssumeRolePolicyDocument", "Statement").([]any)
	const issuer = "token.actions.githubusercontent.com:"
	who := at(trust[0], "Condition", "StringEquals")
	if len(trust) != 1 || flat(at(who, issuer+"sub")) != "repo:${Repository}:environment:${Stage}" || at(who, issuer+"aud") != "sts.amazonaws.com" {
		t.Errorf("it is taken up by %v", trust)
	}
	own := regexp.MustCompile(`(:role/cdk-hnb659fds-(deploy|file-publishing|lookup)-role-\$\{AWS::AccountId}-\$\{AWS::Region}|:parameter/usher/\$\{Stage}/\*)$`)
	reads := regexp.MustCompile(`^\w+:(Get|Describe|List)\w+$`)
	for _, s := range tmpl.Resources.statements() {
		if s.principal != nil {
			continue
		}
		for _, action := range s.actions {
			for _, on := range s.resources {
				if !reads.MatchString(action) && !own.MatchString(on) || s.effect != "Allow" {
					t.Errorf("it may %s on %s", action, on)
				}
			}
		}
	}
	if policies := fmt.Sprint(role["ManagedPolicyArns"]); policies != "<nil>" {
		t.Errorf("it has %s", policies)
	}
}
