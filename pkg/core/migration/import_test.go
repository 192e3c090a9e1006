package migration_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/core/migration"
	"usher/pkg/lib/email"
	"usher/pkg/lib/password"
	"usher/pkg/store"
	"usher/test/client"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// The password of the hash is U*U.
const hash = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"

func operator(s *harness.System) *migration.Import {
	return &migration.Import{Table: s.App.Table(), Guard: s.App.Guard(), IDs: s.App.IDs(), Now: s.App.Now,
		Plans: s.App.Config.Plans, By: audit.Actor{Type: "operator", ID: "test"}, NoPassword: password.Hasher{}.Decoy()}
}

// run imports lines until one cannot be, and returns the results' statuses.
func run(t *testing.T, i *migration.Import, lines ...string) (statuses string, err error) {
	t.Helper()
	for row, err := range migration.Rows(strings.NewReader(strings.Join(lines, "\n")), api.Roles{}) {
		if err != nil {
			t.Fatal(err)
		}
		r, err := i.Row(t.Context(), row)
		if err != nil {
			return statuses, err
		}
		statuses += r.Status + " "
	}
	return statuses, nil
}

func line(name, org, role string) string {
	return `{"type":"person","email":"` + name + `@import.example","first_name":"` + name + `","password_hash":"` + hash +
		`","organization":"` + org + `","role":"` + role + `"}`
}

func stored(t *testing.T, s *harness.System, address string) (identity store.Identity) {
	t.Helper()
	parsed, err := email.Parse(address)
	if err == nil {
		err = s.App.Table().Load(t.Context(), store.Fetch(store.IdentityKey(parsed.Digest()), &identity))
	}
	if err != nil {
		t.Fatal(err)
	}
	return identity
}

// TestFirstSignInsAtOnce has a person sign in from several browsers at once: the hash is renewed once, and all get in.
func TestFirstSignInsAtOnce(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	if got, err := run(t, operator(s), line("ada", owner.Org, "auditor")); err != nil || got != "created " {
		t.Fatal(got, err)
	}
	answers := harness.Together(8, func(int) (client.Answer, error) {
		return s.Browser().Try("POST", "/v1/sessions", map[string]string{"email": "ada@import.example", "password": "U*U"})
	})
	if answers["200"] != 8 {
		t.Errorf("%v", answers)
	}
	if got := stored(t, s, "ada@import.example"); !strings.HasPrefix(got.PasswordHash, "$argon2id$") || got.Sessions != 8 || got.Generation != 0 {
		t.Errorf("%+v", got)
	}
	s.Browser().SignIn(t, "ada@import.example", "U*V").Want(t, 401, "invalid_credentials")
}

// TestAcceptingRenews has a person without an organization accept an invitation with the password from elsewhere.
func TestAcceptingRenews(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	if got, err := run(t, operator(s), `{"type":"person","email":"grace@import.example","password_hash":"`+hash+`"}`); err != nil || got != "created " {
		t.Fatal(got, err)
	}
	token := s.Token(t, owner.Org, owner.InviteAddress(t, "grace@import.example", "auditor").ID)
	s.Browser().Accept(t, token, harness.Password).Want(t, 401, "invalid_credentials")
	if got := stored(t, s, "grace@import.example"); got.PasswordHash != hash {
		t.Errorf("a wrong password renewed the hash: %s", got.PasswordHash)
	}
	s.Browser().Accept(t, token, "U*U").Want(t, 200, "")
	if got := stored(t, s, "grace@import.example"); !strings.HasPrefix(got.PasswordHash, "$argon2id$") {
		t.Errorf("the hash is %s", got.PasswordHash)
	}
	s.Browser().SignIn(t, "grace@import.example", "U*U").Want(t, 200, "")
}

// TestInterruptedImportsGoOn has the table fail before each line in turn, and repeats the whole import.
func TestInterruptedImportsGoOn(t *testing.T) {
	t.Parallel()
	faults := 0
	s := harness.New(t, harness.Fault("TransactWriteItems", &faults, errors.New("broken")))
	lines := []string{`{"type":"organization","id":"acme","name":"Acme"}`, line("ada", "acme", "owner"), line("grace", "acme", "auditor")}
	want := ""
	for n := range lines {
		if got, err := run(t, operator(s), lines[:n]...); err != nil || got != want {
			t.Errorf("up to %d: %s %v, want %s", n, got, err, want)
		}
		faults = 1
		if got, err := run(t, operator(s), lines...); err == nil || faults != 0 || got != strings.Repeat("exists ", n) {
			t.Errorf("broken at %d: %s %v", n, got, err)
		}
		want = strings.Repeat("exists ", n) + "created "
	}
	if got, err := run(t, operator(s), lines...); err != nil || got != want {
		t.Fatal(got, err)
	}
	b := s.Browser()
	b.SignIn(t, "ada@import.example", "U*U").Want(t, 200, "")
	owner := harness.Member{Browser: b, Org: migration.OrganizationID("acme")}
	if seats := owner.Recount(t); seats.Used != 2 {
		t.Errorf("%+v", seats)
	}
}

// TestClosedOrganizationsAreLeft: nothing is imported into an organization that is suspended, planned or not.
func TestClosedOrganizationsAreLeft(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	i := operator(s)
	if err := s.App.Organizations().Suspend(t.Context(), owner.Org, i.By); err != nil {
		t.Fatal(err)
	}
	before := s.Contents(t)
	for _, i.DryRun = range []bool{true, false} {
		if got, err := run(t, i, line("ada", owner.Org, "auditor")); err != nil || got != "suspended " {
			t.Errorf("%v: %s %v", i.DryRun, got, err)
		}
	}
	s.Unchanged(t, before)
}

// TestKeptAddresses imports the address that somebody had until a moment ago: it is kept for them.
func TestKeptAddresses(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	person := `{"type":"person","email":"` + owner.Email + `","password_hash":"` + hash + `"}`
	owner.ChangeEmail(t, harness.Address("new"))
	if got, err := run(t, operator(s), person); err != nil || got != "email_taken " {
		t.Error(got, err)
	}
	s.Clock.Advance(73 * time.Hour)
	if got, err := run(t, operator(s), person); err != nil || got != "created " {
		t.Error(got, err)
	}
}
