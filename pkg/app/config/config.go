// Package config reads the settings of the functions from the environment. All
// names are declared in package api, all meanings here.
//
//	USHER_TABLE                the table's name
//	USHER_DASHBOARD_URL        where the dashboard is, e.g. https://usher.example.com: links in mails
//	                           start with it, and cookie requests must come from it
//	USHER_SIGN_UP              "open" or "closed" (default): whether the public may create organizations
//	USHER_PLANS                seats of each plan, the default plan first: "playground=10,team=50"
//	USHER_INVITATION_LIFETIME  overrides the organizations' invitation_days, e.g. "8s": for trying expiry
//	USHER_DELETED_KEPT         how long a deleted organization can be restored, default 336h: then it is purged
//	USHER_ACTIVITY_KEPT        how long sign-ins and the like are known, default 2160h
//	USHER_SESSION_LIFETIME     how long a session lasts, default 12h
//	USHER_SESSION_IDLE         for how long a session may be unused before it ends, default 1h; "0": as long as it lasts
//	USHER_PROOF_LIFETIME       how long a person's proof counts for what matters, default 10m: shorter for trying it
//	USHER_LINK_KEYS            the keys of mailed links, "1:<base64>,2:<base64>", the last one signs;
//	                           or "ssm:<name>": where they are kept
//	USHER_FACTOR_KEYS          the keys that secrets of second factors are sealed with, in the same form; keep old ones
//	USHER_SENDER               the From of mails, e.g. "Acme <no-reply@acme.example>"
//	USHER_CONFIGURATION_SET    the SES configuration set; empty for none
//	USHER_EVENT_BUS            the event bus that the audit log is published to; empty for none
//	USHER_TRUSTED_PROXY        texts, separated by commas, one of which the X-Usher-Proxy header must hold: others are
//	                           refused, and X-Forwarded-For is believed; empty for no proxy
//	USHER_LIMITS               "on" (default), or "off" to lift the limits on requests, mail and sign-up for a load
//	                           test on a machine of your own; those on passwords stay
//	USHER_PRODUCT_NAME         whose product people see, default Usher: in mails and on the dashboard
//	USHER_PRODUCT_LOGO         its logo, for the dashboard: an https address, or a file of the dashboard
//	USHER_PRODUCT_COLOR        its color, "#2257c9"
//	USHER_SUPPORT_EMAIL        the address to write to for help; empty for none
//	USHER_ROLES                the roles beside Owner and Auditor, as package api writes them: ParseRoles
//	USHER_UPGRADE_URL          where the dashboard sends Owners whose plan is full: an https or mailto link
//
// Beside them the AWS SDK's own: AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN,
// AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL_SESV2, AWS_ENDPOINT_URL_EVENTBRIDGE.
package config

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/brand"
)

// Config is the settings, read and checked.
type Config struct {
	Table              string
	Dashboard          string // without a slash at its end
	SignUpOpen         bool
	Plans              api.Plans
	InvitationLifetime time.Duration // 0: the organization's invitation_days
	DeletedKept        time.Duration
	ActivityKept       time.Duration
	SessionLifetime    time.Duration
	SessionIdle        time.Duration // 0: no end before that
	ProofLifetime      time.Duration
	LinkKeys           string
	FactorKeys         string
	Sender             string
	ConfigurationSet   string
	EventBus           string
	TrustedProxy       string
	LimitsOff          bool // no limits on requests, mail and sign-up
	Brand              brand.Brand
	Roles              api.Roles
}

// Secure reports whether the dashboard is reached by https, and so whether
// cookies may be Secure and carry the __Host- prefix.
func (c Config) Secure() bool { return strings.HasPrefix(c.Dashboard, "https://") }

// Host is the name of the dashboard's host.
func (c Config) Host() string {
	u, err := url.Parse(c.Dashboard)
	if err != nil { // Read has refused it
		return ""
	}
	return u.Hostname()
}

const (
	defaultSession  = 12 * time.Hour
	defaultIdle     = time.Hour // NIST SP 800-63B-4, section 2.2.3
	defaultKept     = 14 * 24 * time.Hour
	defaultActivity = 90 * 24 * time.Hour
)

