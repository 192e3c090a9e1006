package main

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"usher/pkg/core/account"
	"usher/pkg/core/migration"
	"usher/pkg/core/migration/export"
	"usher/pkg/lib/email"
	"usher/test/client"
	"usher/test/harness"
	"usher/test/localtest"
)

// operatorOf has commands work on the system's table.
func operatorOf(t *testing.T, s *harness.System) {
	t.Helper()
	for name, value := range map[string]string{"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
		"AWS_ENDPOINT_URL_DYNAMODB": localtest.Database(t), "USHER_TABLE": s.Table, "USHER_PLANS": "playground=10,pair=2"} {
		t.Setenv(name, value)
	}
}

// imported runs the import of a text, and returns what it said, its report and its error.
func imported(t *testing.T, text string, args ...string) (said string, report []migration.Result, err error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "accounts.jsonl")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err = run(t.Context(), append([]string{"accounts", "import", "--file", file}, args...), &out)
	written, readErr := os.ReadFile(file + ".report")
	if readErr != nil {
		t.Fatal(readErr)
	}
	for line := range bytes.Lines(written) {
		var r migration.Result
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		report = append(report, r)
	}
	return out.String(), report, err
}

// statuses are those of a report, with what became of the account.
func statuses(report []migration.Result) string {
	var all []string
	for _, r := range report {
		all = append(all, strings.Trim(r.Status+" "+r.Account+" "+r.Password, " "))
	}
	return strings.Join(all, ", ")
}

// TestPeopleComeFromOtherSoftware takes the made-up export of each product all the way: converted, tried, imported,
// imported again, and signed in with the password from there. The export's own passwords are those of the hashes'
// published examples.
func TestPeopleComeFromOtherSoftware(t *testing.T) {
	passwords := map[string]string{"auth0": "U*U", "clerk": "U*U", "django": "Zoë mind the gap", "better-auth": "lètmein ﬁ",
		"firebase": "user1password", "cognito": ""}
	for _, product := range export.Products() {
		t.Run(product, func(t *testing.T) {
			s := harness.New(t)
			operatorOf(t, s)
			const folder = "../../pkg/core/migration/export/testdata/"
			files, _ := filepath.Glob(folder + product + ".[jc]s*")
			args := []string{"accounts", "convert", "--from", product, "--file", files[0], "--firebase-parameters", folder + "firebase.txt",
				"--roles", "org:admin=owner,org:member=auditor,admin=owner,member=auditor"}
			if members := folder + product + ".members.csv"; product != "better-auth" {
				args = append(args, "--members", members)
			}
			var converted bytes.Buffer
			if err := run(t.Context(), args, &converted); err != nil {
				t.Fatal(err)
			}
			before := s.Contents(t)
			said, planned, err := imported(t, converted.String())
			if err != nil || !strings.Contains(said, "nothing was changed") {
				t.Fatalf("%v: %s", err, said)
			}
			s.Unchanged(t, before)
			_, done, err := imported(t, converted.String(), "--apply")
			if err != nil || statuses(done) != statuses(planned) {
				t.Fatalf("%v: %s, and %s was planned", err, statuses(done), statuses(planned))
			}
			before = s.Contents(t)
			if _, again, err := imported(t, converted.String(), "--apply"); err != nil || strings.Contains(statuses(again), "created") {
				t.Errorf("again: %v: %s", err, statuses(again))
			}
			s.Unchanged(t, before)
			arrive(t, s, "ada@"+product+".example", passwords[product], done[0].Organization)
		})
	}
}

// arrive signs a person in with the password that they had elsewhere, whose hash is renewed by that; who brought none
// sets one by the mail that they ask for.
func arrive(t *testing.T, s *harness.System, address, pass, org string) {
	t.Helper()
	b := s.Browser()
	if pass == "" {
		b.SignIn(t, address, "whatever it was").Want(t, 401, "invalid_credentials")
		b.RequestReset(t, address)
		b.ResetPassword(t, s.ResetToken(t, address), harness.Password).Want(t, 204, "")
		pass = harness.Password
	}
	b.SignIn(t, address, pass+".").Want(t, 401, "invalid_credentials")
	for range 2 {
		b.SignIn(t, address, pass).Want(t, 200, "")
		if hash := hashOf(t, s, address); !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
			t.Errorf("the hash is %s", hash)
		}
	}
	owner := harness.Member{Browser: b, Org: org}
	if events := owner.Events(t, url.Values{"action": {"user.import"}}); len(events) == 0 || events[0].Actor.Type != "operator" {
		t.Errorf("events %+v", events)
	}
	owner.Recount(t)
}

