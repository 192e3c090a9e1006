package linearizability

import (
	"fmt"
	"strings"
	"time"

	"usher/test/document"
)

// Command is the command that repeats the run's choices.
func (r Report) Command() string {
	return fmt.Sprintf("go run ./test/cmd/linearizability -seed %d -operations %d -clients %d", r.Seed, r.Operations,
		r.Clients)
}

// Text is the report for a terminal and, fenced, for the document.
func (r Report) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d operations by %d clients in %v\n\n", r.Operations, r.Clients, r.Took.Round(time.Second))
	answers := map[string][]string{}
	for _, name := range sorted(r.Kinds) {
		kind, answer, _ := strings.Cut(name, "\t")
		answers[kind] = append(answers[kind], fmt.Sprintf("%s %d", answer, r.Kinds[name]))
	}
	for _, k := range []Kind{Create, Import, Accept, Resend, Block, Unblock, Remove, Role, MakeKey, EndKey, UseKey,
		Delete, Plan, Suspend, Resume, Restore, Get, Seats, Peek, TTL, Record} {
		fmt.Fprintf(&b, "%-10s %s\n", k, strings.Join(answers[string(k)], ", "))
	}
	fmt.Fprintf(&b, "\n%d faults\n", sum(r.Faults))
	for _, name := range sorted(r.Faults) {
		fmt.Fprintf(&b, "%6d %s\n", r.Faults[name], name)
	}
	fmt.Fprintf(&b, "\n%d histories of %d entries, %d undecided\n%d audit events matched with their requests\n",
		r.Histories, r.Entries, r.Undecided, r.Events)
	fmt.Fprintf(&b, "%d open invitations with their mail\n%d violations\n", r.Mails, len(r.Violations))
	for _, v := range r.Violations {
		fmt.Fprintf(&b, "organization %d: %s\n", v.Organization, v.What)
	}
	return b.String()
}

func sum(all map[string]int) int {
	n := 0
	for _, one := range all {
		n += one
	}
	return n
}

const (
	openMarker  = "<!-- prove: begin -->\n"
	closeMarker = "<!-- prove: end -->"
)

// Write puts the report between the markers of a document. It returns an error when the document has none.
func Write(name string, r Report) error {
	return document.Write(name, openMarker, closeMarker, fmt.Sprintf("\n```\n$ %s\n%s```\n\n", r.Command(), r.Text()))
}
