package password_test

import (
	"errors"
	"strings"
	"testing"

	"usher/pkg/password"
)

func TestCheck(t *testing.T) {
	tests := []struct {
		password string
		context  []string
		code     string // "" is good
	}{
		{"mind the gap at seat 42", nil, ""},
		{"пароль из четырёх слов", nil, ""},
		{"kaas-molen-fiets-9", nil, ""},
		{strings.Repeat("ab cd efg", 14) + "xy", nil, ""},
		{"short", nil, "too_short"},
		{"elevenchars", nil, "too_short"},
		{strings.Repeat("wq8 ", 33), nil, "too_long"},
		{"aaaaaaaaaaaaaa", nil, "too_guessable"},
		{"abababababab", nil, "too_guessable"},
		{"123456789012", nil, "too_guessable"},
		{"abcdefghijkl", nil, "too_guessable"},
		{"qwertyuiopas", nil, "too_guessable"},
		{"1qaz2wsx3edc", nil, "too_guessable"},
		{"password1234", nil, "too_common"},
		{"Password123!", nil, "too_common"},
		{"P@ssw0rd2024!", nil, "too_common"},
		{"correct horse battery staple", nil, "too_common"},
		{"usher-usher-1", nil, "too_guessable"},
		{"adalovelace12", []string{"adalovelace"}, "too_guessable"},
		{"AcmeIndustries!", []string{"acmeindustries"}, "too_guessable"},
		{"tab\tcharacter in it", nil, "invalid_characters"},
	}
	for _, tt := range tests {
		t.Run(tt.password, func(t *testing.T) {
			err := password.Check(tt.password, tt.context...)
			var weak *password.Error
			switch {
			case tt.code == "" && err != nil:
				t.Errorf("refused: %v", err)
			case tt.code != "" && (!errors.As(err, &weak) || weak.Code != tt.code):
				t.Errorf("got %v, want code %s", err, tt.code)
			case weak != nil && strings.Contains(weak.Message, tt.password):
				t.Error("the message holds the password")
			}
		})
	}
}

func TestLengthIsCountedInCharacters(t *testing.T) {
	twelve := "é è ê ë à â " // decomposed or not, it is twelve
	if err := password.Check(strings.TrimSpace(twelve) + "ü"); err != nil {
		t.Error(err)
	}
	if err := password.Check("e\u0301a\u0301o\u0301u\u0301i\u0301y\u0301"); err == nil {
		t.Error("six characters typed with combining marks passed as twelve")
	}
}
