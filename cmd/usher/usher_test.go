package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"usher/pkg/core/plan"
	"usher/pkg/local"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// TestOrgCreate creates an organization by the operator's command, and uses it.
func TestOrgCreate(t *testing.T) {
	s := harness.New(t)
	for name, value := range map[string]string{"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
		"AWS_ENDPOINT_URL_DYNAMODB": localtest.Database(t), "USHER_TABLE": s.Table} {
		t.Setenv(name, value)
	}
	var out bytes.Buffer
	email := harness.Address("ada")
	if err := run(t.Context(), []string{"org", "create", "--name", "Acme", "--owner", "Ada Byron <" + email + ">"}, &out); err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(out.String(), "(")
	org, _, _ := strings.Cut(after, ")")
	if o := s.Organization(t, org); o.Name != "Acme" || o.SeatsUsed != 1 {
		t.Errorf("made %+v", o)
	}
}

// TestOperatorsAreNamed has STS say whose credentials a command has: the events name the operator by that ARN. Where
// STS does not answer they name the user of the machine.
func TestOperatorsAreNamed(t *testing.T) {
	const arn = "arn:aws:sts::111122223333:assumed-role/Operator/ada"
	answers := true
	sts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ParseForm() != nil || r.Form.Get("Action") != "GetCallerIdentity" || !answers {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_, _ = fmt.Fprintf(w, `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">`+
			`<GetCallerIdentityResult><Arn>%s</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`, arn)
	}))
	defer sts.Close()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	for name, value := range map[string]string{"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
		"AWS_ENDPOINT_URL_DYNAMODB": localtest.Database(t), "AWS_ENDPOINT_URL_STS": sts.URL, "USHER_TABLE": s.Table,
		"USHER_PLANS": "playground=10,team=50"} {
		t.Setenv(name, value)
	}
	operate := func(args ...string) {
		t.Helper()
		if err := run(t.Context(), append(args, "--organization", owner.Org), &bytes.Buffer{}); err != nil {
			t.Fatal(args, err)
		}
	}
	operate("plan", "set", "--plan", "team")
	s.Drift(t, owner.Org)
	operate("seats", "recount", "--repair")
	answers = false
	operate("plan", "set", "--plan", "playground")
	for action, want := range map[string][]string{"organization.plan": {"", arn}, "organization.recount": {arn}} {
		events := owner.Events(t, url.Values{"action": {action}})
		if len(events) != len(want) {
			t.Fatalf("%d events of %s", len(events), action)
		}
		for i, e := range events {
			if e.Actor.Type != "operator" || e.Actor.ID == "" || (e.Actor.ID == arn) != (want[i] == arn) {
				t.Errorf("%s: %+v", action, e.Actor)
			}
		}
	}
}

func TestCommandsThatAreNone(t *testing.T) {
	for _, args := range [][]string{{"nonsense"}, {"org"}, {"org", "create", "--name", "x"}, {"org", "create", "extra"}} {
		t.Setenv("AWS_REGION", "us-east-1")
		if err := run(t.Context(), args, &bytes.Buffer{}); err == nil {
			t.Errorf("%v was taken", args)
		}
	}
	var out bytes.Buffer
	if err := run(t.Context(), nil, &out); err != nil || !strings.Contains(out.String(), "usher <command>") {
		t.Errorf("no help: %v %s", err, out.String())
	}
}

func TestSettings(t *testing.T) {
	for name, bad := range map[string]string{"PORT": "x", "MAIL_PORT": "0", "DB_PORT": "70000", "DATA": "disc", "SCHEDULE_EVERY": "-1s"} {
		_, err := local.ReadSettings(func(n string) string { return map[string]string{name: bad}[n] })
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s=%s: %v", name, bad, err)
		}
	}
	s, err := local.ReadSettings(func(string) string { return "" })
	if err != nil || s.Port != 8080 || s.MailPort != 8025 || s.DBPort != 8000 || s.Memory {
		t.Errorf("defaults: %+v %v", s, err)
	}
}

// TestTakenPort wants one sentence that says what to do.
func TestTakenPort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	port := l.Addr().(*net.TCPAddr).Port
	err = local.Run(t.Context(), local.Settings{Port: port, MailPort: 1, DBPort: 1, Memory: true}, &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), strconv.Itoa(port)) || !strings.Contains(err.Error(), "PORT") {
		t.Errorf("got %v", err)
	}
}

// TestPlanAndRecount moves an organization to another plan and repairs its counters, the operator's way.
func TestPlanAndRecount(t *testing.T) {
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	for name, value := range map[string]string{"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
		"AWS_ENDPOINT_URL": localtest.Database(t), "USHER_TABLE": s.Table, "USHER_PLANS": "playground=10,team=50"} {
		t.Setenv(name, value)
	}
	var out bytes.Buffer
	usher := func(args ...string) error {
		out.Reset()
		return run(t.Context(), append(args, "--organization", owner.Org), &out)
	}
	if err := usher("plan", "set", "--plan", "team"); err != nil || !strings.Contains(out.String(), "changed (team, 50 seats)") {
		t.Errorf("%v %s", err, out.String())
	}
	if err := usher("plan", "set", "--plan", "gold"); err == nil || !strings.Contains(err.Error(), "team") {
		t.Errorf("an unknown plan: %v", err)
	}
	if err := usher("plan", "set", "--plan", "gold", "--plans", "gold=7"); err != nil || s.Organization(t, owner.Org).SeatLimit != 7 {
		t.Errorf("%v %s", err, out.String())
	}
	if err := usher("seats", "recount"); err != nil || !strings.Contains(out.String(), "1 seats used, as counted") {
		t.Errorf("%v %s", err, out.String())
	}
	s.Drift(t, owner.Org)
	if err := run(t.Context(), []string{"seats", "recount"}, &out); err == nil || !strings.Contains(out.String(), "1 drifted") {
		t.Errorf("of all: %v %s", err, out.String())
	}
	if err := usher("seats", "recount"); err == nil || !strings.Contains(out.String(), "seats_used  2       1") {
		t.Errorf("%v %s", err, out.String())
	}
	if err := usher("seats", "recount", "--repair"); err != nil || s.Organization(t, owner.Org).SeatsUsed != 1 {
		t.Errorf("%v %s", err, out.String())
	}
	s.Drift(t, owner.Org)
	if err := run(t.Context(), []string{"seats", "recount", "--organization", "all", "--repair"}, &out); err != nil || s.Organization(t, owner.Org).SeatsUsed != 1 {
		t.Errorf("of all: %v %s", err, out.String())
	}
	late := plan.Order{Organization: owner.Org, Plan: "playground", At: time.Now().Add(30 * time.Minute)}
	if _, err := s.App.Plans().Change(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	if err := usher("plan", "set", "--plan", "team"); err == nil || !strings.Contains(err.Error(), "clock") || s.Organization(t, owner.Org).Plan != "playground" {
		t.Errorf("behind a newer order: %v %s", err, out.String())
	}
	for _, args := range [][]string{{"plan", "set"}, {"plan", "set", "--organization", "acme", "--plan", "team"},
		{"seats", "recount", "--organization", "acme"}, {"seats", "recount", "--organization", ""}} {
		if err := run(t.Context(), args, &out); err == nil {
			t.Errorf("%v was taken", args)
		}
	}
}
