package seal

import (
	"fmt"
	"time"
)

// Late is how long after its event a seal may come: as long as the stream's records are retried. An event that is
// older when it is sealed was put into the table with a false date, or its record was among the failed batches.
const Late = 6*time.Hour + Grace

// Grace is how old an event may get before it has to be sealed, and how much two functions' clocks may differ.
const Grace = 15 * time.Minute

// Kind is what is wrong.
type Kind string

// The kinds of findings.
const (
	Changed     Kind = "changed"     // an event is not what was sealed
	Missing     Kind = "missing"     // an event was sealed and is not there
	Unsealed    Kind = "unsealed"    // an event ought to have a seal and has none
	Conflicting Kind = "conflicting" // an event was sealed twice, differently: it was changed in between
	Misdated    Kind = "misdated"    // an event was sealed too long after the time it claims, or before it
	Broken      Kind = "broken"      // a seal is missing, changed or not linked to the one before
	Head        Kind = "head"        // the head is not the newest seal
	Witnessed   Kind = "witness"     // a seal is not what a witness says
	Empty       Kind = "empty"       // there is nothing: no organization is without events
)

// Finding is one thing that is wrong.
type Finding struct {
	Kind  Kind
	Event string // its id, of findings about an event
	Seal  int64  // its number, of findings about a seal or an event in it
	Text  string // a sentence about it
}

// String is the kind and the sentence.
func (f Finding) String() string { return fmt.Sprintf("%-11s  %s", f.Kind, f.Text) }

// Report is what a check found.
type Report struct {
	Events, Seals int
	Waiting       int // events so new that they need no seal yet
	Newest        Witness
	Findings      []Finding // none: nothing changed, nothing missing
}

// Summary is the sentence about an audit log with nothing wrong.
func (r Report) Summary() string {
	if r.Seals == 0 {
		return fmt.Sprintf("%d events, no seals: nothing changed, nothing missing", r.Events)
	}
	return fmt.Sprintf("%d events, %d seals, newest seal %d hash %x: nothing changed, nothing missing",
		r.Events, r.Seals, r.Newest.Number, r.Newest.Hash)
}
