package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"usher/pkg/aws/stages"
)

// typed makes these lines the standard input.
func typed(t *testing.T, lines string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "input")
	if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path) //nolint:gosec // just written
	if err != nil {
		t.Fatal(err)
	}
	before := os.Stdin
	os.Stdin = file
	t.Cleanup(func() { os.Stdin = before; file.Close() })
}

// TestStage writes a stage's file by asking, and changes it by asking again; what it refuses changes nothing.
func TestStage(t *testing.T) {
	folder := t.TempDir()
	var out bytes.Buffer
	stage := func(lines string, args ...string) error {
		t.Helper()
		typed(t, lines)
		out.Reset()
		return run(t.Context(), append([]string{"stage", "--stage", "prod", "--stages", folder}, args...), &out)
	}
	check := func(want func(stages.Stage) bool) {
		t.Helper()
		if s, err := stages.Read(folder, "prod"); err != nil || !want(s) {
			t.Errorf("%+v, alarms %t, %v", s, *s.Alarms, err)
		}
	}
	if err := stage("yes\neu-west-1\nno-reply@acme.org\nAcme\n"); err != nil {
		t.Fatal(err)
	}
	check(func(s stages.Stage) bool {
		return s.Keep && s.Region == "eu-west-1" && s.SenderName == "Acme" && s.Identity == "acme.org" && *s.Alarms && s.SignUp == "closed"
	})
	if err := stage("\n-\n", "--set", "brand.product=Acme Studio", "--set", "sender=hi@acme.net", "--set", "signUp=open"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "[eu-west-1]") || strings.Contains(out.String(), "Who may create organizations") {
		t.Errorf("asked %s", out.String())
	}
	check(func(s stages.Stage) bool {
		return s.Keep && s.Region == "" && s.Brand.Product == "Acme Studio" && s.SenderName == "Acme" && s.Identity == "acme.net" && s.SignUp == "open"
	})
	if err := stage("", "--set", "senderName=-"); err != nil {
		t.Fatal(err)
	}
	if err := stage("", "--set", "brand.product=Acme Two"); err != nil {
		t.Fatal(err)
	}
	check(func(s stages.Stage) bool { return s.SenderName == "Acme Two" })
	for _, set := range []string{"keep=no", "keep=perhaps", "sendr=x", "nothing", "sender=x", "signUp=-x"} {
		if err := stage("", "--set", set); err == nil {
			t.Errorf("%s was taken", set)
		}
	}
	check(func(s stages.Stage) bool { return s.Keep && s.Sender == "hi@acme.net" })
	if err := stage("", "extra"); err == nil {
		t.Error("an argument was taken")
	}
}

// TestPreflightCommand: the answers are printed, and one that stops a deployment is an error that leaves no facts.
func TestPreflightCommand(t *testing.T) {
	folder, valid := t.TempDir(), true
	aws := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case valid && r.FormValue("Action") == "GetCallerIdentity":
			fmt.Fprint(w, "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:ada</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>")
		case r.FormValue("Action") == "DescribeStacks":
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, "<ErrorResponse><Error><Code>ValidationError</Code><Message>it does not exist</Message></Error></ErrorResponse>")
		default:
			w.Header().Set("X-Amzn-ErrorType", "AccessDeniedException")
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	defer aws.Close()
	for name, value := range map[string]string{"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_ENDPOINT_URL": aws.URL} {
		t.Setenv(name, value)
	}
	for _, service := range []string{"DYNAMODB", "SESV2", "STS", "SSM"} {
		t.Setenv("AWS_ENDPOINT_URL_"+service, "")
	}
	facts := filepath.Join(folder, "facts")
	var out bytes.Buffer
	ask := func() error {
		out.Reset()
		return run(t.Context(), []string{"preflight", "--stage", "dev", "--stages", folder, "--facts", facts}, &out)
	}
	if err := ask(); err == nil || !strings.Contains(err.Error(), "make stage STAGE=dev") {
		t.Errorf("%v", err)
	}
	s := stages.New("dev")
	s.Sender = "no-reply@acme.org"
	if err := s.Write(folder); err != nil {
		t.Fatal(err)
	}
	if err := ask(); err != nil {
		t.Fatalf("%v %s", err, out.String())
	}
	if got, err := os.ReadFile(facts); err != nil || string(got) != "new=true\nbootstrap=false\n" || !strings.Contains(out.String(), "ok       stack") {
		t.Errorf("%s %v %s", got, err, out.String())
	}
	if err := os.Remove(facts); err != nil {
		t.Fatal(err)
	}
	valid = false
	if err := ask(); err == nil || !strings.Contains(out.String(), "stop     credentials") {
		t.Errorf("%v %s", err, out.String())
	}
	if _, err := os.Stat(facts); err == nil {
		t.Error("facts of an account that was not asked")
	}
}
