package acceptance_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/mailer"
	"usher/pkg/core/audit"
	"usher/pkg/core/ratelimit"
	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
	"usher/pkg/store"
	"usher/test/document"
	"usher/test/harness"
	"usher/test/localtest"
)

var update = flag.Bool("update", false, "write golden files")

// step is one measured case of an operation or consumer.
type step struct {
	id, variant string
	before, do  func() // before is not measured
	unusual     bool   // off the usual way: not held to the number of round trips
}

// TestCost measures every operation and holds the figures to docs/cost.md: round trips in sequence, and read and
// write units. It also holds each operation's declared table access to the actions it really used.
func TestCost(t *testing.T) {
	t.Parallel()
	ledger := &harness.Ledger{}
	interruption := &harness.Interruption{}
	s := harness.New(t, harness.Limited, harness.Record(ledger), interruption.Option, func(a *app.App) {
		a.Config.InvitationLifetime, a.SESEndpoint = lifetime, localtest.Mailbox(t).Endpoint()
		a.Config.DeletedKept = time.Millisecond
	})
	var rows []string
	used := map[string]map[api.Access]bool{}
	for _, st := range append(steps(t, s), emailSteps(t, s, interruption)...) {
		forgetSignUps(t, s)
		if st.before != nil {
			st.before()
		}
		ledger.Open(s.Client)
		st.do()
		trips := ledger.RoundTrips()
		name := st.id
		if st.variant != "" {
			name += ", " + st.variant
		}
		rows = append(rows, fmt.Sprintf("| %s | %d | %g | %g |", name, trips, ledger.Read, ledger.Write))
		if op, ok := api.ByID(st.id); ok && !st.unusual {
			if most := allowed(op); trips > most {
				t.Errorf("%s takes %d round trips in sequence, %d allowed", name, trips, most)
			}
		}
		if used[st.id] == nil {
			used[st.id] = map[api.Access]bool{}
		}
		for a := range ledger.Actions {
			used[st.id][a] = true
		}
	}
	compareCost(t, rows)
	compareAccess(t, used)
}

func allowed(op api.Declared) int {
	switch {
	case op.ID == api.ListAuditEvents.ID:
		return 3 // the names in the events: of users, then of former ones
	case op.ID == api.ViewInvitation.ID:
		return 2 // the inviter
	case op.Method == http.MethodGet:
		return 1
	case op.MemoryMB == api.SignIn.MemoryMB && op.Caller != api.PersonOrKey:
		return 4 // passwords: counted before they are verified, and nothing that grows is read before that
	}
	return 2
}

// lifetime is how long invitations last in the tests that let them expire: less than a session.
const lifetime = time.Hour

const costFile = "../../docs/cost.md"

