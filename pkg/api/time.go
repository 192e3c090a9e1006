package api

import (
	"errors"
	"fmt"
	"time"
)

// timeLayout is RFC 3339 in UTC with exactly three decimals, so that times sort
// as text.
const timeLayout = "2006-01-02T15:04:05.000Z"

// Time is a moment in the contract: RFC 3339, UTC, whole milliseconds.
type Time struct{ time.Time }

// At makes a Time of t, cut to whole milliseconds.
func At(t time.Time) Time { return Time{t.UTC().Truncate(time.Millisecond)} }

// Pointer is the Time as an optional field, nil for the zero time.
func (t Time) Pointer() *Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// String is the text form, the one that sorts.
func (t Time) String() string { return t.UTC().Format(timeLayout) }

// MarshalText writes the text form.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads any RFC 3339 time of the years 1 to 9999 in UTC: others
// would not sort as text.
func (t *Time) UnmarshalText(b []byte) error {
	parsed, err := time.Parse(time.RFC3339Nano, string(b))
	if err != nil {
		return fmt.Errorf("not an RFC 3339 time: %w", err)
	}
	at := At(parsed)
	if at.Year() < 1 || at.Year() > 9999 {
		return errors.New("not within the years 1 to 9999")
	}
	*t = at
	return nil
}

// MarshalJSON writes the text form as a JSON string. It hides the method of the
// embedded time, whose number of decimals varies.
func (t Time) MarshalJSON() ([]byte, error) { return []byte(`"` + t.String() + `"`), nil }

// UnmarshalJSON reads a JSON string with an RFC 3339 time.
func (t *Time) UnmarshalJSON(b []byte) error {
	if len(b) < 2 || b[0] != '"' || b[len(b)-1] != '"' {
		return fmt.Errorf("not a string")
	}
	return t.UnmarshalText(b[1 : len(b)-1])
}
