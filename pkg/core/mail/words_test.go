package mail_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"usher/pkg/api"
	"usher/pkg/core/mail"
)

// until is how an invitation words the time that is left, without the moment.
func until(t testing.TB, locale string, left time.Duration) string {
	t.Helper()
	m := render(t, mail.Invitation{Locale: locale, Now: now, ExpiresAt: now.Add(left)})
	found := deadline().FindStringSubmatch(strings.Join(strings.Fields(m.Text), " "))
	if found == nil {
		t.Fatalf("no words in %s", m.Text)
	}
	return found[1]
}

func deadline() *regexp.Regexp {
	return regexp.MustCompile(`(?:The link expires|De link verloopt) ([^,]*), (?:on|op) (\w+ \d+ \w+, \d\d:\d\d UTC)\.`)
}

func TestUntil(t *testing.T) {
	const day = 24 * time.Hour
	tests := []struct {
		left   time.Duration
		en, nl string
	}{
		{-day, "in 1 second", "over 1 seconde"},
		{0, "in 1 second", "over 1 seconde"},
		{400 * time.Millisecond, "in 1 second", "over 1 seconde"},
		{time.Second, "in 1 second", "over 1 seconde"},
		{1499 * time.Millisecond, "in 1 second", "over 1 seconde"},
		{1500 * time.Millisecond, "in 2 seconds", "over 2 seconden"},
		{8 * time.Second, "in 8 seconds", "over 8 seconden"},
		{time.Minute, "in 60 seconds", "over 60 seconden"},
		{119 * time.Second, "in 119 seconds", "over 119 seconden"},
		{2*time.Minute - time.Millisecond, "in 2 minutes", "over 2 minuten"},
		{2 * time.Minute, "in 2 minutes", "over 2 minuten"},
		{150 * time.Second, "in 3 minutes", "over 3 minuten"},
		{15 * time.Minute, "in 15 minutes", "over 15 minuten"},
		{time.Hour, "in 60 minutes", "over 60 minuten"},
		{2*time.Hour - time.Second, "in 120 minutes", "over 120 minuten"},
		{2 * time.Hour, "in 2 hours", "over 2 uur"},
		{12*time.Hour - time.Minute, "in 12 hours", "over 12 uur"},
		{day, "in 24 hours", "over 24 uur"},
		{2*day - time.Second, "in 48 hours", "over 48 uur"},
		{2 * day, "in 2 days", "over 2 dagen"},
		{7*day - 2*time.Second, "in 7 days", "over 7 dagen"},
		{7 * day, "in 7 days", "over 7 dagen"},
		{30 * day, "in 30 days", "over 30 dagen"},
	}
	for _, tt := range tests {
		t.Run(tt.left.String(), func(t *testing.T) {
			if en, nl := until(t, "en", tt.left), until(t, "nl", tt.left); en != tt.en || nl != tt.nl {
				t.Errorf("%q, %q; want %q, %q", en, nl, tt.en, tt.nl)
			}
		})
	}
}

// said is the time that English words say.
func said(t *rapid.T, words string) (d, unit time.Duration) {
	var n int
	var name string
	if _, err := fmt.Sscanf(words, "in %d %s", &n, &name); err != nil {
		t.Fatalf("%q: %v", words, err)
	}
	units := map[string]time.Duration{"second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}
	if unit = units[strings.TrimSuffix(name, "s")]; unit == 0 || (n == 1) == strings.HasSuffix(name, "s") {
		t.Fatalf("%q", words)
	}
	return time.Duration(n) * unit, unit
}

func TestUntilIsTrue(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		left := time.Duration(rapid.Int64Range(int64(time.Second), int64(30*24*time.Hour)).Draw(r, "left"))
		more := left + time.Duration(rapid.Int64Range(0, int64(24*time.Hour)).Draw(r, "more"))
		d, unit := said(r, until(t, "en", left))
		if (d-left).Abs() > unit/2+time.Second/2 || unit > left+time.Second {
			r.Fatalf("%s is called %s", left, d)
		}
		if later, _ := said(r, until(t, "en", more)); later < d {
			r.Fatalf("%s is called %s, but %s only %s", left, d, more, later)
		}
	})
}

