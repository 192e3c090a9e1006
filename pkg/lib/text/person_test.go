package text_test

import (
	"errors"
	"strings"
	"testing"

	"usher/pkg/lib/invalid"
	"usher/pkg/lib/text"
)

const maxPerson = 60

func TestPerson(t *testing.T) {
	for _, name := range []string{
		"St. John", "St.John", "J. R. R. Tolkien", "J.R.R.", "Jean-Luc", "O'Neill", "O’Neill", "田中", "v.d.Berg", "v.d. Berg",
		"de Vries", "J.de Vries", "María José", "Nguyễn", "Dr. Ada", "Prof. Dr. Ir. Ada", "Ng", "X Æ A-12",
		"Müller-Lüdenscheidt", "A.", "Sr.", "King, Jr.", "House, M.D.", "Capt. Ada", "S:t Clair", "!Naruseb", "B.Com.",
		"عبد الله", "Мария-Луиза", "श्रीमती", "Ó Súilleabháin", "Smith III", "Alhaji Dr. Ibrahim", "Ho", "'t Hart",
		"M.Sc. Ada", "Wm. Smith", "Li·dia", "Uvuvwevwevwe Onyetenyevwe Ugwemubwem Ossas",
	} {
		if got, err := text.Person(name, maxPerson); err != nil || got != name {
			t.Errorf("Person(%q) = %q, %v", name, got, err)
		}
	}
}

func TestPersonRefuses(t *testing.T) {
	for _, name := range []string{
		"evil-bank.com", "EVIL-BANK.COM", "evil-bank.com.", "(evil-bank.com)", "Ann, sign in at evil-bank.com",
		"evil.co.uk", "пример.рф", "bücher.example.de", "evil。com", "evil-bank.github.io", "go:evil-bank.com",
		"your account is locked: sign in", "your account is locked. Sign in", "Win now!", "Win now!!!", "Really?",
		"Hello; call us", "Wait...", "Wait…", "Ann, you have won a prize", "Ann, you, won", "¡Hola", "中奖了！", "中奖了。点击",
		"WIN €1000", "Get $50", "Call 0800 123 4567", "call +1-800-555-0199", "www.evil", "http://x", "eve@evil.com",
	} {
		var bad *invalid.Error
		if got, err := text.Person(name, maxPerson); !errors.As(err, &bad) || bad.Code != invalid.Characters || got != "" {
			t.Errorf("Person(%q) = %q, %v", name, got, err)
		}
	}
	if _, err := text.Person(strings.Repeat("x", maxPerson+1), maxPerson); err == nil {
		t.Error("61 characters are a name")
	}
}

func TestOrganization(t *testing.T) {
	for _, name := range []string{
		"Acme", "Booking.com", "Booking.com BV", "Amazon.com, Inc.", "Amazon.com Services LLC", "Ver.iD", "Yahoo! Inc.",
		"Warner Bros. Discovery", "St. Jude Children's Research Hospital", "Nat'l Assoc. of Realtors", "Dr. Oetker",
		"S.p.A. Ferrari", "Müller & Söhne GmbH & Co. KG", "中国工商银行", "3M", "7-Eleven, Inc.", "A: B / C // D", "Acme, renamed.",
		"Vereniging van Nederlandse Gemeenten en de Stichting Onderwijs van Groot Amsterdam, afdeling Noord",
	} {
		if got, err := text.Organization(name, 100); err != nil || got != name {
			t.Errorf("Organization(%q) = %q, %v", name, got, err)
		}
	}
	for _, name := range []string{
		"Free prizes at evil-bank.com", "evil-bank.com gives you a free prize", "evil.com evil.net", "evil-bank.com!",
		"evil-bank.com: sign in", "Your account is suspended. Sign in", "WIN!!! Now", "https://evil.com",
	} {
		if got, err := text.Organization(name, 100); err == nil {
			t.Errorf("Organization(%q) = %q", name, got)
		}
	}
}
