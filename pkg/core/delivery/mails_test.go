package delivery_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/test/harness"
)

// TestWhatBecomesOfMails invites the addresses of SES's mailbox simulator, from
// the request to what the user's page shows.
func TestWhatBecomesOfMails(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	box := s.FollowDeliveries(t)
	owner := s.Found(t, "Acme")
	label := strings.ToLower(rand.Text()[:8]) + "@simulator.amazonses.com"
	tests := []struct {
		to       string
		delivery api.Delivery
		detail   string // of the problem
	}{
		{harness.Address("ada"), api.Delivered, ""},
		{"success+" + label, api.Delivered, ""},
		{"ooto+" + label, api.Delivered, ""},
		{"bounce+" + label, api.Bounced, "smtp; 550 5.1.1 user unknown"},
		{"suppressionlist+" + label, api.Bounced,
			"Amazon SES did not send the message to this address because it is on the suppression list for your account."},
		{"complaint+" + label, api.Complained, "abuse"},
	}
	for _, tt := range tests {
		body := map[string]string{"email": tt.to, "first_name": "Ada", "last_name": "Byron", "role": "auditor"}
		u := harness.Into[api.User](t, owner.Do(t, "POST", owner.Path("users"), body).Want(t, 201, ""))
		got := awaitDelivery(t, owner, u.ID, tt.delivery)
		if got.Invitation.Sends != 1 || got.Invitation.SentAt == nil || got.Version != 1 {
			t.Errorf("%s: invitation %+v, version %d", tt.to, got.Invitation, got.Version)
		}
		if p := got.AddressProblem; tt.detail == "" != (p == nil) ||
			p != nil && (p.Delivery != tt.delivery || p.Detail != tt.detail) {
			t.Errorf("%s: problem %+v, want %q", tt.to, p, tt.detail)
		}
		if n := len(box.Mails(t, tt.to)); n != 1 {
			t.Errorf("%s: %d mails", tt.to, n)
		}
	}
}

// TestAResendWarns: the answer to a resend still says why the mail before did
// not arrive, and the second bounce is noted like the first.
func TestAResendWarns(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.FollowDeliveries(t)
	owner := s.Found(t, "Acme")
	to := "bounce+" + strings.ToLower(rand.Text()[:8]) + "@simulator.amazonses.com"
	body := map[string]string{"email": to, "first_name": "Ada", "last_name": "Byron", "role": "auditor"}
	u := harness.Into[api.User](t, owner.Do(t, "POST", owner.Path("users"), body).Want(t, 201, ""))
	bounced := awaitDelivery(t, owner, u.ID, api.Bounced)
	before := bounced.AddressProblem
	s.Clock.Advance(time.Minute)
	again := harness.Into[api.User](t, owner.Do(t, "POST", owner.Path("users", u.ID, "invitation"), nil).Want(t, 202, ""))
	if again.AddressProblem == nil || *again.AddressProblem != *before || again.Invitation.Delivery != api.Queued {
		t.Errorf("the resend's answer: %+v, %+v; before %+v", again.AddressProblem, again.Invitation, before)
	}
	if sent := again.Invitation.SentAt; sent == nil || *sent != *bounced.Invitation.SentAt {
		t.Errorf("the resend's answer says the mail before was sent at %v, not %v", sent, bounced.Invitation.SentAt)
	}
	after := awaitDelivery(t, owner, u.ID, api.Bounced)
	if *after.Invitation.SentAt == *bounced.Invitation.SentAt {
		t.Error("the second mail was sent when the first was")
	}
	if after.Invitation.Sends != 2 || after.AddressProblem == nil || !after.AddressProblem.At.After(before.At.Time) {
		t.Errorf("after the second: %+v, %+v", after.AddressProblem, after.Invitation)
	}
}

// awaitDelivery reads the user until the invitation's delivery is the one wanted.
func awaitDelivery(t *testing.T, owner harness.Member, user string, want api.Delivery) api.User {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		u := harness.Into[api.User](t, owner.Do(t, "GET", owner.Path("users", user), nil).Want(t, 200, ""))
		if u.Invitation.Delivery == want {
			return u
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: delivery %s, want %s", u.Email, u.Invitation.Delivery, want)
		}
	}
}