func TestMomentsAreInUTC(t *testing.T) {
	tests := []struct {
		at     time.Time
		en, nl string
	}{
		{time.Date(2026, 11, 30, 12, 13, 59, 0, time.FixedZone("CET", 3600)), "Monday 30 November 2026 at 11:13 UTC", "maandag 30 november 2026 om 11:13 UTC"},
		{time.Date(2027, 1, 1, 0, 5, 0, 0, time.FixedZone("CET", 3600)), "Thursday 31 December 2026 at 23:05 UTC", "donderdag 31 december 2026 om 23:05 UTC"},
		{time.Date(2028, 2, 29, 0, 0, 0, 0, time.UTC), "Tuesday 29 February 2028 at 00:00 UTC", "dinsdag 29 februari 2028 om 00:00 UTC"},
	}
	for _, tt := range tests {
		for locale, want := range map[string]string{"en": tt.en, "nl": tt.nl} {
			m := render(t, mail.PasswordChanged{Locale: locale, Now: tt.at})
			if text := strings.Join(strings.Fields(m.Text), " "); !strings.Contains(text, want) {
				t.Errorf("%s is not in %s", want, text)
			}
		}
	}
}

// TestDeadlines says when a link expires as people of the language write it.
func TestDeadlines(t *testing.T) {
	at := time.Date(2026, 12, 4, 14, 16, 0, 0, time.FixedZone("CET", 3600))
	for locale, want := range map[string]string{
		"en": "The link expires in 7 days, on Friday 4 December, 13:16 UTC.", "nl": "De link verloopt over 7 dagen, op vrijdag 4 december, 13:16 UTC.",
	} {
		m := render(t, mail.Invitation{Locale: locale, Now: at.AddDate(0, 0, -7), ExpiresAt: at})
		if text := strings.Join(strings.Fields(m.Text), " "); !strings.Contains(text, want) {
			t.Errorf("%s is not in %s", want, text)
		}
	}
}

// TestEveryDayAndMonthHasItsName compares with what the standard library calls them, and Dutch with a list.
func TestEveryDayAndMonthHasItsName(t *testing.T) {
	months := strings.Fields("januari februari maart april mei juni juli augustus september oktober november december")
	days := strings.Fields("zondag maandag dinsdag woensdag donderdag vrijdag zaterdag")
	for i := range 365 {
		at := now.AddDate(0, 0, i)
		en := strings.Join(strings.Fields(render(t, mail.PasswordChanged{Locale: "en", Now: at}).Text), " ")
		nl := strings.Join(strings.Fields(render(t, mail.PasswordChanged{Locale: "nl", Now: at}).Text), " ")
		dutch := fmt.Sprintf("%s %d %s %d om 11:13 UTC", days[at.Weekday()], at.Day(), months[at.Month()-1], at.Year())
		if !strings.Contains(en, at.Format("Monday 2 January 2006 at 15:04 UTC")) || !strings.Contains(nl, dutch) {
			t.Fatalf("%s:\n%s\n%s", at, en, nl)
		}
	}
}

func TestRolesAreNamed(t *testing.T) {
	roles, err := api.NewRoles([]api.RoleSpec{{ID: "bookkeeper", Name: api.Text{EN: "Bookkeeper", NL: "Boekhouder"},
		Description: api.Text{EN: "can see invoices", NL: "kan facturen zien"}, Permissions: []api.Permission{"invoices:read"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ role, locale, want string }{
		{"owner", "en", "Owner"}, {"auditor", "en", "Auditor"}, {"owner", "nl", "Eigenaar"}, {"auditor", "nl", "Auditor"}, {"king", "en", "king"}, {"bookkeeper", "nl", "Boekhouder"},
	} {
		role := roles.Get(api.Role(tt.role))
		if m := render(t, mail.Invitation{Role: role.Name.In(tt.locale), May: role.Description.In(tt.locale), Locale: tt.locale}); !strings.Contains(m.Text, " "+tt.want+":") {
			t.Errorf("%q in %s: %s", tt.role, tt.locale, m.Text)
		}
	}
}