// compareCost holds the measured rows to the table between the marks of the document.
func compareCost(t *testing.T, rows []string) {
	t.Helper()
	const begin, end = "<!-- measured -->\n", "<!-- /measured -->\n"
	measured := "| operation | round trips | read units | write units |\n|---|---|---|---|\n" + strings.Join(rows,
		"\n") + "\n"
	t.Log("\n" + measured)
	if *update {
		if err := document.Write(costFile, begin, end, measured); err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(costFile)
	if err != nil {
		t.Fatal(err)
	}
	if want, err := document.Between(string(text), begin, end, measured); err != nil || want != string(text) {
		t.Errorf("the figures differ from %s (%v); if the change is meant, run: go test ./test/acceptance -run TestCost -update", costFile, err)
	}
}

// forgetSignUps lets a client create more organizations than in the hour that the steps seem to take.
func forgetSignUps(t *testing.T, s *harness.System) {
	t.Helper()
	var tx store.Transaction
	s.App.Limits().Forget(&tx, ratelimit.SignUpsByClient, "127.0.0.1")
	if err := s.Store.Commit(t.Context(), &tx); err != nil {
		t.Fatal(err)
	}
}

func resetAndEndKeys(t *testing.T, s *harness.System, token string) {
	t.Helper()
	s.Browser().Do(t, "POST", "/v1/password-resets/"+token, map[string]any{"password": harness.Password,
		"end_keys": true}).Want(t, 204, "")
}

func compareAccess(t *testing.T, used map[string]map[api.Access]bool) {
	t.Helper()
	// Whatever lets people in finishes a change of their address, which one operation shows.
	settling := api.Access{Action: api.Query, Index: api.IndexByExpiry}
	check := func(id string, declared []api.Access) {
		for _, a := range declared {
			if a == settling && used[api.CreatePasskeySession.ID][a] {
				continue
			}
			if !used[id][a] && a.Only == "" && a.Within != api.LimitPartition { // what an ordinary request does not write
				t.Errorf("%s declares %v and never used it", id, a)
			}
		}
		for a := range used[id] {
			whole := api.Access{Action: a.Action, Index: a.Index}
			if !slices.Contains(declared, a) && !slices.Contains(declared, whole) {
				t.Errorf("%s used %v and does not declare it", id, a)
			}
		}
	}
	for _, o := range api.Operations() {
		check(o.ID, o.Access)
	}
	for _, c := range api.Consumers() {
		check(c.ID, c.Access)
	}
}

// steps is a addresses through all operations, each in its usual case and in those that cost more.
func steps(t *testing.T, s *harness.System) []step {
	owner := s.Found(t, "Acme")
	other := s.Found(t, "Other")
	member := owner.Join(t, api.Auditor)
	leaver := owner.Join(t, api.Owner)
	invited := owner.Invite(t, api.Auditor)
	known := other.InviteAddress(t, member.Email, api.Auditor)
	late := other.InviteAddress(t, harness.Address("late"), api.Auditor)
	send := func(m harness.Member, path string, body any, status int) {
		m.Do(t, "POST", path, body).Want(t, status, "")
	}
	var token, marked, flow string
	var typo api.User
	var browser *harness.Browser
	var program, child, changer, roomy, maker, keeper, factored, demanding harness.Member
	var otp *harness.TOTP
	var passkey *harness.Passkey
	var options api.PasskeyOptions
	user := func(id string, more ...string) string { return owner.Path(append([]string{"users", id}, more...)...) }
	return []step{
		{id: "create-organization", do: func() {
			s.Browser().CreateOrganization(t, "Acme", harness.Address("o"))
		}},
		{id: "create-organization", variant: "with an idempotency key", do: func() {
			b := s.Browser()
			b.Header.Set("Idempotency-Key", "9a7c1d60-0b3c-4a39-8f0e-6a1e8d3f2b11")
			b.Do(t, "POST", "/v1/organizations", harness.Body("create-organization")).Want(t, 201, "")
		}},
		{id: "get-organization", do: func() { owner.Do(t, "GET", owner.Path(), nil).Want(t, 200, "") }},
		{id: "get-organization", variant: "in a session that was unused for five minutes", unusual: true, // notes the use
			before: func() { s.Clock.Advance(5 * time.Minute) },
			do:     func() { owner.Do(t, "GET", owner.Path(), nil).Want(t, 200, "") }},
		{id: "update-organization", do: func() {
			owner.Do(t, "PATCH", owner.Path(), map[string]string{"name": "Acme & Sons"}).Want(t, 200, "")
		}},
		{id: "create-user", do: func() { send(owner, owner.Path("users"), harness.NewUser(api.Auditor), 201) }},
		{id: "import-users", variant: "24 rows into a large plan",
			before: func() { roomy = s.Found(t, "Roomy"); s.Enlarge(t, roomy.Org, 1000) },
			do:     func() { send(roomy, roomy.Path("users/import"), harness.People(24), 200) }, unusual: true},
		{id: "import-users", variant: "240 rows, with an idempotency key",
			before: func() { roomy.Header.Set("Idempotency-Key", "import-240") },
			do:     func() { send(roomy, roomy.Path("users/import"), harness.People(240), 200) }, unusual: true},
		{id: "list-users", variant: "5 users", do: func() { owner.Do(t, "GET", owner.Path("users"), nil).Want(t, 200, "") }},
		{id: "list-users", variant: "search", unusual: true, do: func() {
			owner.Do(t, "GET", owner.Path("users?q=gra"), nil).
				Want(t, 200, "")
		}},
		{id: "get-user", do: func() { owner.Do(t, "GET", user(member.ID), nil).Want(t, 200, "") }},
		{id: "update-user", variant: "name", do: func() {
			owner.Do(t, "PATCH", user(member.ID), map[string]string{"first_name": "Grete"}).Want(t, 200, "")
		}},
		{id: "update-user", variant: "the address of somebody invited", before: func() { typo = owner.Invite(t, api.Auditor) },
			do: func() {
				owner.Do(t, "PATCH", user(typo.ID), map[string]string{"email": harness.Address("right")}).Want(t, 200, "")
			}},
		{id: "update-user", variant: "an Owner demoted who has invited an Owner", unusual: true, // clears up behind them
			before: func() { leaver.Invite(t, api.Owner) }, do: func() {
				owner.Do(t, "PATCH", user(leaver.ID), map[string]string{"role": "auditor"}).Want(t, 200, "")
			}},
		{id: "block-user", unusual: true, // likewise
			do: func() { send(owner, user(member.ID, "block"), nil, 200) }},
		{id: "block-user", variant: "who made an API key", unusual: true,
			before: func() { maker = owner.Join(t, api.Owner); maker.Program(t, api.Auditor) },
			do:     func() { send(owner, user(maker.ID, "block"), nil, 200) }},
		{id: "unblock-user", do: func() { send(owner, user(member.ID, "unblock"), nil, 200) }},
		{id: "resend-invitation", before: func() { s.Clock.Advance(2 * time.Second) },
			do: func() { send(owner, user(invited.ID, "invitation"), nil, 202) }},
		{id: "view-invitation", do: func() {
			token = s.Token(t, owner.Org, invited.ID)
			s.Browser().Do(t, "GET", "/v1/invitations/"+token, nil).Want(t, 200, "")
		}},
		{id: "accept-invitation", variant: "new person", do: func() {
			s.Browser().Accept(t, token, harness.Password).Want(t, 200, "")
		}},
		{id: "accept-invitation", variant: "known person", do: func() {
			s.Browser().Accept(t, s.Token(t, other.Org, known.ID), harness.Password).Want(t, 200, "")
		}},
		{id: "sign-in", variant: "one organization", do: func() {
			send(harness.Member{Browser: s.Browser()}, "/v1/sessions",
				map[string]string{"email": member.Email, "password": harness.Password}, 200)
		}},
		{id: "accept-invitation", variant: "an Owner's", unusual: true, before: func() {
			token = s.Token(t, owner.Org, owner.Invite(t, api.Owner).ID)
		}, do: func() { s.Browser().Accept(t, token, harness.Password).Want(t, 200, "") }},
		{id: "sign-in", variant: "from a known browser", before: func() {
			known := s.Browser()
			known.SignIn(t, member.Email, harness.Password).Want(t, 200, "")
			known.Do(t, "DELETE", "/v1/sessions/current", nil).Want(t, 204, "")
			browser = known
		}, do: func() { browser.SignIn(t, member.Email, harness.Password).Want(t, 200, "") }},
		{id: "sign-in", variant: "wrong password", do: func() {
			s.Browser().SignIn(t, member.Email, "wrong wrong wrong").Want(t, 401, "invalid_credentials")
		}},
		{id: "request-password-reset", do: func() {
			s.Browser().RequestReset(t, member.Email)
		}},
		{id: "view-password-reset", do: func() {
			s.Browser().Do(t, "GET", "/v1/password-resets/"+s.ResetToken(t, member.Email), nil).Want(t, 200, "")
		}},
		{id: "reset-password", before: func() { token = s.ResetToken(t, member.Email) }, do: func() {
			s.Browser().ResetPassword(t, token, harness.Password).Want(t, 204, "")
		}},
		{id: "reset-password", variant: "which ends the API keys too", before: func() {
			s.Browser().RequestReset(t, member.Email)
			token = s.ResetToken(t, member.Email)
		}, do: func() { resetAndEndKeys(t, s, token) }},
		{id: "reset-password", variant: "which ends the API keys in 40 organizations more", unusual: true, before: func() {
			w := s.Writer(t.Context())
			for range 40 {
				w.Membership(w.User(w.Organization("playground", 10, 1, 1), member.Email, "Grace", "Hopper", api.Owner))
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			s.Browser().RequestReset(t, member.Email)
			token = s.ResetToken(t, member.Email)
		}, do: func() { resetAndEndKeys(t, s, token) }},
		{id: "list-sessions", do: func() { owner.Do(t, "GET", "/v1/me/sessions", nil).Want(t, 200, "") }},
		{id: "list-sign-ins", do: func() { owner.Do(t, "GET", "/v1/me/sign-ins", nil).Want(t, 200, "") }},
		{id: "end-user-sessions", do: func() { owner.Do(t, "DELETE", user(member.ID, "sessions"), nil).Want(t, 204, "") }},
		{id: "change-password", before: func() { changer = other.Join(t, api.Auditor) }, do: func() {
			changer.Do(t, "PUT", "/v1/me/password", harness.Body("change-password")).Want(t, 204, "")
		}},
		{id: "change-password", variant: "wrong password", do: func() {
			changer.Do(t, "PUT", "/v1/me/password", harness.Body("change-password")).Want(t, 401, "invalid_credentials")
		}},
		{id: "end-session", before: func() {
			marked = harness.Into[api.Page[api.Session]](t, changer.Do(t, "GET", "/v1/me/sessions", nil).
				Want(t, 200, "")).Data[0].ID
		}, do: func() { changer.Do(t, "DELETE", "/v1/me/sessions/"+marked, nil).Want(t, 204, "") }},
		{id: "get-factors", do: func() { owner.Do(t, "GET", "/v1/me/factors", nil).Want(t, 200, "") }},
		// Those with an event in every organization also read the memberships.
		{id: "create-totp", before: func() { factored = other.Join(t, api.Auditor) }, do: func() {
			factored.Do(t, "POST", "/v1/me/totp", nil).Want(t, 201, "")
		}},
		{id: "confirm-totp", unusual: true, before: func() { otp = factored.BeginTOTP(t) },
			do: func() { otp.Confirm(t, factored.Browser) }},
		{id: "update-organization", variant: "which demands a second factor", before: func() {
			demanding = s.Found(t, "Demanding")
			demanding.AddTOTP(t)
		}, do: func() { demand(t, demanding, true).Want(t, 200, "") }},
		{id: "update-user", variant: "in an organization that demands a second factor", do: func() {
			demanding.Do(t, "PATCH", demanding.Path("users", demanding.ID), map[string]string{"first_name": "Grete"}).Want(t, 200, "")
		}},
		{id: "create-recovery-codes", unusual: true, do: func() {
			otp.Recovery = harness.Into[api.RecoveryCodes](t, factored.Do(t, "POST", "/v1/me/recovery-codes", nil).
				Want(t, 201, "")).RecoveryCodes
		}},
		{id: "sign-in", variant: "with a second factor", do: func() {
			browser = s.Browser()
			browser.SignIn(t, factored.Email, harness.Password).Want(t, 200, "")
		}},
		{id: "complete-sign-in", variant: "with a one-time code", unusual: true, do: func() {
			browser.Complete(t, "totp", otp.Code(t, 0)).Want(t, 200, "")
		}},
		{id: "prove-session", do: func() { owner.Prove(t, "password", harness.Password).Want(t, 204, "") }},
		{id: "prove-session", variant: "with a recovery code", do: func() {
			factored.Prove(t, "recovery_code", otp.Recovery[0]).Want(t, 204, "")
		}},
		{id: "create-passkey-options", variant: "the first of a person", do: func() {
			owner.PasskeyOptions(t, "/v1/me/passkeys/options")
		}},
		{id: "create-passkey-options", do: func() { options = factored.PasskeyOptions(t, "/v1/me/passkeys/options") }},
		{id: "create-passkey", unusual: true, do: func() {
			passkey = s.NewPasskey(t)
			passkey.ID = harness.Into[api.Passkey](t, factored.Do(t, "POST", "/v1/me/passkeys", map[string]any{
				"name": "Laptop", "credential": passkey.Create(t, options)}).Want(t, 201, "")).ID
		}},
		{id: "update-passkey", do: func() {
			factored.Do(t, "PATCH", "/v1/me/passkeys/"+passkey.ID, map[string]string{"name": "Old"}).Want(t, 200, "")
		}},
		{id: "create-passkey-session-options", do: func() {
			options = factored.PasskeyOptions(t, "/v1/passkey-sessions/options")
		}},
		{id: "create-passkey-session", unusual: true, do: func() {
			s.Browser().Do(t, "POST", "/v1/passkey-sessions", map[string]any{"credential": passkey.Sign(t, options)}).
				Want(t, 200, "")
		}},
		{id: "prove-session", variant: "with a passkey", before: func() {
			options = factored.PasskeyOptions(t, "/v1/passkey-sessions/options")
		}, do: func() { factored.Prove(t, "passkey", passkey.Sign(t, options)).Want(t, 204, "") }},
		{id: "delete-passkey", unusual: true, do: func() {
			factored.Do(t, "DELETE", "/v1/me/passkeys/"+passkey.ID, nil).Want(t, 204, "")
		}},
		{id: "delete-totp", unusual: true, do: func() { factored.Do(t, "DELETE", "/v1/me/totp", nil).Want(t, 204, "") }},
		{id: "get-me", do: func() { owner.Do(t, "GET", "/v1/me", nil).Want(t, 200, "") }},
		{id: "get-authorization", do: func() { owner.Do(t, "GET", owner.Path("authorization"), nil).Want(t, 200, "") }},
		{id: "list-roles", do: func() { owner.Do(t, "GET", "/v1/roles", nil).Want(t, 200, "") }},
		{id: "sign-out", do: func() { leaver.Do(t, "DELETE", "/v1/sessions/current", nil).Want(t, 204, "") }},
		{id: "unblock-user", variant: "an Owner", do: func() { send(owner, user(maker.ID, "unblock"), nil, 200) }},
		{id: "remove-user", variant: "active, who made an API key", unusual: true,
			before: func() { maker.Program(t, api.Auditor) },
			do:     func() { owner.Do(t, "DELETE", user(maker.ID), nil).Want(t, 204, "") }},
		{id: "remove-user", variant: "active", unusual: true, do: func() { owner.Do(t, "DELETE", user(leaver.ID), nil).Want(t, 204, "") }},
		{id: "leave-organization", unusual: true, before: func() { leaver = other.Join(t, api.Auditor) },
			do: func() { leaver.Do(t, "POST", leaver.Path("leave"), nil).Want(t, 204, "") }},
		{id: "leave-organization", variant: "an Owner who made an API key", unusual: true,
			before: func() { leaver = other.Join(t, api.Owner); leaver.Program(t, api.Auditor) },
			do:     func() { leaver.Do(t, "POST", leaver.Path("leave"), nil).Want(t, 204, "") }},
		{id: "restore-organization", before: func() { leaver = s.Found(t, "Acme"); deleteOrganization(t, leaver) },
			do: func() { leaver.Do(t, "POST", leaver.Path("restore"), nil).Want(t, 200, "") }},
		{id: "delete-organization", do: func() { deleteOrganization(t, leaver) }},
		{id: "remove-user", variant: "invited", do: func() {
			other.Do(t, "DELETE", other.Path("users", late.ID), nil).Want(t, 204, "")
		}},
		{id: "list-audit-events", do: func() { owner.Do(t, "GET", owner.Path("audit-events"), nil).Want(t, 200, "") }},
		{id: "list-audit-events", variant: "as CSV", unusual: true, do: func() { // notes the export
			owner.Header.Set("Accept", api.CSV)
			defer owner.Header.Del("Accept")
			owner.Do(t, "GET", owner.Path("audit-events"), nil).Want(t, 200, "")
		}},
		{id: "put-logo", do: func() { owner.PutLogo(t, owner.ID).Want(t, 200, "") }},
		{id: "get-logo", do: func() { owner.Do(t, "GET", user(owner.ID, "logo"), nil).Want(t, 200, "") }},
		{id: "delete-logo", do: func() { owner.Do(t, "DELETE", user(owner.ID, "logo"), nil).Want(t, 204, "") }},
		{id: "create-api-key", do: func() { send(owner, owner.Path("api-keys"), harness.Body("create-api-key"), 201) }},
		{id: "create-api-key", variant: "where all that there may be are stored, and have expired", unusual: true,
			before: func() { keeper = s.Found(t, "Keys"); keeper.FillWithExpiredKeys(t, lifetime) },
			do:     func() { send(keeper, keeper.Path("api-keys"), harness.Body("create-api-key"), 201) }},
		{id: "list-api-keys", unusual: true, do: func() { // then reads whose they are
			owner.Do(t, "GET", owner.Path("api-keys"), nil).Want(t, 200, "")
		}},
		{id: "get-organization", variant: "by a key, first use in the hour", unusual: true,
			before: func() {
				owner.Prove(t, "password", harness.Password).Want(t, 204, "")
				program = owner.Program(t, api.Owner)
			},
			do: func() { program.Do(t, "GET", owner.Path(), nil).Want(t, 200, "") }},
		{id: "get-organization", variant: "by a key", do: func() {
			program.Do(t, "GET", owner.Path(), nil).
				Want(t, 200, "")
		}},
		{id: "get-organization", variant: "by a key made with a key", unusual: true,
			before: func() { child = program.Program(t, api.Owner); child.Do(t, "GET", owner.Path(), nil).Want(t, 200, "") },
			do:     func() { child.Do(t, "GET", owner.Path(), nil).Want(t, 200, "") }},
		{id: "revoke-api-key", do: func() {
			owner.Do(t, "DELETE", owner.Path("api-keys", program.ID), nil).
				Want(t, 204, "")
		}},
		{id: "create-flow", do: func() {
			flow = harness.Into[api.Flow](t, owner.Do(t, "POST", owner.Path("flows"), harness.Body("create-flow")).
				Want(t, 201, "")).ID
		}},
		{id: "list-flows", do: func() { owner.Do(t, "GET", owner.Path("flows"), nil).Want(t, 200, "") }},
		{id: "get-flow", do: func() { owner.Do(t, "GET", owner.Path("flows", flow), nil).Want(t, 200, "") }},
		{id: "update-flow", do: func() {
			owner.Do(t, "PATCH", owner.Path("flows", flow), map[string]string{"status": "published"}).Want(t, 200, "")
		}},
		{id: "delete-flow", do: func() { owner.Do(t, "DELETE", owner.Path("flows", flow), nil).Want(t, 204, "") }},
		{id: "send-mail", variant: "an invitation that TTL has deleted",
			before: func() { invited = owner.Invite(t, api.Auditor) },
			do:     func() { expireDeleted(t, s, owner.Org, invited.ID) }},
		{id: "send-mail", before: func() { invited = owner.Invite(t, api.Auditor) },
			do: func() { deliver(t, s, owner.Org, invited.ID) }},
		{id: "send-mail", variant: "an event of which an Owner is told", unusual: true,
			do: func() { tellOwners(t, s, owner.Org) }},
		{id: "send-mail", variant: "a password reset", unusual: true, before: func() { s.Browser().RequestReset(t, owner.Email) },
			do: func() { deliverReset(t, s, owner.Email) }},
		{id: "seal-trail", variant: "the first batch of an organization", do: func() { sealTrail(t, s, owner.Org) }},
		{id: "seal-trail", do: func() { sealTrail(t, s, owner.Org) }},
		{id: "change-plan", do: func() { changePlan(t, s, owner.Org, "team") }},
		{id: "change-plan", variant: "to the same plan", do: func() { changePlan(t, s, owner.Org, "team") }},
		{id: "change-plan", variant: "to a smaller plan", do: func() { changePlan(t, s, owner.Org, "playground") }},
		{id: "record-delivery", do: func() { recordDelivery(t, s, owner.Org, invited.ID) }},
		{id: "recount-seats", variant: "one of all organizations drifted", before: func() { s.Drift(t, other.Org) },
			do: func() { countSeats(t, s) }},
		{id: "export-person", unusual: true, before: func() { leaver = other.Join(t, api.Auditor) },
			do: func() { leaver.Do(t, "GET", "/v1/me/export", nil).Want(t, 200, "") }},
		{id: "erase-person", variant: "of one organization", unusual: true, before: func() { leaver = ownerWithTraces(t, other) },
			do: func() {
				leaver.Do(t, "DELETE", "/v1/me", map[string]string{"email": leaver.Email}).Want(t, 204, "")
			}},
		{id: "finish-erasures", variant: "of one organization", before: func() { putErasure(t, s, ownerWithTraces(t, other)) },
			do: func() { finishErasures(t, s) }},
		{id: "purge-organizations", variant: "one of one user",
			do: func() {
				purgeAll(t, s)
				s.Clock.Advance(time.Hour)
				purgeAll(t, s)
			}},
		{id: "create-user", variant: "on a full plan of expired invitations", unusual: true,
			before: func() { owner.FillWithExpired(t, lifetime) },
			do:     func() { send(owner, owner.Path("users"), harness.NewUser(api.Auditor), 201) }},
		{id: "resend-invitation", variant: "expired, on a full plan of expired invitations", unusual: true,
			before: func() { owner.FillWithExpired(t, lifetime); marked = withStatus(t, owner, api.Expired) },
			do:     func() { send(owner, user(marked, "invitation"), nil, 202) }},
		{id: "import-users", variant: "1 row on a full plan of expired invitations", unusual: true,
			before: func() { roomy = s.Found(t, "Narrow"); roomy.FillWithExpired(t, lifetime) },
			do:     func() { send(roomy, roomy.Path("users/import"), harness.People(1), 200) }},
		{id: "request-invitation", unusual: true,
			before: func() { token = s.Token(t, roomy.Org, withStatus(t, roomy, api.Expired)) },
			do:     func() { send(harness.Member{Browser: s.Browser()}, "/v1/invitations/"+token+"/request", nil, 202) }},
		{id: "expire-invitations", variant: "one expired", before: func() {
			expire(t, s)
			owner.Invite(t, api.Auditor)
			s.Clock.Advance(lifetime + time.Second)
		}, do: func() { expire(t, s) }},
		{id: "list-users", variant: "100 users", before: func() {
			crowd(t, s, demanding, 300)
			demanding.Do(t, "GET", "/v1/me", nil) // which notes that the session is used
		},
			do: func() { demanding.Do(t, "GET", demanding.Path("users?limit=100"), nil).Want(t, 200, "") }},
		{id: "list-users", variant: "100 without a second factor", unusual: true, do: func() {
			demanding.Do(t, "GET", demanding.Path("users?limit=100&second_factor=false"), nil).Want(t, 200, "")
		}},
	}
}

// crowd writes so many more users of an organization.
func crowd(t *testing.T, s *harness.System, m harness.Member, n int) {
	t.Helper()
	w := s.Writer(t.Context())
	for range n {
		w.User(m.Org, harness.Address("crowd"), "Grace", "Hopper", api.Auditor)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// withStatus finds a user of this status who is still counted as holding a seat where there is one.
func withStatus(t *testing.T, m harness.Member, status api.Status) string {
	t.Helper()
	page := harness.Into[api.Page[api.User]](t, m.Do(t, "GET", m.Path("users?limit=100&status="+string(status)), nil).
		Want(t, 200, ""))
	for _, u := range page.Data {
		if m.System.User(t, m.Org, u.ID).Status == status {
			return u.ID
		}
	}
	t.Fatalf("nobody is stored as %s", status)
	return ""
}

// expire runs the schedule once.
func expire(t *testing.T, s *harness.System) {
	t.Helper()
	if err := app.Expire(s.App)(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
}

// ownerWithTraces has an Owner make an API key and invite another Owner.
func ownerWithTraces(t *testing.T, by harness.Member) harness.Member {
	t.Helper()
	by.SignIn(t, by.Email, harness.Password).Want(t, 200, "")
	owner := by.Join(t, api.Owner)
	owner.Program(t, api.Owner)
	owner.Invite(t, api.Owner)
	return owner
}

// putErasure begins an erasure as if the request had not come further than that.
func putErasure(t *testing.T, s *harness.System, m harness.Member) {
	t.Helper()
	address, err := email.Parse(m.Email)
	if err != nil {
		t.Fatal(err)
	}
	e := store.NewErasure(address.Digest(), api.At(s.Clock.Now()))
	var tx store.Transaction
	tx.Put(e.Key, e, nil)
	tx.Delete(store.IdentityKey(address.Digest()), nil)
	if err := s.Store.Commit(t.Context(), &tx); err != nil {
		t.Fatal(err)
	}
}

func finishErasures(t *testing.T, s *harness.System) {
	t.Helper()
	s.Clock.Advance(time.Hour)
	if err := app.FinishErasures(s.App)(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
}

// purgeAll runs the purge once.
func purgeAll(t *testing.T, s *harness.System) {
	t.Helper()
	if err := app.Purge(s.App)(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
}

// deliver hands a user's invitation to send-mail, as the stream would.
func deliver(t *testing.T, s *harness.System, org, user string) {
	t.Helper()
	u := s.User(t, org, user)
	if err := mailer.New(s.App).SendInvitation(t.Context(), store.NewOpenInvitation(&u)); err != nil {
		t.Fatal(err)
	}
}

// tellOwners hands the event of a key with the role Owner to send-mail, as the stream would.
func tellOwners(t *testing.T, s *harness.System, org string) {
	t.Helper()
	e := audit.Event{Org: org, ID: s.App.IDs().New(id.Event), Action: "api_key.create", Target: audit.Target{ID: "key_1"},
		Changes: []audit.Change{{Field: "role", After: "owner"}}, At: api.At(s.Clock.Now())}
	if err := mailer.New(s.App).SendNotifications(t.Context(), e); err != nil {
		t.Fatal(err)
	}
}

// deliverReset hands an address's password reset to send-mail, as the stream would.
func deliverReset(t *testing.T, s *harness.System, address string) {
	t.Helper()
	r := store.Reset{Key: store.ResetKey(email.Digest(address))}
	if err := s.Store.Load(t.Context(), store.Fetch(r.Key, &r)); err != nil {
		t.Fatal(err)
	}
	if err := mailer.New(s.App).SendReset(t.Context(), r); err != nil {
		t.Fatal(err)
	}
}

// expireDeleted hands a user's invitation to send-mail as if DynamoDB had deleted it by TTL.
func expireDeleted(t *testing.T, s *harness.System, org, user string) {
	t.Helper()
	u := s.User(t, org, user)
	if err := s.App.Organizations().ExpireDeleted(t.Context(), store.NewOpenInvitation(&u)); err != nil {
		t.Fatal(err)
	}
}

// sealTrail seals a batch of one event.
func sealTrail(t *testing.T, s *harness.System, org string) {
	t.Helper()
	event := audit.Event{Org: org, Action: "organization.update", Actor: audit.Actor{Type: "system", ID: "test"}, ID: s.App.IDs().New(id.Event)}
	event.At = api.At(s.Clock.Now())
	record, err := event.Record()
	if err != nil {
		t.Fatal(err)
	}
	item, err := attributevalue.MarshalMap(record)
	if err != nil {
		t.Fatal(err)
	}
	if err := app.SealTrail(s.App)(t.Context(), []store.Item{item}); err != nil {
		t.Fatal(err)
	}
}

func changePlan(t *testing.T, s *harness.System, org, plan string) {
	t.Helper()
	err := app.ChangePlan(s.App)(t.Context(), events.EventBridgeEvent{ID: "test", Source: "usher.billing",
		Time:   s.Clock.Now(),
		Detail: json.RawMessage(`{"organization":"` + org + `","plan":"` + plan + `"}`)})
	if err != nil {
		t.Fatal(err)
	}
}

// recordDelivery tells that a user's invitation was delivered.
func recordDelivery(t *testing.T, s *harness.System, org, user string) {
	t.Helper()
	u := s.User(t, org, user)
	detail := fmt.Sprintf(`{"eventType":"Delivery","mail":{"timestamp":"2026-11-23T12:00:00.000Z","messageId":"m","tags":{"organization":[%q],"user":[%q],"nonce":[%q]}},
		"delivery":{"timestamp":"2026-11-23T12:00:01.000Z","recipients":[%q]}}`, org, user, u.Invitation.Nonce, u.Email)
	err := app.RecordDelivery(s.App)(t.Context(), events.EventBridgeEvent{ID: "test", Source: "aws.ses",
		DetailType: "Email Delivered", Time: s.Clock.Now(), Detail: json.RawMessage(detail)})
	if err != nil {
		t.Fatal(err)
	}
	if s.User(t, org, user).Invitation.Delivery != api.Delivered {
		t.Error("the delivery is not noted")
	}
}

// countSeats runs recount-seats with little time, so that it writes down where it got to, and again to its end.
func countSeats(t *testing.T, s *harness.System) {
	t.Helper()
	counting := s.App.Recount()
	counting.Page = 1
	short, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	first, err := counting.Resume(short)
	if err != nil || first.Whole {
		t.Fatalf("%+v, %v", first, err)
	}
	if err := app.RecountSeats(s.App)(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
}
