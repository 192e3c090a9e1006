package password_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"usher/pkg/lib/invalid"
	"usher/pkg/lib/password"
)

const phrase = "mind the gap at seat 42"

// who is a person whose password must not be made of what everybody knows about them.
var who = []string{"ada.lovelace@acme.example", "Ada", "Lovelace", "Acme Industries"}

func TestCheckTakes(t *testing.T) {
	for _, good := range []string{
		phrase, "kaas-molen-fiets-9", "purple monkey dishwasher", "пароль из четырёх слов", "正しい馬の電池とホチキス針", "Zoë wohnt überall",
		"mother the wet leather", "usher me to my seat please", "Ada never wrote in Pascal", // words of the context may be in it
		"monkey" + "483920175", // a common word with more digits than a date has
		"v9Kq2LmX8wRz", "8f3a91c07be2", "🐎🔋📎🐙🌵🚲🎻🧊🪁🦉🍋🧭", "tr0ub4dor and 3 more",
		"!!! wake up, it is monday !!!", strings.Repeat("ab cd efg", 14) + "xy",
	} {
		if err := password.Check(good, who...); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	tests := map[invalid.Code][]string{
		"too_short":         {"", "short", "elevenchars", "Tr0ub4dor&3", "e\u0301a\u0301o\u0301u\u0301i\u0301y\u0301"}, // six characters with marks
		"too_long":          {strings.Repeat("wq8 ", 32) + "x", strings.Repeat(phrase, 40)},
		"control_character": {"tab\tcharacter in it", "line\nbreak in here", "a NUL\x00 in the midst", "C1 \u0085 control here"},
		"invalid_utf8":      {"broken UTF-8 \xff here", "half a pair \xed\xa0\xbd of surrogates"},
		"unknown_character": {"not assigned: \U0003fff0", "noncharacter \ufdd0 here"},
		"too_common": {
			"password1234", "Password123!", "1234567Password", "(password1234)", "PASSWORD 1234",
			"ｐａｓｓｗｏｒｄ１２３４", "iloveyou 12345", "I-love-you-1234", "Summer2024!!", "football1998!",
			"correct horse battery staple", "Correct-Horse-Battery-Staple!1", "correcthorsebatterystaple",
			"123456789012", "1q2w3e4r5t6y", "qwertyuiop12", "qwerty123456", "aaaaaaaaaaaa", "abcdefghijkl",
			"to be or not to be", "The quick brown fox 1", "understanding", "Understanding1!", "chickenwing101", "motherfucker",
		},
		"too_guessable": {
			"usher-usher-1", "usherpassword1", "Usher Usher 2024",
			"ada.lovelace@acme.example", "adalovelace12", "Ada Lovelace!", "lovelace19841210", "ada-lovelace-1815", "AdaLovelaceAda",
			"AcmeIndustries!", "acme industries 24", "acmepassword12", "industriesacme", "acmeacmeacme1",
		},
	}
	for code, passwords := range tests {
		for _, bad := range passwords {
			t.Run(string(code)+"/"+bad[:min(len(bad), 40)], func(t *testing.T) {
				err := password.Check(bad, who...)
				var weak *invalid.Error
				if !errors.As(err, &weak) || weak.Code != code {
					t.Fatalf("%q: got %v, want %s", bad, err, code)
				}
				if weak.Message == "" || len(bad) > 5 && strings.Contains(weak.Message, bad) {
					t.Errorf("%q: the message is %q", bad, weak.Message)
				}
			})
		}
	}
}

func TestLengthIsCountedInCharacters(t *testing.T) {
	marks := "e\u0301 a\u0301 o\u0301 u\u0301 i\u0301 y\u0301" // eleven characters, seventeen code points before NFC
	if err := password.Check(marks); err == nil {
		t.Error("eleven characters typed with combining marks passed as more")
	}
	if err := password.Check(marks + "!"); err != nil {
		t.Errorf("twelve characters: %v", err)
	}
	long := strings.Repeat("ÄÖÜ wq8 ", password.MaxLength/8-1) + "zebra 17"
	if err := password.Check(long); err != nil {
		t.Errorf("%d characters in %d bytes: %v", password.MaxLength, len(long), err)
	}
	if err := password.Check(long + "!"); err == nil {
		t.Errorf("%d characters passed", password.MaxLength+1)
	}
}

// Four words that somebody drew at random are never refused, whatever stands
// between them: the messages recommend them.
func TestPhrasesOfRandomWordsAreTaken(t *testing.T) {
	words := strings.Fields(`abacus ballad cactus dagger eclipse fabric gadget harbor icicle jigsaw kettle ladder magnet napkin oatmeal
		paddle quarry radish saddle tablet umpire valley walnut yogurt zipper poster treetop dropper street referee sadness water`)
	rapid.Check(t, func(t *rapid.T) {
		drawn := rapid.SliceOfNDistinct(rapid.SampledFrom(words), 4, 4, rapid.ID[string]).Draw(t, "words")
		phrase := strings.Join(drawn, rapid.SampledFrom([]string{" ", "-", "", ". "}).Draw(t, "between"))
		if err := password.Check(phrase, who...); err != nil {
			t.Fatalf("%q: %v", phrase, err)
		}
	})
}

// A common word stays one with a capital, a date and a sign.
func TestCommonWordsWithADateAreRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"password", "dragonfly", "sunshine", "superman", "liverpool", "elizabeth"}).Draw(t, "word")
		if rapid.Bool().Draw(t, "capital") {
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		made := word + rapid.StringMatching(`[0-9]{4}[!?.]{0,2}`).Draw(t, "tail")
		if err := password.Check(made); len(made) >= password.MinLength && err == nil {
			t.Fatalf("%q passed", made)
		}
	})
}

