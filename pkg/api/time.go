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

// At returns t as a Time, cut to whole milliseconds.
func At(t time.Time) Time { return Time{t.UTC().Truncate(time.Millisecond)} }

// Pointer returns the Time for an optional field; nil for the zero time.
func (t Time) Pointer() *Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// String returns the text form, which sorts by time.
func (t Time) String() string { return t.UTC().Format(timeLayout) }

// MarshalText writes the text form.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads an RFC 3339 time. It returns an error for any other text and for
// years outside 1 to 9999 in UTC, which would not sort as text.
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

// MarshalJSON writes the text form as a JSON string. It replaces the method of the
// embedded time, which writes a varying number of decimals.
func (t Time) MarshalJSON() ([]byte, error) { return []byte(`"` + t.String() + `"`), nil }

// UnmarshalJSON reads a JSON string with an RFC 3339 time. Its errors are those of
// UnmarshalText, and one for anything that is not a string.
func (t *Time) UnmarshalJSON(b []byte) error {
	if len(b) < 2 || b[0] != '"' || b[len(b)-1] != '"' {
		return fmt.Errorf("not a string")
	}
	return t.UnmarshalText(b[1 : len(b)-1])
}
