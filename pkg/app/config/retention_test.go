package config_test

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"usher/pkg/app/config"
	"usher/pkg/aws/stages"
)

// TestRetention holds the table of docs/security.md to the settings: each setting of a stage that says how long
// something is kept or lasts has a row, with its default.
func TestRetention(t *testing.T) {
	page, err := os.ReadFile("../../../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "## How long it is kept")
	table, _, _ = strings.Cut(table, "\n## ")
	rows := map[string]string{}
	for row := range strings.Lines(table) {
		if cells := strings.Split(row, "|"); len(cells) == 5 {
			rows[strings.Trim(cells[3], " `")] = cells[2]
		}
	}
	c, err := config.Read(environment())
	if err != nil {
		t.Fatal(err)
	}
	defaults := reflect.ValueOf(c)
	settings := 0
	for _, field := range reflect.VisibleFields(reflect.TypeFor[stages.Stage]()) {
		if !strings.HasSuffix(field.Name, "Kept") && !strings.HasSuffix(field.Name, "Lifetime") {
			continue
		}
		settings++
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		kept, _ := reflect.TypeAssert[time.Duration](defaults.FieldByName(field.Name))
		text := strings.TrimSuffix(kept.String(), "0m0s")
		if row, found := rows[name]; !found || kept > 0 && !strings.Contains(row, text) {
			t.Errorf("%s: %q, want %s", name, row, text)
		}
	}
	if settings < 4 {
		t.Errorf("only %d settings", settings)
	}
}