func FuzzCheck(f *testing.F) {
	for _, seed := range []string{"", "mind the gap at seat 42", "P@ssw0rd2024!", "aaaaaaaaaaaaaa", "\xff\xfe 12345678910", "İİİİİİİİİİİİ", "zzzzzzzzzzzz~"} {
		f.Add(seed, "Acme")
	}
	f.Fuzz(func(t *testing.T, text, context string) { checkCheck(t, text, context) })
}

func checkCheck(t interface {
	Helper()
	Fatalf(string, ...any)
}, text, context string) {
	t.Helper()
	err := password.Check(text, context)
	var weak *invalid.Error
	switch {
	case err != nil && (!errors.As(err, &weak) || weak.Code == "" || weak.Message == ""):
		t.Fatalf("Check(%q) = %#v", text, err)
	case weak != nil && len(text) > 20 && strings.Contains(weak.Message, text):
		t.Fatalf("Check(%q): the message %q shows the password", text, weak.Message)
	}
	again := password.Check(password.Normalize(text), context)
	if (err == nil) != (again == nil) {
		t.Fatalf("Check(%q) = %v, but %v of the normal form", text, err, again)
	}
}

func TestCheckNeverPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkCheck(t, rapid.String().Draw(t, "password"), rapid.String().Draw(t, "context"))
	})
}

// Binary search finds every word only if the list is in order; and each must be refused as it is.
func TestCommonPasswordsAreAllFound(t *testing.T) {
	list, err := os.ReadFile("common.txt")
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Split(strings.TrimSuffix(string(list), "\n"), "\n")
	if len(list) > 200_000 || len(words) < 10_000 || !slices.IsSorted(words) || !strings.HasSuffix(string(list), "\n") {
		t.Fatalf("%d words in %d bytes, in order: %v", len(words), len(list), slices.IsSorted(words))
	}
	checked := 0
	for _, word := range words {
		padded := word + strings.Repeat("7", max(0, password.MinLength-len(word)))
		if len(padded) > password.MaxLength {
			continue
		}
		checked++
		if password.Check(padded) == nil {
			t.Errorf("%q is taken", padded)
		}
	}
	if checked < 10_000 {
		t.Errorf("only %d words were checked", checked)
	}
}
