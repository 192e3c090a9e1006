// Package audit records what was done, by whom and to what: the events, and the transactions that write them.
//
// An event is written in the same transaction as the change that it describes, so there is no change without its event
// and no event without its change. That cannot be forgotten: a use case changes the table by a Transaction, which
// refuses to be committed without an event. The few writes that have none say why, by an Unaudited.
//
// A Transaction begins from whoever acts. access.Guard gives those of callers, with the condition that they are still
// allowed to act; Log.Begin gives those of the system.
package audit

import (
	"usher/pkg/api"
	"usher/pkg/store"
)

// Actor is who did something.
type Actor struct {
	Type    string // "user", "key", "system", "operator" or "public"
	ID      string
	Name    string  // as known then: an e-mail address, a key's name, a function's id
	Subject Subject // whose name it is, and the network address that the request came from; the zero value: nobody's
	Erased  bool    // the person was erased, so that neither is known any more
}

// System is a function of the service that acts by itself, by its id.
func System(id string) Actor { return Actor{Type: "system", ID: id} }

// Public is an invited user who has no account yet, or does not say so.
func Public(u *store.User) Actor {
	return Actor{Type: "public", ID: u.Email, Name: u.Email, Subject: Of(u)}
}

// Member is a person as their membership of an organization names them.
func Member(m *store.Member) Actor {
	return Actor{Type: "user", ID: m.User, Name: m.Email, Subject: OfMember(m)}
}

// Person is a user as an actor.
func Person(u *store.User) Actor { return Actor{Type: "user", ID: u.ID, Name: u.Email, Subject: Of(u)} }

// Target is what it was done to.
type Target struct {
	Type    string // "organization", "user", ...
	ID      string
	Name    string
	Subject Subject // whose name it is; the zero value: nobody's
	Erased  bool    // the person was erased, so that their name is not known any more
}

// Change is one field before and after. A field that was not there, or is no
// longer, is nil. Secrets are never fields. What names a person is written as a Personal, and read as a string.
type Change struct {
	Field  string
	Before any
	After  any
	Erased bool // one of them named a person who was erased, and is not known any more
}

// Event is one thing that happened. It is stored as one text, its JSON, whose bytes package seal hashes; its id and
// organization are its key.
type Event struct {
	ID        string
	Org       string
	Action    string // "<noun>.<verb>"
	Actor     Actor
	Target    Target
	Changes   []Change
	At        api.Time
	RequestID string
	Client    string // network address the request came from

	read *stored // as it was read
}

// Differences lists the fields that differ, in the order given.
func Differences(changes ...Change) []Change {
	var differ []Change
	for _, c := range changes {
		if said(c.Before) != said(c.After) {
			differ = append(differ, c)
		}
	}
	return differ
}

// said is a value without whom it is about.
func said(value any) any {
	if p, ok := value.(Personal); ok {
		return p.Text
	}
	return value
}

// User is a user as a target.
func User(u *store.User) Target {
	return Target{Type: "user", ID: u.ID, Name: u.Email, Subject: Of(u)}
}

// UserOf is the user of a membership as a target.
func UserOf(m *store.Member) Target {
	return Target{Type: "user", ID: m.User, Name: m.Email, Subject: OfMember(m)}
}

// Organization is an organization as a target.
func Organization(o *store.Organization) Target {
	return Target{Type: "organization", ID: o.ID, Name: o.Name}
}
