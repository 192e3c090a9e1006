// Package stages reads and writes the files that describe deployments: infra/stages/<stage>.json, one for each stage.
// Such a file is all that differs between one deployment and another. It holds no secret and is committed, so that a
// command needs the stage's name only, and cannot leave out a setting.
package stages

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/mail"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"usher/pkg/api"
	"usher/pkg/core/brand"
)

// Folder is where the files are, below the repository's root.
const Folder = "infra/stages"

// Stage is the settings of a deployment. infra/stages/schema.json describes each of them for editors.
type Stage struct {
	Name   string `json:"-"` // from the file's name
	Schema string `json:"$schema,omitzero"`
	// Region is the AWS region; empty: the one that the AWS configuration names.
	Region string `json:"region,omitzero"`
	// Keep makes it production: what has state survives every mistake, and logs are kept for months.
	Keep bool `json:"keep"`

	Sender     string `json:"sender"`              // the address mails come from
	SenderName string `json:"senderName,omitzero"` // what mail programs show beside it
	Identity   string `json:"identity,omitzero"`   // the SES identity: the sender's domain, or the address itself
	// IdentityExists: the account has the identity already, from another stage or made by hand.
	IdentityExists bool `json:"identityExists,omitzero"`
	// MailFrom is the domain that mails are returned to (RFC 5321, MAIL FROM); empty: see ReturnDomain.
	MailFrom string `json:"mailFrom,omitzero"`
	// Sandbox lets invitations go out while the account is in SES's sandbox, where SES asks the sender's role for the
	// recipient's identity as well.
	Sandbox bool `json:"sandbox,omitzero"`

	// Domain is the dashboard's domain, and Certificate the ARN of its certificate in us-east-1. If both are empty,
	// CloudFront's domain is used.
	Domain      string `json:"domain,omitzero"`
	Certificate string `json:"certificate,omitzero"`

	SignUp string `json:"signUp,omitzero"` // "open" or "closed"
	Plans  string `json:"plans,omitzero"`  // "playground=10,team=50"
	// Roles are those beside Owner and Auditor.
	Roles []api.RoleSpec `json:"roles,omitzero"`
	// DeletedKept is how long a deleted organization can be restored, a duration ("720h"); empty: 14 days.
	DeletedKept string `json:"deletedKept,omitzero"`
	// ActivityKept is how long sign-ins and the like are known, a duration; empty: 90 days.
	ActivityKept string `json:"activityKept,omitzero"`
	// SessionLifetime and InvitationLifetime are durations as Go writes them ("12h"); empty: 12 hours, and what each
	// organization has set.
	SessionLifetime string `json:"sessionLifetime,omitzero"`
	// SessionIdle is for how long a session may be unused before it ends; "0": as long as it lasts; empty: an hour.
	SessionIdle        string `json:"sessionIdle,omitzero"`
	InvitationLifetime string `json:"invitationLifetime,omitzero"`
	Brand              Brand  `json:"brand,omitzero"`

	// Alarms may be left out where nobody would look: beyond ten in an account they cost. If nil, they are there where
	// Keep is set.
	Alarms     *bool  `json:"alarms,omitzero"`
	AlarmEmail string `json:"alarmEmail,omitzero"` // who gets them; empty: nobody yet
	// Canary has CodeDeploy shift each function's callers to a new version in two steps, and back on an alarm.
	Canary bool `json:"canary,omitzero"`
	// WAF is how many requests a client's address may make in five minutes, the ARN of a web ACL, or empty: none.
	WAF string `json:"waf,omitzero"`

	// EventsURL is an https address that each event is posted to, and EventsKey the name or ARN of the secret in Secrets
	// Manager that is sent with it; if both are empty, nothing is posted.
	EventsURL string `json:"eventsUrl,omitzero"`
	EventsKey string `json:"eventsKey,omitzero"`

	// Stream is the ARN of the stream of a table that was restored under the stage's name; empty: the table's own.
	Stream string `json:"stream,omitzero"`
}

// Brand is whose product people see, as the operator writes it; what is empty is Usher's own.
type Brand struct {
	Product string `json:"product,omitzero"` // its name
	Logo    string `json:"logo,omitzero"`    // an https address, or the path of a file of the dashboard
	Color   string `json:"color,omitzero"`   // the one that its colors are made of
	Support string `json:"support,omitzero"` // the address to write to for help
	Upgrade string `json:"upgrade,omitzero"` // the link by which to get more seats
}

