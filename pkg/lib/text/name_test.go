package text_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"usher/pkg/lib/invalid"
	"usher/pkg/lib/text"
)

func TestName(t *testing.T) {
	tests := []struct{ name, typed, want string }{
		{"plain", "Ada", "Ada"},
		{"trimmed", "  Ada ", "Ada"},
		{"inner space", "Ada   King\u00a0\u2003Byron", "Ada King Byron"},
		{"composed", "Zoe\u0308", "Zo\u00eb"},
		{"an apostrophe", "O’Neill-d'Arc", "O’Neill-d'Arc"},
		{"other scripts", "Ἀριστοτέλης 李小龍 محمد", "Ἀριστοτέλης 李小龍 محمد"},
		{"vowel marks", "עִבְרִית Nguyễn", "עִבְרִית Nguyễn"},
		{"a line break at the end, from the clipboard", "Ada\n", "Ada"},
		{"a formula only to a spreadsheet", "=1+1", "=1+1"},
		{"a variant of a Han character", "\u845b\U000E0100飾", "\u845b\U000E0100飾"},
		{"a script that needs a joiner", "श्री\u200dमती", "श्री\u200dमती"},
		{"a script that needs a non-joiner", "می\u200cخواهم", "می\u200cخواهم"},
		{"an emoji that needs joiners", "👩\u200d💻", "👩\u200d💻"},
		{"an emoji with a variation selector", "❤\ufe0f Labs", "❤\ufe0f Labs"},
		{"markup is text", "<b>Ada</b> & Co", "<b>Ada</b> & Co"},
		{"a company with a dot", "Ver.iD", "Ver.iD"},
		{"a company named like its site", "Booking.com", "Booking.com"},
		{"initials", "J.R.R.", "J.R.R."},
		{"marks that were copied along", "\u202a\ufeff Ada\u00a0\u200b\u202c", "Ada"},
		{"an isolate that was copied along", "\u2068\u200f\u200eAda\u2069\u2060", "Ada"},
		{"names with slashes and dots", "v.d.Berg/Jansen Dipl.Ing/MBA", "v.d.Berg/Jansen Dipl.Ing/MBA"},
		{"a host and nothing behind the slash", "Booking.com/", "Booking.com/"},
		{"a colon and slashes apart", "A: B / C // D", "A: B / C // D"},
		{"a name that only starts like a site", "www Wong", "www Wong"},
		{"as long as may be", strings.Repeat("x", 10), strings.Repeat("x", 10)},
		{"characters, not bytes, are counted", strings.Repeat("李", 10), strings.Repeat("李", 10)},
		{"counted after it was collapsed", "  a" + strings.Repeat(" ", 20) + "b  ", "a b"},
		{"counted after it was composed", strings.Repeat("e\u0301", 10), strings.Repeat("é", 10)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			limit := max(10, utf8.RuneCountInString(tt.want))
			if got, err := text.Name(tt.typed, limit); err != nil || got != tt.want {
				t.Errorf("Name(%q) = %q, %v; want %q", tt.typed, got, err, tt.want)
			}
		})
	}
}

