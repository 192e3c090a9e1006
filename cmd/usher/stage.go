package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"usher/pkg/aws/preflight"
	"usher/pkg/aws/stages"
)

// preflightStage asks the account what would make a deployment fail. Its error says that something would.
func preflightStage(ctx context.Context, args []string, out io.Writer) error {
	o := newOperator("preflight", out)
	folder := o.flags.String("stages", stages.Folder, "the folder of the stages' files")
	facts := o.flags.String("facts", "", "a file to write new=... and bootstrap=... into, for infra/deploy.sh")
	if err := o.parse(ctx, args); err != nil {
		return err
	}
	stage, err := stages.Read(*folder, *o.stage)
	if err != nil {
		return err
	}
	report := preflight.Ask(ctx, o.aws, stage)
	for _, a := range report.Answers {
		fmt.Fprintf(out, "%-8s %-12s %s\n", a.Level, a.About, a.Text)
	}
	if report.Stopped() {
		return fmt.Errorf("the stage %s cannot be deployed: see what says %q above", stage.Name, preflight.Stop)
	}
	if *facts == "" {
		return nil
	}
	text := fmt.Sprintf("new=%t\nbootstrap=%t\n", report.New, report.Bootstrap)
	return os.WriteFile(*facts, []byte(text), 0o600)
}

// question is one setting of a stage's file: its name there, what to ask, and where the answer goes.
type question struct {
	name, text string
	into       any // *string or *bool
}

func questions(s *stages.Stage) []question {
	return []question{
		{"keep", "Production, whose data and stack survive mistakes", &s.Keep},
		{"region", "The AWS region; empty: the one of your AWS configuration", &s.Region},
		{"sender", "The address mails come from", &s.Sender},
		{"senderName", "What mail programs show beside it; empty: the product's name", &s.SenderName},
		{"identity", "The SES identity: the sender's domain (empty), or the sender if you cannot verify that", &s.Identity},
		{"identityExists", "The account has that identity already", &s.IdentityExists},
		{"mailFrom", "The domain below it that bounces go to; empty: mail.<identity>", &s.MailFrom},
		{"stream", "The stream's ARN, once the table was restored; empty: the table's own", &s.Stream},
		{"sandbox", "Let invitations go out in SES's sandbox (not for production)", &s.Sandbox},
		{"domain", "The dashboard's own domain; empty: CloudFront's", &s.Domain},
		{"certificate", "The ARN of its certificate in us-east-1", &s.Certificate},
		{"signUp", "Who may create organizations, open or closed", &s.SignUp},
		{"plans", "Seats of each plan, the default plan first", &s.Plans},
		{"sessionLifetime", "How long a session lasts; empty: 12h", &s.SessionLifetime},
		{"sessionIdle", "For how long a session may be unused before it ends, or 0; empty: 1h", &s.SessionIdle},
		{"deletedKept", "How long a deleted organization can be restored; empty: 336h", &s.DeletedKept},
		{"activityKept", "How long sign-ins are known; empty: 2160h", &s.ActivityKept},
		{"invitationLifetime", "How long every invitation works; empty: as each organization sets", &s.InvitationLifetime},
		{"brand.product", "The product's name; empty: Usher", &s.Brand.Product},
		{"brand.logo", "Its logo: an https address, or a path in the dashboard's files; empty: Usher's", &s.Brand.Logo},
		{"brand.color", "The color its colors are made of, such as #12b886; empty: Usher's", &s.Brand.Color},
		{"brand.support", "The address to write to for help; empty: none", &s.Brand.Support},
		{"brand.upgrade", "The link by which to get more seats; empty: none", &s.Brand.Upgrade},
		{"alarms", "Alarms; beyond ten in an account they cost", s.Alarms},
		{"alarmEmail", "Who gets the alarms; empty: nobody yet", &s.AlarmEmail},
		{"canary", "Let a new version have a tenth of the requests first", &s.Canary},
		{"eventsUrl", "An https address that every event is posted to; empty: none", &s.EventsURL},
		{"eventsKey", "The secret in Secrets Manager to send with it, by name or ARN", &s.EventsKey},
		{"waf", "A WAF, which costs when idle: requests of an address in five minutes; empty: none", &s.WAF},
	}
}

// answers are what --set gave, and then lines of a reader until it ends.
type answers struct {
	set   map[string]string
	lines *bufio.Scanner // nil once it has ended
	out   io.Writer
}

// writeStage asks for the settings of a stage, each with what holds now, and writes its file. A setting given by --set
// is not asked for. An empty line, and the end of the input, keep what is shown; a hyphen empties it.
func writeStage(_ context.Context, args []string, out io.Writer) error {
	o := newOperator("stage", out)
	folder := o.flags.String("stages", stages.Folder, "the folder of the stages' files")
	a := &answers{set: map[string]string{}, lines: bufio.NewScanner(os.Stdin), out: out}
	o.flags.Func("set", "a setting as name=value, such as sender=no-reply@acme.example; repeat it for more", a.take)
	if err := o.parseFlags(args); err != nil {
		return err
	}
	stage, err := stages.Read(*folder, *o.stage)
	if errors.Is(err, fs.ErrNotExist) {
		stage, err = stages.New(*o.stage), nil
	}
	if err != nil {
		return err
	}
	if err := a.fill(&stage); err != nil {
		return err
	}
	if err := stage.Write(*folder); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nwrote %s: commit it\n", stages.Path(*folder, stage.Name))
	return nil
}

// take takes a setting as name=value.
func (a *answers) take(setting string) error {
	name, value, ok := strings.Cut(setting, "=")
	if !ok {
		return errors.New("it must be name=value")
	}
	a.set[name] = value
	return nil
}

// fill asks each question. The sender's domain is the identity, mails are in the product's name, and alarms are on in
// production, unless the answers say otherwise.
func (a *answers) fill(s *stages.Stage) error {
	if s.SenderName == cmp.Or(s.Brand.Product, "Usher") {
		s.SenderName = ""
	}
	asked := questions(s)
	for name := range a.set {
		if !slices.ContainsFunc(asked, func(q question) bool { return q.name == name }) {
			return fmt.Errorf("there is no setting %q", name)
		}
	}
	before, identity, keep := s.Sender, s.Identity, s.Keep
	for _, q := range asked {
		if err := a.answer(q); err != nil {
			return err
		}
		if q.name == "keep" && s.Keep != keep {
			*s.Alarms = s.Keep
		}
		if q.name == "sender" && s.Sender != before && s.Identity == identity {
			s.Identity, s.MailFrom = "", ""
		}
	}
	return nil
}

func (a *answers) answer(q question) error {
	given, ok := a.set[q.name]
	if !ok {
		if a.lines == nil {
			return nil
		}
		fmt.Fprintf(a.out, "%s [%s]: ", q.text, shown(q.into))
		if !a.lines.Scan() {
			defer func() { a.lines = nil }()
			fmt.Fprintln(a.out)
			return a.lines.Err()
		}
		if given = strings.TrimSpace(a.lines.Text()); given == "" {
			return nil
		}
	}
	if given == "-" {
		given = ""
	}
	switch into := q.into.(type) {
	case *string:
		*into = given
	case *bool:
		on, err := strconv.ParseBool(strings.NewReplacer("yes", "true", "no", "false").Replace(given))
		if err != nil {
			return fmt.Errorf("%s must be yes or no", q.name)
		}
		*into = on
	}
	return nil
}

func shown(into any) string {
	switch into := into.(type) {
	case *string:
		return *into
	case *bool:
		if *into {
			return "yes"
		}
	}
	return "no"
}
