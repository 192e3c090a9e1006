package acceptance_test

import (
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/test/client"
	"usher/test/harness"
)

// TestManualPage walks the whole page: create an organization, its Owner sets a
// password from the mail, creates users until the plan is full, and manages them.
func TestManualPage(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	box := s.FollowMail(t)
	owner, email := s.Browser(), harness.Address("ada")

	made := owner.CreateOrganization(t, "Acme", email)
	org := client.Organization(made.Organization.ID)
	token := harness.AwaitMail(t, box, email, harness.InvitationLink, 1)
	view := harness.Into[api.InvitationView](t, owner.Do(t, "GET", "/v1/invitations/"+token, nil).Want(t, 200, ""))
	if view.Organization.Name != "Acme" || view.Email != email || view.Role != api.Owner || view.AccountExists {
		t.Errorf("view: %+v", view)
	}
	owner.Accept(t, token, "too short").Want(t, 400, "invalid_request")
	owner.Accept(t, token, harness.Password).Want(t, 200, "")
	owner.Do(t, "GET", "/v1/invitations/"+token, nil).Want(t, 410, "invitation_used")

	first := createUsers(t, owner, org, 9)
	eleventh := harness.NewUser(api.Auditor)
	owner.Do(t, "POST", org+"/users", eleventh).Want(t, 409, "seat_limit_reached")

	old := harness.AwaitMail(t, box, first.Email, harness.InvitationLink, 1)
	owner.Do(t, "POST", org+"/users/"+first.ID+"/invitation", nil).Want(t, 202, "")
	renewed := harness.AwaitMail(t, box, first.Email, harness.InvitationLink, 2)
	guest := s.Browser()
	guest.Do(t, "GET", "/v1/invitations/"+old, nil).Want(t, 404, "invitation_invalid")
	invitedBy(t, guest, renewed, "Ada Byron")
	guest.Accept(t, renewed, harness.Password).Want(t, 200, "")
	owner.Do(t, "POST", org+"/users/"+first.ID+"/invitation", nil).Want(t, 409, "invalid_state")

	guest.Do(t, "GET", org+"/users", nil).Want(t, 200, "")
	owner.Do(t, "POST", org+"/users/"+first.ID+"/block", nil).Want(t, 200, "")
	guest.Do(t, "GET", org+"/users", nil).Want(t, 403, "blocked")
	owner.Do(t, "POST", org+"/users/"+first.ID+"/unblock", nil).Want(t, 200, "")
	guest.Do(t, "GET", org+"/users", nil).Want(t, 200, "")
	guest.Do(t, "POST", org+"/users", eleventh).Want(t, 403, "forbidden")

	owner.Do(t, "DELETE", org+"/users/"+first.ID, nil).Want(t, 204, "")
	guest.Do(t, "GET", org+"/users", nil).Want(t, 404, "not_found")
	again := harness.NewUser(api.Auditor)
	again["email"] = strings.ToUpper(first.Email)
	owner.Do(t, "POST", org+"/users", again).Want(t, 201, "")

	if mails := box.Mails(t, eleventh["email"]); len(mails) != 0 {
		t.Errorf("the refused user got %d mails", len(mails))
	}
	seats := harness.Into[api.Organization](t, owner.Do(t, "GET", org, nil).Want(t, 200, "")).Seats
	if want := (api.Seats{Limit: 10, Used: 10, Invited: 9, Active: 1}); seats != want {
		t.Errorf("seats %+v, want %+v", seats, want)
	}
	for _, secret := range []string{harness.Password, token, renewed, email} {
		if strings.Contains(s.Log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

// createUsers creates n Auditors and gives the first.
func createUsers(t *testing.T, b *harness.Browser, org string, n int) api.User {
	t.Helper()
	var first api.User
	for i := range n {
		u := harness.Into[api.User](t, b.Do(t, "POST", org+"/users", harness.NewUser(api.Auditor)).Want(t, 201, ""))
		if i == 0 {
			first = u
		}
	}
	return first
}

// invitedBy waits until a link tells who invited: it is noted right after the mail has gone.
func invitedBy(t *testing.T, b *harness.Browser, token, want string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		v := harness.Into[api.InvitationView](t, b.Do(t, "GET", "/v1/invitations/"+token, nil).Want(t, 200, ""))
		if v.InvitedBy != nil && *v.InvitedBy == want {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("invited by %v, not %s", v.InvitedBy, want)
		}
	}
}
