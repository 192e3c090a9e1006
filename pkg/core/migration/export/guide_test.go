package export_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestMembersByJQ runs the guide's lines of jq on made-up answers of each product's API: each makes a members file.
func TestMembersByJQ(t *testing.T) {
	if _, err := exec.LookPath("jq"); err != nil {
		t.Skip("jq is not installed")
	}
	guide, err := os.ReadFile("../../../../docs/migrate.md")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"clerk.memberships.json": "email,organization,organization_name,role ada@clerk.example,org_2abcdefghijklmnopqrstuvwxy1,Acme,org:admin",
		"auth0.members.json": "email,organization,organization_name,role,first_name,last_name " +
			"ada@auth0.example,org_9ybsU1dN2dKfDkBi,Acme,admin,Ada,Byron",
		"cognito.group.json": "email,organization,role ada@cognito.example,Acme,owner",
		"django.json":        "email,organization,role ada@django.example,Managers,owner",
	}
	lines := regexp.MustCompile("(?s)```sh\n(jq .*?)```").FindAllStringSubmatch(string(guide), -1)
	for _, line := range lines {
		input := regexp.MustCompile(`\S+\.json`).FindString(line[1])
		cmd := exec.CommandContext(t.Context(), "bash", "-c", strings.Replace(line[1], "> members.csv", "", 1)) //nolint:gosec // ours
		cmd.Dir, err = filepath.Abs("testdata")
		out, failed := cmd.CombinedOutput()
		got := strings.Join(strings.Fields(strings.ReplaceAll(string(out), `"`, "")), " ")
		if err != nil || failed != nil || got != want[input] {
			t.Errorf("%s: %v\n%s", line[1], failed, out)
		}
	}
	if len(lines) != len(want) {
		t.Errorf("%d lines of jq", len(lines))
	}
}