func hashOf(t *testing.T, s *harness.System, address string) string {
	t.Helper()
	parsed, err := email.Parse(address)
	p := &account.Person{Digest: parsed.Digest()}
	if err == nil {
		err = s.App.Table().Load(t.Context(), p.Fetch())
	}
	if err != nil {
		t.Fatal(err)
	}
	return p.Identity.PasswordHash
}

const bcryptOfUU = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"

// TestAccountsImport: seats end, accounts that are there stay as they are, and each line that cannot be imported says why.
func TestAccountsImport(t *testing.T) {
	s := harness.New(t)
	box := s.FollowMail(t)
	operatorOf(t, s)
	owner := s.Found(t, "Other")
	invited := owner.Invite(t, "auditor")
	text := `{"type":"organization","id":"acme","name":"Acme","plan":"pair"}
{"type":"person","email":"one@import.example","first_name":"One","password_hash":"` + bcryptOfUU + `","organization":"acme","role":"owner"}

{"type":"person","email":"one@import.example","first_name":"One","password_hash":"` + bcryptOfUU + `","organization":"` + owner.Org + `","role":"auditor"}
{"type":"person","email":"` + owner.Email + `","first_name":"Ada","password_hash":"` + bcryptOfUU + `","organization":"acme","role":"auditor","status":"blocked"}
{"type":"person","email":"two@import.example","first_name":"Two","organization":"acme","role":"auditor"}
{"type":"person","email":"` + invited.Email + `","first_name":"In","organization":"` + owner.Org + `","role":"owner"}
{"type":"person","email":"alone@import.example","password_hash":"` + bcryptOfUU + `","email_verified":false}
{"type":"person","email":"nobody@import.example","first_name":"No","organization":"elsewhere","role":"owner"}
{"type":"person","email":"not an address","first_name":"No","organization":"acme","role":"king","password_hash":"$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"}
{"type":"organization","id":"empty","name":"Empty"}
{"type":"organization","id":"gold","name":"Gold","plan":"gold"}
{"type":"sheep"}
oops
`
	want := "created, created created imported, created exists, created exists, seat_limit_reached, exists, created created unverified, " +
		"not_found, invalid, created, invalid_request, invalid, invalid"
	hash := hashOf(t, s, owner.Email)
	for _, args := range [][]string{nil, {"--apply"}} {
		said, report, err := imported(t, text, args...)
		if err == nil || !strings.Contains(err.Error(), "6 lines were refused") || statuses(report) != want {
			t.Errorf("%v: %v: %s", args, err, statuses(report))
		}
		if !strings.Contains(said, "empty (org_") || strings.Contains(said, "acme") || strings.Contains(said, "$2b$") {
			t.Errorf("%v: %s", args, said)
		}
		fields := ""
		for _, f := range report[8].Errors {
			fields += f.Field + " "
		}
		if fields != "email password_hash role " || report[5].User != invited.ID || report[3].Line != 5 {
			t.Errorf("%v: %s%+v", args, fields, report)
		}
	}
	if hashOf(t, s, owner.Email) != hash || hashOf(t, s, "alone@import.example") == bcryptOfUU {
		t.Error("a hash was taken that must not be")
	}
	harness.AwaitMail(t, box, owner.Invite(t, "auditor").Email, harness.InvitationLink, 1) // behind all that the import wrote
	for _, address := range []string{"one@import.example", "alone@import.example"} {
		if mails := box.Mails(t, address); len(mails) != 0 {
			t.Errorf("mails to %s: %v", address, mails)
		}
	}
	owner.Recount(t)
	b := s.Browser()
	b.SignIn(t, "one@import.example", "U*U").Want(t, 200, "")
	b.Do(t, "GET", client.Organization(owner.Org), nil).Want(t, 200, "")
	b.Do(t, "DELETE", client.Organization(migration.OrganizationID("acme"), "users", "me"), nil).Want(t, 404, "not_found")
}
