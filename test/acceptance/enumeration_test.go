package acceptance_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
	"usher/pkg/lib/linktoken"
	"usher/test/client"
	"usher/test/harness"
)

// hashMemory is what one argon2id run allocates, in bytes, and nothing else in a request comes near to.
const hashMemory = 19 << 20

// TestSignInHashesAlike counts argon2id runs by what they allocate: one, whoever
// the address is of. It runs beside no other test, whose memory would count too.
func TestSignInHashesAlike(t *testing.T) { //nolint:paralleltest // see above
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	invited, blocked := owner.Invite(t, api.Auditor), owner.Join(t, api.Auditor)
	owner.Do(t, "POST", owner.Path("users", blocked.ID, "block"), nil).Want(t, 200, "")
	for who, address := range map[string]string{"known": owner.Email, "blocked": blocked.Email, "invited": invited.Email,
		"unknown": "nobody@example.com", "no address": "x"} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		s.Browser().SignIn(t, address, "not the password").Want(t, 401, "invalid_credentials")
		runtime.ReadMemStats(&after)
		if runs := (after.TotalAlloc - before.TotalAlloc) / hashMemory; runs != 1 {
			t.Errorf("%s: %d hashes", who, runs)
		}
	}
}

// TestUnknownAddressesAreThrottledAlike compares what DynamoDB is asked around the limit of attempts, and what is
// answered, for an address of nobody and of a user.
func TestUnknownAddressesAreThrottledAlike(t *testing.T) {
	t.Parallel()
	ledger := &harness.Ledger{}
	s := harness.New(t, harness.Record(ledger))
	owner := s.Found(t, "Acme")
	s.Clock.Align(15 * time.Minute)
	attempts := func(address string) (all []string) {
		for range 12 {
			ledger.Open(s.Client)
			a := s.Browser().SignIn(t, address, "not the password")
			delete(ledger.Actions, api.Access{Action: api.PutItem}) // the event, a part of the same transaction
			all = append(all, fmt.Sprint(a.Status, a.Code(), ledger.RoundTrips(), len(ledger.Actions)))
		}
		return all
	}
	known := attempts(owner.Email)
	if unknown := attempts("nobody@example.com"); !slices.Equal(unknown, known) {
		t.Errorf("of nobody: %v\nof a user: %v", unknown, known)
	}
}

// TestResetsAreAskedForAlike compares the work and the answer.
func TestResetsAreAskedForAlike(t *testing.T) {
	t.Parallel()
	ledger := &harness.Ledger{}
	s := harness.New(t, harness.Record(ledger))
	owner := s.Found(t, "Acme")
	ask := func(address string) (all []string) {
		for range 7 { // past the limit by address, too
			ledger.Open(s.Client)
			a := s.Browser().RequestReset(t, address)
			all = append(all, shape(a), fmt.Sprint(ledger.RoundTrips(), ledger.Actions, ledger.Write))
		}
		return all
	}
	known := ask(owner.Email)
	if unknown := ask(harness.Address("owner")); !slices.Equal(unknown, known) {
		t.Errorf("unknown %v\nknown %v", unknown, known)
	}
}

var (
	anyID   = regexp.MustCompile(`\b[a-z]{3}_[0-9a-z]{26}\b`)
	anyTime = regexp.MustCompile(`\d{4}-\d\d-\d\dT[\d:.]+Z`)
)

// shape is an answer without what differs between any two: ids, times, traces.
func shape(a client.Answer) string {
	header := a.Header.Clone()
	for _, name := range []string{"Date", "Traceparent", "X-Request-Id", "Content-Length"} {
		header.Del(name)
	}
	text := fmt.Sprint(a.Status)
	for _, name := range slices.Sorted(maps.Keys(header)) {
		text += fmt.Sprint("\n", name, header[name])
	}
	var body bytes.Buffer
	_ = json.Indent(&body, a.Body, "", " ")
	return anyTime.ReplaceAllString(anyID.ReplaceAllString(text+"\n"+body.String(), "ID"), "TIME")
}

// alike fails the test unless all answers have one shape.
func alike(t *testing.T, what string, answers map[string]client.Answer) {
	t.Helper()
	first := slices.Sorted(maps.Keys(answers))[0]
	for name, a := range answers {
		if shape(a) != shape(answers[first]) {
			t.Errorf("%s, %s:\n%s\n%s:\n%s", what, name, shape(a), first, shape(answers[first]))
		}
	}
}