func TestNameRefuses(t *testing.T) {
	tests := []struct {
		name, typed string
		code        invalid.Code
	}{
		{"nothing", "", "required"},
		{"only spaces", " \u00a0\u3000 ", "required"},
		{"only joiners", "\u200d\u200c", "required"},
		{"only a variation selector", "\ufe0f", "required"},
		{"only a combining mark", "\u0301", "required"},
		{"one more than may be", strings.Repeat("x", 11), "too_long"},
		{"one more, in other letters", strings.Repeat("é", 11), "too_long"},
		{"invalid UTF-8", "Ad\xffa", "invalid_utf8"},
		{"the sign of invalid UTF-8", "Ad\ufffda", "invisible_character"},
		{"NUL", "Ad\x00a", "control_character"},
		{"a line break", "Ada\r\nBcc: eve@example.com", "control_character"},
		{"a tab", "Ada\tByron", "control_character"},
		{"delete", "Ada\x7f", "control_character"},
		{"a C1 control", "Ada\u0085x", "control_character"},
		{"a line separator", "Ada\u2028Byron", "invisible_character"},
		{"a paragraph separator", "Ada\u2029Byron", "invisible_character"},
		{"a right-to-left override", "Ada\u202enoryB", "invisible_character"},
		{"an isolate", "A\u2066d\u2069a", "invisible_character"},
		{"a zero-width space", "A\u200bda", "invisible_character"},
		{"a soft hyphen", "A\u00adda", "invisible_character"},
		{"a byte order mark", "A\ufeffda", "invisible_character"},
		{"a tag character", "Ada\U000e0041", "invisible_character"},
		{"private use", "Ada\ue000", "invisible_character"},
		{"a word joiner", "A\u2060da", "invisible_character"},
		{"a grapheme joiner", "A\u034fda", "invisible_character"},
		{"a noncharacter", "Ada\ufdd0", "invisible_character"},
		{"half a surrogate pair", "Ada\xed\xa0\xbd", "invalid_utf8"},
		{"marks piled up", "A" + strings.Repeat("\u0323\u0301", 5), "too_many_accents"},
		{"a Hangul filler, a letter that cannot be seen", "\u3164", "invisible_character"},
		{"a half-width Hangul filler", "Ada\uffa0", "invisible_character"},
		{"a choseong filler", "Ada\u115f", "invisible_character"},
		{"a braille blank", "\u2800", "invisible_character"},
		{"a web address", "https://a.b", "web_address"},
		{"a web address in capitals", "HTTP://A.B", "web_address"},
		{"any scheme", "ftp://a.b", "web_address"},
		{"www", "www.a.b", "web_address"},
		{"WWW", "WwW.a.b", "web_address"},
		{"a page of a site", "win.ly/now", "web_address"},
		{"a page of a site with a short name", "t.me/evil", "web_address"},
		{"a page in brackets", "(win.ly/now)", "web_address"},
		{"a page behind a slash", "Ada/win.ly/now", "web_address"},
		{"a page in other letters", "пример.рф/да", "web_address"},
		{"a page with another full stop", "win。ly/now", "web_address"},
		{"an e-mail address", "eve@a.bc", "address_in_name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := text.Name(tt.typed, limitFor(tt.code))
			var bad *invalid.Error
			if !errors.As(err, &bad) || bad.Code != tt.code || !strings.HasPrefix(bad.Message, "must ") || got != "" {
				t.Errorf("Name(%q) = %q, %v; want %s", tt.typed, got, err, tt.code)
			}
		})
	}
}

func limitFor(code invalid.Code) int {
	if code == "too_long" {
		return 10
	}
	return 100
}

// anyText draws text with awkward characters in it.
func anyText() *rapid.Generator[string] {
	odd := []rune(" \t\u00a0\u0301\u0308\u0345\u200d\u200c\ufe0fİıſßẞŉΣςǅﬁＡ\u212a\u1e9e\u0130\u0149ΐᾳ\u00ad\x00\u2028\u3164ㄱ가각\u1100\u11a8/.@:w")
	letter := rapid.OneOf(rapid.SampledFrom(odd), rapid.Rune(), rapid.RuneFrom([]rune("aAbB zZ")))
	return rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOfN(letter, 0, 20).Draw(t, "text")) })
}

func checkName(t interface {
	Helper()
	Fatalf(string, ...any)
}, typed string, limit int) {
	t.Helper()
	name, err := text.Name(typed, limit)
	if err != nil {
		var bad *invalid.Error
		if !errors.As(err, &bad) || bad.Code == "" || bad.Message == "" || name != "" {
			t.Fatalf("Name(%q, %d) = %q, %#v", typed, limit, name, err)
		}
		return
	}
	if again, err := text.Name(name, limit); err != nil || again != name {
		t.Fatalf("Name(%q, %d) = %q, of which Name makes %q, %v", typed, limit, name, again, err)
	}
	if name == "" || utf8.RuneCountInString(name) > limit || !utf8.ValidString(name) || !norm.NFC.IsNormalString(name) ||
		strings.TrimSpace(name) != name || strings.Contains(name, "  ") || strings.ContainsFunc(name, unicode.IsControl) {
		t.Fatalf("Name(%q, %d) = %q", typed, limit, name)
	}
}

func TestNameIsTheOneForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkName(t, anyText().Draw(t, "typed"), rapid.IntRange(1, 30).Draw(t, "limit"))
	})
}

func FuzzName(f *testing.F) {
	for _, seed := range []string{"", "Ada", " a  b ", "e\u0301", "\u200d", "www.a", "\xff", "\u3164", "a\u2028b", "👩\u200d💻"} {
		f.Add(seed, 10)
	}
	f.Fuzz(func(t *testing.T, typed string, limit int) { checkName(t, typed, limit) })
}