// Read reads the settings with getenv. Every bad one is named in the error, but
// never its value, which may be a secret.
func Read(getenv func(string) string) (Config, error) {
	r := reader{getenv: getenv}
	c := Config{
		Table:              r.text(api.SettingTable, "usher"),
		Dashboard:          r.url(api.SettingDashboard),
		SignUpOpen:         r.choice(api.SettingSignUp, "closed", "open"),
		Plans:              r.plans(api.SettingPlans),
		InvitationLifetime: r.duration(api.SettingInvitationLifetime, 0),
		DeletedKept:        r.duration(api.SettingDeletedKept, defaultKept),
		ActivityKept:       r.duration(api.SettingActivityKept, defaultActivity),
		SessionLifetime:    r.duration(api.SettingSessionLifetime, defaultSession),
		SessionIdle:        r.durationOrNone(api.SettingSessionIdle, defaultIdle),
		ProofLifetime:      r.duration(api.SettingProofLifetime, api.ProofLifetime),
		LinkKeys:           r.text(api.SettingLinkKeys, ""),
		FactorKeys:         r.text(api.SettingFactorKeys, ""),
		Sender:             r.text(api.SettingSender, "Usher <no-reply@usher.example>"),
		ConfigurationSet:   r.text(api.SettingConfigurationSet, ""),
		EventBus:           r.text(api.SettingEventBus, ""),
		TrustedProxy:       r.text(api.SettingTrustedProxy, ""),
		LimitsOff:          r.choice(api.SettingLimits, "on", "off"),
		Brand: brand.Brand{
			Product: parse(&r, api.SettingProductName, brand.ParseName),
			Logo:    parse(&r, api.SettingProductLogo, brand.ParseLogo),
			Colors:  parse(&r, api.SettingProductColor, brand.ParseColor),
			Support: parse(&r, api.SettingSupportEmail, brand.ParseSupport),
			Upgrade: parse(&r, api.SettingUpgradeURL, brand.ParseUpgrade),
		},
		Roles: parse(&r, api.SettingRoles, api.ParseRoles),
	}
	if len(r.bad) > 0 {
		return Config{}, fmt.Errorf("config: %s", strings.Join(r.bad, "; "))
	}
	return c, nil
}

type reader struct {
	getenv func(string) string
	bad    []string
}

func (r *reader) text(name api.Setting, fallback string) string {
	if v := r.getenv(string(name)); v != "" {
		return v
	}
	return fallback
}

func parse[T any](r *reader, name api.Setting, parser func(string) (T, error)) T {
	v, err := parser(r.getenv(string(name)))
	if err != nil {
		r.bad = append(r.bad, string(name)+" "+err.Error())
	}
	return v
}

func (r *reader) url(name api.Setting) string {
	v := strings.TrimRight(r.text(name, "http://localhost:8080"), "/")
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") ||
		u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		r.bad = append(r.bad, string(name)+" must be an http or https address, without a user, query or fragment")
	}
	return v
}

// choice reports whether the setting is the other of its two values.
func (r *reader) choice(name api.Setting, fallback, other string) bool {
	v := r.text(name, fallback)
	if v != fallback && v != other {
		r.bad = append(r.bad, fmt.Sprintf("%s must be %q or %q", name, fallback, other))
	}
	return v == other
}

func (r *reader) duration(name api.Setting, fallback time.Duration) time.Duration {
	v := r.getenv(string(name))
	if v == "" {
		return fallback
	}
	d, err := time.ParseDuration(v)
	if err != nil || d <= 0 {
		r.bad = append(r.bad, string(name)+` must be a positive duration such as "8s" or "12h"`)
	}
	return d
}

// durationOrNone is duration, but "0" is none, which is 0.
func (r *reader) durationOrNone(name api.Setting, fallback time.Duration) time.Duration {
	if r.getenv(string(name)) == "0" {
		return 0
	}
	return r.duration(name, fallback)
}

func (r *reader) plans(name api.Setting) api.Plans {
	plans, err := api.ParsePlans(r.text(name, "playground=10"))
	if err != nil {
		r.bad = append(r.bad, string(name)+": "+err.Error())
	}
	return plans
}
