package local_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"usher/pkg/app/config"
	"usher/pkg/local"
	"usher/pkg/local/webhook"
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

// TestBrand: whose product it is reaches the functions, and mails come in its name.
func TestBrand(t *testing.T) {
	s, err := local.ReadSettings(func(name string) string {
		return map[string]string{"PRODUCT_NAME": "Acme, Inc.", "PRODUCT_LOGO": "/logo.svg", "PRODUCT_COLOR": "#2257c9",
			"SUPPORT_EMAIL": "help@acme.example", "UPGRADE_URL": "https://acme.example/plans"}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := config.Read(s.Environment)
	if b := c.Brand; err != nil || b.Product != "Acme, Inc." || b.Logo != "/logo.svg" || b.Colors.Filled != "#2257c9" ||
		b.Support != "help@acme.example" || b.Upgrade != "https://acme.example/plans" ||
		c.Sender != `"Acme, Inc." <no-reply@usher.example>` {
		t.Errorf("%+v, %v", c, err)
	}
}

// TestEvents: what is posted where, and with which secret, is set together, or refused by name.
func TestEvents(t *testing.T) {
	for _, tt := range []struct{ url, secret, want, bad string }{
		{"", "", "", ""},
		{"http://localhost:9999/hook", "", webhook.Secret, ""},
		{"http://localhost:9999/hook", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", ""},
		{"localhost:9999", "", "", "EVENTS_URL"},
		{"http://localhost:9999/hook", "secret", "", "EVENTS_SECRET"},
	} {
		s, err := local.ReadSettings(func(name string) string {
			return map[string]string{"EVENTS_URL": tt.url, "EVENTS_SECRET": tt.secret}[name]
		})
		if tt.bad != "" {
			if err == nil || !strings.Contains(err.Error(), tt.bad) {
				t.Errorf("%+v: %v", tt, err)
			}
			continue
		}
		if err != nil || (s.Events != nil) != (tt.url != "") || s.EventsSecret != tt.want {
			t.Errorf("%+v: %+v, %v", tt, s, err)
		}
	}
}
