package invalid_test

import (
	"testing"

	"usher/pkg/lib/invalid"
)

func TestText(t *testing.T) {
	one := invalid.New(invalid.TooLong, "must be at most %d characters", 5)
	line := &invalid.Error{Code: "x", Message: "is 100% wrong", Line: 3}
	tests := []struct {
		err  error
		want string
	}{
		{one, "must be at most 5 characters"},
		{line, "line 3: is 100% wrong"},
		{invalid.New("x", "is 100% wrong"), "is 100% wrong"},
		{invalid.Errors{one, line}, "must be at most 5 characters\nline 3: is 100% wrong"},
	}
	for _, tt := range tests {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
	if one.Code != "too_long" || one.Line != 0 {
		t.Errorf("%+v", one)
	}
}
