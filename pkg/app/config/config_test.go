package config_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app/config"
	"usher/pkg/core/brand"
)

func environment(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestDefaults(t *testing.T) {
	c, err := config.Read(environment())
	if err != nil {
		t.Fatal(err)
	}
	want := config.Config{
		Table: "usher", Dashboard: "http://localhost:8080", Plans: api.Plans{{Name: "playground", Seats: 10}},
		DeletedKept: 336 * time.Hour, ActivityKept: 2160 * time.Hour, SessionLifetime: 12 * time.Hour, SessionIdle: time.Hour, ProofLifetime: 10 * time.Minute, Sender: "Usher <no-reply@usher.example>", Brand: brand.Default(),
	}
	if fmt.Sprintf("%+v", c) != fmt.Sprintf("%+v", want) {
		t.Errorf("%+v\nwant %+v", c, want)
	}
	if c.Secure() {
		t.Error("http is secure")
	}
}

func TestEverySettingIsRead(t *testing.T) {
	const roles = `[{"id":"clerk","name":{"en":"Clerk","nl":"Klerk"},"description":{"en":"x","nl":"x"},"permissions":["a:b"]}]`
	c, err := config.Read(environment(
		"USHER_TABLE", "people", "USHER_DASHBOARD_URL", "https://usher.example.com/", "USHER_SIGN_UP", "open", "USHER_PLANS", "playground=10,team=50",
		"USHER_INVITATION_LIFETIME", "8s", "USHER_DELETED_KEPT", "720h", "USHER_ACTIVITY_KEPT", "240h", "USHER_SESSION_LIFETIME", "30m", "USHER_SESSION_IDLE", "20m", "USHER_PROOF_LIFETIME", "8s", "USHER_LINK_KEYS", "ssm:/usher/keys", "USHER_SENDER", "Acme <no-reply@acme.example>",
		"USHER_CONFIGURATION_SET", "usher", "USHER_TRUSTED_PROXY", "s3cret", "USHER_LIMITS", "off", "USHER_PRODUCT_NAME", "Acme Studio",
		"USHER_PRODUCT_LOGO", "/acme.svg", "USHER_PRODUCT_COLOR", "#2257c9", "USHER_SUPPORT_EMAIL", "help@acme.example", "USHER_UPGRADE_URL", "https://acme.example/plans", "USHER_ROLES", roles,
	))
	if err != nil {
		t.Fatal(err)
	}
	want := config.Config{
		Table: "people", Dashboard: "https://usher.example.com", SignUpOpen: true,
		Plans:              api.Plans{{Name: "playground", Seats: 10}, {Name: "team", Seats: 50}},
		InvitationLifetime: 8 * time.Second, DeletedKept: 720 * time.Hour, ActivityKept: 240 * time.Hour, SessionLifetime: 30 * time.Minute, SessionIdle: 20 * time.Minute, ProofLifetime: 8 * time.Second, LinkKeys: "ssm:/usher/keys", Sender: "Acme <no-reply@acme.example>",
		ConfigurationSet: "usher", TrustedProxy: "s3cret", LimitsOff: true,
		Brand: brand.Brand{Product: "Acme Studio", Logo: "/acme.svg", Support: "help@acme.example", Upgrade: "https://acme.example/plans"},
	}
	want.Roles, _ = api.ParseRoles(roles)
	want.Brand.Colors, _ = brand.ParseColor("#2257c9")
	if fmt.Sprintf("%+v", c) != fmt.Sprintf("%+v", want) {
		t.Errorf("%+v\nwant %+v", c, want)
	}
	if !c.Secure() {
		t.Error("https is not secure")
	}
}

// TestOnlyDeclaredSettingsAreRead holds Read to the names that package api lists.
func TestOnlyDeclaredSettingsAreRead(t *testing.T) {
	declared := []api.Setting{
		api.SettingTable, api.SettingDashboard, api.SettingSignUp, api.SettingPlans, api.SettingInvitationLifetime,
		api.SettingDeletedKept, api.SettingActivityKept, api.SettingSessionLifetime, api.SettingSessionIdle, api.SettingProofLifetime, api.SettingLinkKeys, api.SettingFactorKeys, api.SettingSender, api.SettingConfigurationSet, api.SettingTrustedProxy,
		api.SettingLimits, api.SettingProductName, api.SettingProductLogo, api.SettingProductColor, api.SettingSupportEmail, api.SettingUpgradeURL, api.SettingRoles, api.SettingEventBus,
	}
	read := map[api.Setting]bool{}
	if _, err := config.Read(func(name string) string { read[api.Setting(name)] = true; return "" }); err != nil {
		t.Fatal(err)
	}
	for _, name := range declared {
		if !read[name] {
			t.Errorf("%s is not read", name)
		}
	}
	if len(read) != len(declared) {
		t.Errorf("read: %v", read)
	}
}

func TestBadSettings(t *testing.T) {
	tests := map[string][]string{
		"USHER_DASHBOARD_URL": {"usher.example.com", "ftp://usher.example.com", "https://", "//usher.example.com", "https://usher.example.com?x=hunter2",
			"https://usher.example.com#hunter2", "https://ada:hunter2@usher.example.com", "javascript:hunter2", "https://usher.example.com:hunter2", "https://usher example.com", "/"},
		"USHER_SIGN_UP":             {"Open", "yes", "true", "opne", "CLOSED", " open"},
		"USHER_LIMITS":              {"no", "Off", "0", "false"},
		"USHER_PLANS":               {"hunter2", "playground=", "playground=0", "playground=-1", "playground=10,", "playground=10,playground=20"},
		"USHER_INVITATION_LIFETIME": {"8", "0s", "-8s", "hunter2", "8 s", "1d"},
		"USHER_SESSION_LIFETIME":    {"12", "0", "-1h", "hunter2", "99999999h"},
		"USHER_SESSION_IDLE":        {"30", "-1h", "hunter2", "0s"},
		"USHER_PRODUCT_NAME":        {"hunter2\nx", "https://hunter2.example"},
		"USHER_PRODUCT_LOGO":        {"hunter2.svg", "http://hunter2.example/x.svg"},
		"USHER_PRODUCT_COLOR":       {"hunter2", "#12345"},
		"USHER_SUPPORT_EMAIL":       {"hunter2", "hunter2@x"},
		"USHER_ROLES":               {"hunter2", `[{"id":"hunter2"}`, "[1]"},
		"USHER_UPGRADE_URL":         {"hunter2", "javascript:hunter2"},
	}
	for name, values := range tests {
		for _, value := range values {
			t.Run(name+"="+value, func(t *testing.T) {
				c, err := config.Read(environment(name, value))
				if err == nil || !strings.HasPrefix(err.Error(), "config: "+name) {
					t.Fatalf("%+v, %v", c, err)
				}
				if strings.Contains(err.Error(), "hunter2") {
					t.Errorf("the error shows the value: %v", err)
				}
				if fmt.Sprint(c) != fmt.Sprint(config.Config{}) {
					t.Errorf("it returns a part nevertheless: %+v", c)
				}
			})
		}
	}
}

func TestSessionsMayBeIdleForAsLongAsTheyLast(t *testing.T) {
	if c, err := config.Read(environment("USHER_SESSION_IDLE", "0")); err != nil || c.SessionIdle != 0 {
		t.Errorf("%v, %v", c.SessionIdle, err)
	}
}

func TestEveryBadSettingIsNamed(t *testing.T) {
	names := []string{"USHER_DASHBOARD_URL", "USHER_SIGN_UP", "USHER_PLANS", "USHER_INVITATION_LIFETIME", "USHER_SESSION_LIFETIME"}
	var pairs []string
	for _, name := range names {
		pairs = append(pairs, name, "hunter2")
	}
	_, err := config.Read(environment(pairs...))
	for _, name := range names {
		if err == nil || strings.Count(err.Error(), name) != 1 || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
