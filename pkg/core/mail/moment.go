package mail

import (
	"fmt"
	"time"
)

// moment says a time in words: "Monday 30 November 2026 at 11:13 UTC".
func (w words) moment(t time.Time) string {
	t = t.UTC()
	return fmt.Sprintf(w.on, w.days[t.Weekday()], t.Day(), w.months[t.Month()-1], t.Year(), t.Hour(), t.Minute())
}

// deadline says when something ends: "in 7 days, on Monday 30 November, 11:13 UTC". What is mailed ends within a month,
// so that no year is needed.
func (w words) deadline(now, t time.Time) string {
	left := w.until(now, t)
	t = t.UTC()
	return fmt.Sprintf(w.by, left, w.days[t.Weekday()], t.Day(), w.months[t.Month()-1], t.Hour(), t.Minute())
}

// until says how far off a time is, in its largest fitting unit: "in 7 days".
// Less than a second, or past, is "in 1 second".
func (w words) until(now, t time.Time) string {
	d := t.Sub(now).Round(time.Second)
	n, unit := int(d/time.Second), 0
	switch {
	case d >= 48*time.Hour:
		n, unit = int((d+12*time.Hour)/(24*time.Hour)), 3
	case d >= 2*time.Hour:
		n, unit = int((d+30*time.Minute)/time.Hour), 2
	case d >= 2*time.Minute:
		n, unit = int((d+30*time.Second)/time.Minute), 1
	}
	n = max(n, 1)
	name := w.units[unit][1]
	if n == 1 {
		name = w.units[unit][0]
	}
	return fmt.Sprintf(w.in, n, name)
}