// TestOrganizationsAreMadeAlike creates one for an address that has an account,
// one that is only invited somewhere, and one of nobody.
func TestOrganizationsAreMadeAlike(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	answers := map[string]client.Answer{}
	for who, address := range map[string]string{"known": owner.Email, "invited": owner.Invite(t, api.Auditor).Email,
		"unknown": harness.Address("nobody")} {
		a := s.Browser().Send(t, client.CreateOrganization("New", address)).Want(t, 201, "")
		a.Header.Set("Location", "") // has the id, and so another form
		a.Body = bytes.ReplaceAll(a.Body, []byte(address), []byte("ADDRESS"))
		answers[who] = a
	}
	alike(t, "create-organization", answers)
}

// TestLinksTellNothing signs links to what there is and is not, as only somebody
// with the key can: what may not be told apart is answered alike.
func TestLinksTellNothing(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	removed, joined, open := owner.Invite(t, api.Auditor), owner.Join(t, api.Auditor), owner.Invite(t, api.Auditor)
	gone, used := s.Token(t, owner.Org, removed.ID), signed(t, linktoken.Invitation, owner.Org, joined.ID, joined.Email)
	owner.Do(t, "DELETE", owner.Path("users", removed.ID), nil).Want(t, 204, "")
	dead := map[string]string{"removed": gone, "replaced": signed(t, linktoken.Invitation, owner.Org, open.ID, open.Email),
		"garbage":              strings.Repeat("A", 147),
		"unknown organization": signed(t, linktoken.Invitation, "org_01k0000000000000000000000a", open.ID, open.Email),
		"unknown user": signed(t, linktoken.Invitation, owner.Org, "usr_01k0000000000000000000000a",
			"nobody@example.com")}
	for _, op := range []string{"GET ", "POST /accept"} {
		answers := map[string]client.Answer{}
		method, path, _ := strings.Cut(op, " ")
		for name, token := range dead {
			answers[name] = s.Browser().Do(t, method, "/v1/invitations/"+token+path,
				harness.Body(map[string]string{"GET": "view-invitation", "POST": "accept-invitation"}[method]))
		}
		alike(t, op, answers)
	}
	delete(dead, "garbage")
	dead["used"], dead["open"] = used, s.Token(t, owner.Org, open.ID)
	asked, resets := map[string]client.Answer{}, map[string]client.Answer{}
	for name, token := range dead {
		asked[name] = s.Browser().Do(t, "POST", "/v1/invitations/"+token+"/request", nil).Want(t, 202, "")
	}
	alike(t, "request-invitation", asked)
	for name, address := range map[string]string{"known": owner.Email, "unknown": "nobody@example.com"} {
		s.Browser().RequestReset(t, address)
		resets[name] = s.Browser().ResetPassword(t, signed(t, linktoken.PasswordReset, "", "", address), harness.Password)
	}
	resets["of nobody, whole"] = s.Browser().ResetPassword(t, s.ResetToken(t, "nobody@example.com"), harness.Password)
	alike(t, "reset-password", resets)
	views := map[string]client.Answer{"of nobody, whole": s.Browser().Do(t, "GET",
		"/v1/password-resets/"+s.ResetToken(t, "nobody@example.com"), nil)}
	for name, address := range map[string]string{"unknown": "nobody@example.com", "known": owner.Email} {
		views[name] = s.Browser().Do(t, "GET", "/v1/password-resets/"+signed(t, linktoken.PasswordReset, "", "", address), nil)
	}
	alike(t, "view-password-reset", views)
}

// signed is a link by the system's own key with a nonce of nothing.
func signed(t *testing.T, kind linktoken.Kind, org, user, address string) string {
	t.Helper()
	keys, err := linktoken.ParseKeys(harness.LinkKeys)
	if err != nil {
		t.Fatal(err)
	}
	var claims linktoken.Claims
	claims.Organization, _ = id.Binary(id.Organization, org)
	claims.User, _ = id.Binary(id.User, user)
	addr, _ := email.Parse(address)
	claims.Subject = digestBytes(t, email.Digest(addr.Key))
	return keys.Sign(kind, claims)
}
