package text_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"usher/pkg/lib/text"
)

func TestFoldForms(t *testing.T) {
	tests := []struct{ given, want string }{
		{"", ""},
		{"Ada Lovelace", "ada lovelace"},
		{"JOSÉ", "jose"},
		{"Jose\u0301", "jose"},
		{"Straße", "strasse"},
		{"STRASSE", "strasse"},
		{"ẞ", "ss"},
		{"ΟΔΥΣΣΕΥΣ", "οδυσσευσ"},
		{"Ὀδυσσεύς", "οδυσσευσ"},
		{"İstanbul", "istanbul"},
		{"ISTANBUL", "istanbul"},
		{"ﬁnance", "finance"},
		{"Ａｄａ", "ada"},
		{"Łódź", "lodz"}, // the stroke is no accent to Unicode
		{"Sørensen Ærø Đặng", "sorensen aero dang"},
		{"O\u2019Neill", "o'neill"},
		{"O\u00b4Neill", "o'neill"},
		{"Byron\u2011King", "byron-king"},
		{"ЁЛКА", "елка"},
		{"می\u200cخواهم", "میخواهم"},
		{"a\x00b\u202ec\xffd", "abcd"},
		{"ada+X@Example.COM", "ada+x@example.com"},
	}
	for _, tt := range tests {
		if got := text.Fold(tt.given); got != tt.want {
			t.Errorf("Fold(%q) = %q, want %q", tt.given, got, tt.want)
		}
	}
}

func TestFoldIsBounded(t *testing.T) {
	long := text.Fold(strings.Repeat("\ufdfa", 1000)) // one character that decomposes to eighteen
	if len(long) > text.MaxFold || len(long) < text.MaxFold-utf8.UTFMax || !utf8.ValidString(long) {
		t.Errorf("got %d bytes, valid: %t", len(long), utf8.ValidString(long))
	}
	if got := text.Fold(strings.Repeat("a", text.MaxFold)); len(got) != text.MaxFold {
		t.Errorf("%d bytes were cut to %d", text.MaxFold, len(got))
	}
}

func TestFoldOfAPrefixIsAPrefix(t *testing.T) {
	letters := rapid.StringOfN(rapid.RuneFrom([]rune(" -'."), unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Hangul, unicode.Han), 1, 400, -1)
	rapid.Check(t, func(t *rapid.T) {
		runes := []rune(letters.Draw(t, "text"))
		n := rapid.IntRange(0, len(runes)).Draw(t, "length")
		whole, prefix := text.Fold(string(runes)), text.Fold(string(runes[:n]))
		if !strings.HasPrefix(whole, prefix) {
			t.Fatalf("%q folds to %q, its first %d characters to %q", string(runes), whole, n, prefix)
		}
		for _, typed := range []string{strings.ToUpper(string(runes[:n])), strings.ToLower(string(runes[:n]))} {
			if got := text.Fold(typed); !strings.HasPrefix(whole, got) {
				t.Fatalf("%q folds to %q, which %q does not start with", typed, got, whole)
			}
		}
	})
}

func TestFold(t *testing.T) {
	tests := []struct{ name, one, other string }{
		{"case", "ADA", "ada"},
		{"accents", "José Özdemir", "jose ozdemir"},
		{"Turkish i's", "IŞIK", "ışık"},
		{"sharp s", "STRASSE", "straße"},
		{"capital sharp s", "STRAẞE", "straße"},
		{"final sigma", "ΟΔΥΣΣΕΥΣ", "οδυσσευς"},
		{"composition", "Zoe\u0308", "zoë"},
		{"width", "ＡＤＡ", "ada"},
		{"a ligature", "ﬁnn", "FINN"},
		{"the Kelvin sign", "\u212aim", "kim"},
		{"a title-case letter", "ǅ", "Ǆ"},
		{"the apostrophe of phones", "O\u2019Neill", "O'Neill"},
		{"the opening quotation mark", "O\u2018Neill", "o'neill"},
		{"the modifier letter", "O\u02bcNeill", "o'neill"},
		{"a letter with a stroke", "ŁÓDŹ", "lodz"},
		{"a hyphen that does not break", "Byron\u2011King", "byron-king"},
		{"a control character is nothing", "a\x00d\x1fa\x7f", "ada"},
		{"a control character between letter and mark", "e\x00\u0301", "É"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if one, other := text.Fold(tt.one), text.Fold(tt.other); one != other || one == "" {
				t.Errorf("Fold(%q) = %q, Fold(%q) = %q", tt.one, one, tt.other, other)
			}
		})
	}
	for _, different := range [][2]string{{"ada", "adda"}, {"a b", "ab"}, {"o'neill", "oneill"}, {"が", "か"}, {"한", "하"}} {
		if text.Fold(different[0]) == text.Fold(different[1]) {
			t.Errorf("Fold makes one of %q and %q", different[0], different[1])
		}
	}
	if got := text.Fold("Ada Byron-King"); got != "ada byron-king" {
		t.Errorf("Fold = %q", got)
	}
}

// letters are all characters but the ten thousands of Chinese and Korean ones, which have no case.
func letters() []rune {
	var all []rune
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if unicode.IsGraphic(r) && !unicode.In(r, unicode.Han, unicode.Hangul) {
			all = append(all, r)
		}
	}
	return all
}

func checkFold(t interface {
	Helper()
	Fatalf(string, ...any)
}, given string) {
	t.Helper()
	folded := text.Fold(given)
	if again := text.Fold(folded); again != folded {
		t.Fatalf("Fold(%q) = %q, of which Fold makes %q", given, folded, again)
	}
	if strings.ContainsFunc(folded, unicode.IsControl) || !utf8.ValidString(folded) || !norm.NFKD.IsNormalString(folded) || len(folded) > text.MaxFold {
		t.Fatalf("Fold(%q) = %q", given, folded)
	}
}

func TestFoldIsTheOneForm(t *testing.T) {
	for _, r := range letters() {
		checkFold(t, string(r))
	}
	rapid.Check(t, func(t *rapid.T) { checkFold(t, anyText().Draw(t, "text")) })
}

// otherCase swaps each letter for one that differs from it in case alone.
func otherCase(t *rapid.T, given string) string {
	return strings.Map(func(r rune) rune {
		for range rapid.IntRange(0, 3).Draw(t, "steps") {
			r = unicode.SimpleFold(r)
		}
		return r
	}, given)
}

func TestFoldTakesAnyCase(t *testing.T) {
	for _, r := range letters() {
		if other := unicode.SimpleFold(r); text.Fold(string(r)) != text.Fold(string(other)) {
			t.Errorf("Fold(%q) = %q, Fold(%q) = %q", r, text.Fold(string(r)), other, text.Fold(string(other)))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		given := rapid.StringOf(rapid.RuneFrom(nil, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Nd, unicode.Zs)).Draw(t, "text")
		if other := otherCase(t, given); text.Fold(given) != text.Fold(other) {
			t.Fatalf("Fold(%q) = %q, Fold(%q) = %q", given, text.Fold(given), other, text.Fold(other))
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, seed := range []string{"", "Ada", "İstanbul", "ﬁ\u0345", "e\x00\u0301", "\u0345\u0301α", "\xff", "ẞ", "\ufdfa", "\u0f73\u0f74"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, given string) { checkFold(t, given) })
}
