package local_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"usher/pkg/app/config"
	"usher/pkg/local"
)

// TestLimitsOff: LIMITS=off reaches the functions; without it a local system has the limits of a deployed one.
func TestLimitsOff(t *testing.T) {
	for value, off := range map[string]bool{"": false, "on": false, "off": true} {
		s, err := local.ReadSettings(func(name string) string { return map[string]string{"LIMITS": value}[name] })
		if err != nil {
			t.Fatal(err)
		}
		if c, err := config.Read(s.Environment); err != nil || c.LimitsOff != off {
			t.Errorf("LIMITS=%s: off is %v, %v", value, c.LimitsOff, err)
		}
	}
}

// TestTheREADMEHasEveryVariable holds the README's table to what "usher dev -h" explains.
func TestTheREADMEHasEveryVariable(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "## Settings of `make dev`")
	for _, name := range regexp.MustCompile(`\b[A-Z][A-Z_0-9]{3,}\b`).FindAllString(local.Variables, -1) {
		if !strings.Contains(table, "`"+name) {
			t.Errorf("the README's settings have no %s", name)
		}
	}
}
