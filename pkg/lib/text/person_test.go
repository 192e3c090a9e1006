package text_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"usher/pkg/lib/invalid"
	"usher/pkg/lib/text"
)

const maxPerson = 60

func TestPerson(t *testing.T) {
	for _, name := range slices.Concat(
		strings.Split("Ada|田中|Ng|Ho|Li|O|Æ|Anne-Marie|Jean-Luc|María José|Nguyễn|Ólafsdóttir|Ó Súilleabháin|Nic Dhonnchadha", "|"),
		strings.Split("O'Neill|O’Neill|d'Arc|’t Hart|'t Hart|Nuñez y Pérez|da Silva e Souza|Mac Giolla Bhríde|Ngũgĩ wa Thiong’o", "|"),
		strings.Split("St. John|St.John|J. R. R. Tolkien|J.R.R.|J.de Vries|v.d.Berg|v.d. Berg|v/d Berg|de Vries|A.|Wm. Smith", "|"),
		strings.Split("Müller-Lüdenscheidt|von und zu Guttenberg|X Æ A-12|Smith III|King, Jr.|House, M.D.|Sr.|S:t Clair|!Naruseb", "|"),
		strings.Split("عبد الله|محمد بن سلمان|דוד בן-גוריון|Мария-Луиза|Щерба’к|श्रीमती|สมชาย ใจดี|박 지성|李小龍|カール・マルクス|Li·dia|ኃይለ ሥላሴ|ᐊᓇᓇ", "|"),
		strings.Split("Uvuvwevwevwe Onyetenyevwe Ugwemubwem Ossas|Alhaji Dr. Ibrahim|S. Ramanujan|S/O Ramanathan|binti Mohd.|Ma. Theresa", "|"),
		strings.Split("Dr. Ada|Capt. Ada|Prof. Dr. Ir. Ada|M.Sc. Ada|B.Com.|Dipl.Ing/MBA|Dipl.-Ing. Ada|Dr.Ing.|Dr.med. Ada|Univ.Prof.Dr.med.", "|"),
		strings.Split("v.d.Berg/Jansen|Jansen/de Vries|Garcia/Lopez|Dr.Ir.|prof.dr.sc.|B.Tech/MBA|M.Com/LL.B|Mag.art.|Ing.|Ph.D./M.D.", "|"),
		strings.Split("Kaʻiulani|Keihanaikukauakahihuliheekahaunaele|Ŀl|ǃxóõ|ǂKx’ao|Nǀuu|Ḥusayn|Đặng|Łódź|Þór|Ðorđe|Ⅲ|e̍k|ā", "|"),
		strings.Split("J/P|Null|Test|True|Van|Del|De|'Abd al-Raḥmān|al-Ḫwārizmī|Ibn Sīnā|bin|Jean–Luc|Anna (Ann)|“Buzz”|A & B", "|"),
	) {
		if got, err := text.Person(name, maxPerson); err != nil || got != name {
			t.Errorf("Person(%q) = %q, %v", name, got, err)
		}
	}
}

func TestPersonRefuses(t *testing.T) {
	for code, names := range map[invalid.Code][]string{
		invalid.WebAddress: {
			"evil-bank.com", "EVIL-BANK.COM", "evil-bank.com.", "(evil-bank.com)", "Ann, sign in at evil-bank.com",
			"evil.co.uk", "пример.рф", "bücher.example.de", "evil。com", "evil-bank.github.io", "go:evil-bank.com", "www.evil",
			"http://x", "evil.com/Jansen", "Jansen/evil.com", "Jansen/evil.com/x", "x.com/evil", "t.me/evil", "dr.com", "evil.ing",
			"dipl.ing.evil.com", "dipling.com/MBA",
		},
		invalid.Sentence: {
			"your account is locked: sign in", "your account is locked. Sign in", "Win now!", "Win now!!!", "Really?",
			"Hello; call us", "Wait...", "Wait…", "Ann, you have won a prize", "Ann, you, won", "¡Hola", "中奖了！", "中奖了。点击",
		},
		invalid.Amount:          {"WIN €1000", "Get $50"},
		invalid.TelephoneNumber: {"Call 0800 123 4567", "call +1-800-555-0199"},
		invalid.AddressAsName:   {"eve@evil.com", "eve@v.d.berg", "Ann eve@evil.com"},
		invalid.TooLong:         {strings.Repeat("x", maxPerson+1)},
	} {
		for _, name := range names {
			bad, _ := errors.AsType[*invalid.Error](second(text.Person(name, maxPerson)))
			if bad == nil || bad.Code != code {
				t.Errorf("Person(%q): %v, want %s", name, bad, code)
			}
		}
	}
}

func second(_ string, err error) error { return err }

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
