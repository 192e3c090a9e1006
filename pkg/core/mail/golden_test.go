package mail_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/brand"
	"usher/pkg/core/mail"
)

var update = flag.Bool("update", false, "write the golden files")

var (
	now     = time.Date(2026, 11, 23, 11, 13, 0, 0, time.UTC)
	expires = time.Date(2026, 11, 30, 11, 13, 0, 0, time.UTC)
)

const link = "https://usher.example.com/invitations/AgEBAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj9AQUJDREVGR0hJSktMTQ"

type renderer interface {
	Render(b brand.Brand) (mail.Message, error)
}

// northstar is a brand that sets everything, with a color that is too light for white text.
func northstar() brand.Brand {
	colors, err := brand.ParseColor("#12b886")
	if err != nil {
		panic(err)
	}
	return brand.Brand{Product: "Northstar & Co", Logo: "/northstar.svg", Colors: colors, Support: "help@northstar.example"}
}

// messages are every message there is, by the name of its golden files.
func messages(locale string) map[string]renderer {
	owner, auditor := api.Roles{}.Get(api.Owner), api.Roles{}.Get(api.Auditor)
	i := mail.Invitation{
		To: "ada@example.com", FirstName: "Ada", Organization: "Analytical Engines", InvitedBy: "Charles Babbage", Role: auditor.Name.In(locale), May: auditor.Description.In(locale),
		ReplyTo: "charles@example.com", Link: link, Locale: locale, ExpiresAt: expires, Now: now,
	}
	first := i
	first.InvitedBy, first.ReplyTo, first.Role, first.May = "", "", owner.Name.In(locale), owner.Description.In(locale)
	long := i
	long.FirstName, long.Organization, long.InvitedBy = strings.Repeat("W", 50), strings.Repeat("Wm", 50), strings.Repeat("M", 101)
	reset := mail.PasswordReset{To: "ada@example.com", Link: strings.ReplaceAll(link, "invitations", "password-resets"), Locale: locale, ExpiresAt: now.Add(time.Hour), Now: now}
	expired := mail.InvitationExpired{To: "ada@example.com", FirstName: "Ada", Organization: "Analytical Engines",
		InvitedBy: "Charles Babbage", Locale: locale, ExpiredAt: now}
	nobody := expired
	nobody.InvitedBy = ""
	all := map[string]renderer{
		"invitation-expired": expired, "invitation-expired-first-owner": nobody, "invitation": i, "invitation-long-names": long, "invitation-first-owner": first, "password-reset": reset,
		"invitation-reminder": mail.InvitationReminder(i),
		"email-change": mail.EmailChange{To: "ada@example.com", Link: strings.ReplaceAll(link, "invitations", "email/change"),
			Locale: locale, ExpiresAt: now.Add(24 * time.Hour), Now: now},
		"email-taken": mail.EmailTaken{To: "ada@example.com", Locale: locale},
		"email-changed": mail.EmailChanged{To: "ada@example.com", New: "lovelace@example.org", Locale: locale,
			Link: strings.ReplaceAll(link, "invitations", "email/restore"), ExpiresAt: now.Add(72 * time.Hour), Now: now},
		"email-restored":   mail.EmailRestored{To: "ada@example.com", Locale: locale, Now: now},
		"password-changed": mail.PasswordChanged{To: "ada@example.com", Locale: locale, Now: now},
	}
	all["new-device"] = mail.NewDevice{To: "ada@example.com", Locale: locale, Now: now, Client: "203.0.113.7",
		Agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"}
	all["new-device-unknown"] = mail.NewDevice{To: "ada@example.com", Locale: locale, Now: now}
	for _, change := range []string{"totp.factor_add", "totp.factor_remove", "passkey.factor_add", "passkey.factor_remove",
		"recovery_codes.factor_add", "factors.reset", "account.erase"} {
		all["factor-"+strings.NewReplacer(".factor", "", "_", "-").Replace(change)] = mail.FactorChanged{
			To: "ada@example.com", Locale: locale, Change: change, Now: now}
	}
	for _, kind := range []string{"invitation_requested", "mail_bounced", "owner_added", "owner_key_created"} {
		all["notice-"+strings.ReplaceAll(kind, "_", "-")] = mail.OwnerNotice{Kind: kind, To: "ada@example.com", FirstName: "Ada",
			Organization: "Analytical Engines", User: "Mary Somerville (mary@example.com)", By: "charles@example.com",
			Link: "https://usher.example.com/see", Profile: "https://usher.example.com/profile", Locale: locale, At: now}
	}
	return all
}

// TestHostileNamesInNotices: names end no paragraph, and are no links.
func TestHostileNamesInNotices(t *testing.T) {
	for _, name := range hostile() {
		n := mail.OwnerNotice{Kind: "owner_added", To: "ada@example.com", FirstName: name, Organization: name, User: name,
			By: "charles@example.com", Link: link, Profile: "https://usher.example.com/profile", At: now}
		m := render(t, n)
		if c := read(t, m.HTML); !slices.Equal(c.links, []string{link, link, help}) {
			t.Errorf("%q: the links are %q", name, c.links)
		}
		n.FirstName, n.Organization, n.User = "Ada", "Acme", "Mary"
		checkText(t, name, m.Text, render(t, n).Text)
		checkSubject(t, name, m.Subject)
	}
}

var locales = []string{"en", "nl"}

func render(t testing.TB, r renderer) mail.Message {
	t.Helper()
	m, err := r.Render(northstar())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestGolden holds every message in every language to its files in testdata; -update writes them.
func TestGolden(t *testing.T) {
	var expected []string
	for _, locale := range locales {
		for name, r := range messages(locale) {
			t.Run(name+"."+locale, func(t *testing.T) {
				m := render(t, r)
				golden(t, name+"."+locale+".txt", "To: "+m.To+"\nReply-To: "+m.ReplyTo+"\nSubject: "+m.Subject+"\nKind: "+m.Kind+"\n\n"+m.Text)
				golden(t, name+"."+locale+".html", m.HTML)
			})
			expected = append(expected, name+"."+locale+".html", name+"."+locale+".txt")
		}
	}
	checkFiles(t, expected)
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil { //nolint:gosec // for anybody to read
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; look at it and run the test with -update if it is right:\n%s", path, got)
	}
}

// checkFiles fails where testdata holds other files than are compared, or none.
func checkFiles(t *testing.T, expected []string) {
	t.Helper()
	files, err := filepath.Glob("testdata/*.*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for i, path := range files {
		files[i] = filepath.Base(path)
	}
	if slices.Sort(expected); !slices.Equal(files, expected) {
		t.Errorf("testdata holds %v\nwant %v", files, expected)
	}
}

func TestAnUnknownLocaleIsEnglish(t *testing.T) {
	for _, locale := range []string{"", "de", "EN", "nl-BE", "../en"} {
		for name, r := range messages(locale) {
			if got, want := render(t, r), render(t, messages("en")[name]); got.HTML != want.HTML || got.Text != want.Text || got.Subject != want.Subject {
				t.Errorf("%s in %q: %q", name, locale, got.Subject)
			}
		}
	}
}
