package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"usher/test/harness"
	"usher/test/localtest"
)

// TestUnverifiedSender: nothing is created and nobody is invited again until SES may send from the sender that the
// stage's function has; in SES's sandbox the command says so, and goes on.
func TestUnverifiedSender(t *testing.T) {
	verified, production, sending := false, true, true
	aws := http.NewServeMux()
	aws.HandleFunc("GET /2015-03-31/functions/usher-dev-send-mail/configuration", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, `{"Environment":{"Variables":{"USHER_SENDER":"Acme <no-reply@acme.example>"}}}`)
	})
	aws.HandleFunc("GET /v2/email/account", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `{"ProductionAccessEnabled":%t,"SendingEnabled":%t}`, production, sending)
	})
	aws.HandleFunc("GET /v2/email/identities/{identity}", func(w http.ResponseWriter, r *http.Request) {
		if r.PathValue("identity") != "acme.example" {
			w.Header().Set("X-Amzn-ErrorType", "NotFoundException")
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = fmt.Fprintf(w, `{"VerifiedForSendingStatus":%t}`, verified)
	})
	server := httptest.NewServer(aws)
	defer server.Close()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	ada := owner.Invite(t, "auditor")
	for name, value := range map[string]string{"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
		"AWS_ENDPOINT_URL_DYNAMODB": localtest.Database(t), "AWS_ENDPOINT_URL_LAMBDA": server.URL, "AWS_ENDPOINT_URL_SESV2": server.URL,
		"USHER_TABLE": s.Table} {
		t.Setenv(name, value)
	}
	create := []string{"org", "create", "--name", "Beta", "--owner", "Ada Byron <" + harness.Address("ada") + ">"}
	resend := []string{"invitation", "resend", "--organization", owner.Org, "--user", ada.ID}
	refused := func(why string) {
		t.Helper()
		before := s.Contents(t)
		for _, args := range [][]string{create, resend} {
			if err := run(t.Context(), args, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), why) {
				t.Errorf("%v: %v", args, err)
			}
		}
		s.Unchanged(t, before)
	}
	refused("no mail can be sent from no-reply@acme.example, as SES has not verified")
	verified, sending = true, false
	refused("SES has paused this account")
	sending, production = true, false
	for _, args := range [][]string{create, resend} {
		var out bytes.Buffer
		if err := run(t.Context(), args, &out); err != nil || !strings.Contains(out.String(), "warning: this account is in SES's sandbox") {
			t.Errorf("%v in the sandbox: %v %s", args, err, out.String())
		}
	}
}

// TestInvitationResend invites the first Owner again, whom nobody else can help, under the conditions of resending.
func TestInvitationResend(t *testing.T) {
	s := harness.New(t)
	made := s.Browser().CreateOrganization(t, "Acme", harness.Address("owner"))
	org, user := made.Organization.ID, made.Owner.ID
	for name, value := range map[string]string{"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
		"AWS_ENDPOINT_URL_DYNAMODB": localtest.Database(t), "USHER_TABLE": s.Table} {
		t.Setenv(name, value)
	}
	resend := func(org, user string) error {
		return run(t.Context(), []string{"invitation", "resend", "--organization", org, "--user", user}, &bytes.Buffer{})
	}
	old := s.Token(t, org, user)
	if err := resend(org, user); err != nil {
		t.Fatal(err)
	}
	s.Browser().Accept(t, old, harness.Password).Want(t, 404, "invitation_invalid")
	b := s.Browser()
	b.Accept(t, s.Token(t, org, user), harness.Password).Want(t, 200, "")
	owner := harness.Member{Browser: b, Org: org, ID: user}
	events := owner.Events(t, url.Values{"action": {"user.invite"}})
	if len(events) != 1 || events[0].Actor.Type != "operator" || events[0].Actor.ID == "" || events[0].Target.ID != user {
		t.Errorf("%+v", events)
	}
	if c := owner.Recount(t); c.Used != 1 || c.Active != 1 {
		t.Errorf("seats %+v", c)
	}
	before := s.Contents(t)
	for why, args := range map[string][2]string{"accepted already": {org, user}, "not": {org, "usr_" + org[4:]},
		"--organization must be": {"acme", user}, "--user must be": {org, "ada"}} {
		if err := resend(args[0], args[1]); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%v: %v", args, err)
		}
	}
	s.Unchanged(t, before)
}