// Parse returns the brand that the settings mean. Its error names the first setting that cannot be as it is.
func (b Brand) Parse() (brand.Brand, error) {
	var errs []error
	made := brand.Brand{
		Product: parse(&errs, "brand.product", b.Product, brand.ParseName),
		Logo:    parse(&errs, "brand.logo", b.Logo, brand.ParseLogo),
		Colors:  parse(&errs, "brand.color", b.Color, brand.ParseColor),
		Support: parse(&errs, "brand.support", b.Support, brand.ParseSupport),
		Upgrade: parse(&errs, "brand.upgrade", b.Upgrade, brand.ParseUpgrade),
	}
	if len(errs) > 0 {
		return brand.Brand{}, errs[0]
	}
	return made, nil
}

func parse[T any](errs *[]error, name, value string, parser func(string) (T, error)) T {
	v, err := parser(value)
	if err != nil {
		*errs = append(*errs, fmt.Errorf("%s %w", name, err))
	}
	return v
}

// Prefix returns the beginning of all names.
func (s Stage) Prefix() string { return "usher-" + s.Name }

// From returns the From header of mails.
func (s Stage) From() string { return (&mail.Address{Name: s.SenderName, Address: s.Sender}).String() }

// LinkKeys returns the name of the parameter that holds the keys of links.
func (s Stage) LinkKeys() string { return "/usher/" + s.Name + "/link-keys" }

// FactorKeys returns the name of the parameter that holds the keys of second factors' secrets.
func (s Stage) FactorKeys() string { return "/usher/" + s.Name + "/factor-keys" }

// ProxyProof returns the name of the parameter by whose value functions recognize CloudFront.
func (s Stage) ProxyProof() string { return "/usher/" + s.Name + "/proxy-proof" }

// Path returns the name of a stage's file in a folder.
func Path(folder, name string) string { return filepath.Join(folder, name+".json") }

// Read reads and validates a stage's file, and fills in what it leaves out. Its error is one sentence that names the
// file and says what to do; it is fs.ErrNotExist if there is none.
func Read(folder, name string) (Stage, error) {
	s := Stage{Name: name}
	if err := s.checkName(); err != nil { // before it becomes part of a path
		return s, err
	}
	path := Path(folder, name)
	raw, err := os.ReadFile(path) //nolint:gosec // names are letters, digits and hyphens
	if errors.Is(err, fs.ErrNotExist) {
		return s, fmt.Errorf("there is no %s: write it with make stage STAGE=%s (%w)", path, name, fs.ErrNotExist)
	}
	if err != nil {
		return s, fmt.Errorf("stages: %w", err)
	}
	if err := json.Unmarshal(raw, &s, json.RejectUnknownMembers(true)); err != nil {
		return s, fmt.Errorf("%s: %w", path, readable(err))
	}
	s = s.withDefaults()
	if err := s.Validate(); err != nil {
		return s, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// readable is an error of the JSON reader in the words of whoever wrote the file.
func readable(err error) error {
	var of *json.SemanticError
	switch {
	case !errors.As(err, &of):
		return err
	case errors.Is(err, json.ErrUnknownName):
		return fmt.Errorf("there is no setting %q", strings.TrimPrefix(string(of.JSONPointer), "/"))
	default:
		return fmt.Errorf("%s must be a %s, as infra/stages/schema.json says",
			strings.TrimPrefix(string(of.JSONPointer), "/"), of.GoType)
	}
}

// New returns a stage with the settings that hold unless a file says otherwise.
func New(name string) Stage { return Stage{Name: name}.withDefaults() }

func (s Stage) withDefaults() Stage {
	_, domain, _ := strings.Cut(s.Sender, "@")
	s.Schema = cmp.Or(s.Schema, "schema.json")
	s.SenderName = cmp.Or(s.SenderName, s.Brand.Product, "Usher")
	s.Identity = cmp.Or(s.Identity, domain)
	s.SignUp = cmp.Or(s.SignUp, "closed")
	s.Plans = cmp.Or(s.Plans, "playground=10,team=50,business=500")
	if s.Alarms == nil {
		keep := s.Keep
		s.Alarms = &keep
	}
	return s
}

// Write validates a stage and writes its file. What is empty is left out, for Read to fill in.
func (s Stage) Write(folder string) error {
	if err := s.withDefaults().Validate(); err != nil {
		return err
	}
	raw, err := json.Marshal(s, jsontext.WithIndent("  "), jsontext.EscapeForHTML(false))
	if err != nil {
		return fmt.Errorf("stages: %w", err)
	}
	const readableByAll = 0o644 // it is committed
	if err := os.WriteFile(Path(folder, s.Name), append(raw, '\n'), readableByAll); err != nil {
		return fmt.Errorf("stages: %w", err)
	}
	return nil
}
