package ses_test

import (
	"crypto/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/pkg/aws/ses"
	"usher/pkg/core/brand"
	"usher/pkg/core/mail"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

func TestARealMail(t *testing.T) {
	mailbox := localtest.Mailbox(t)
	to := strings.ToLower(rand.Text()) + "@example.com"
	now := time.Date(2026, 11, 23, 11, 13, 0, 0, time.UTC)
	m, err := mail.Invitation{
		To: to, FirstName: "Zoë", Organization: "Söylent & Co <b>", InvitedBy: "Ada Byron", Role: "owner", Link: "https://usher.example.com/invitations/abc",
		Locale: "nl", ExpiresAt: now.AddDate(0, 0, 7), Now: now,
		ReplyTo: "ada@acme.example",
	}.Render(brand.Default())
	if err != nil {
		t.Fatal(err)
	}
	m.Tags = map[string]string{"user": "usr_1"}
	id, err := ses.New(client(mailbox.Endpoint()), ses.Options{From: "Acme <no-reply@acme.example>"}).Send(t.Context(), m)
	if err != nil || id == "" {
		t.Fatalf("Send = %q, %v", id, err)
	}
	got := mailbox.Wait(t, t.Context(), to, 1)
	if len(got) != 1 {
		t.Fatalf("%d mails came", len(got))
	}
	g := got[0]
	if g.ID != id || g.From != "Acme <no-reply@acme.example>" || !slices.Equal(g.To, []string{to}) || len(g.CC)+len(g.BCC) != 0 ||
		!slices.Equal(g.ReplyTo, []string{"ada@acme.example"}) {
		t.Errorf("%+v", g)
	}
	if g.Subject != m.Subject || g.HTML != m.HTML || g.Text != m.Text || g.Headers["Auto-Submitted"] != "auto-generated" {
		t.Errorf("subject %q, headers %v\n%s\n%s", g.Subject, g.Headers, g.Text, g.HTML)
	}
}
