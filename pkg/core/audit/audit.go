// Package audit is the record of who did what to whom: the events, and the transactions that write them.
//
// An event is written in the same transaction as the change that it tells of, so there is no change without its event
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
	Type string `dynamodbav:"type"` // "user", "key", "system", "operator" or "public"
	ID   string `dynamodbav:"id"`
	Name string `dynamodbav:"name,omitempty"` // as known then: an e-mail address, a key's name, a function's id
}

// System is a function of the service that acts by itself, by its id.
func System(id string) Actor { return Actor{Type: "system", ID: id} }

// Public is somebody who has no account yet, or does not say which.
func Public(id, name string) Actor { return Actor{Type: "public", ID: id, Name: name} }

// Member is a person as their membership of an organization names them.
func Member(m *store.Member) Actor { return Actor{Type: "user", ID: m.User, Name: m.Email} }

// Target is what it was done to.
type Target struct {
	Type string `dynamodbav:"type"` // "organization", "user", ...
	ID   string `dynamodbav:"id"`
	Name string `dynamodbav:"name,omitempty"`
}

// Change is one field before and after. A field that was not there, or is no
// longer, is nil. Secrets are never fields.
type Change struct {
	Field  string `dynamodbav:"field"`
	Before any    `dynamodbav:"before"`
	After  any    `dynamodbav:"after"`
}

// Event is one thing that happened.
type Event struct {
	store.Key
	ID        string   `dynamodbav:"id"`
	Org       string   `dynamodbav:"org"`
	Action    string   `dynamodbav:"action"` // "<noun>.<verb>"
	Actor     Actor    `dynamodbav:"actor"`
	Target    Target   `dynamodbav:"target"`
	Changes   []Change `dynamodbav:"changes,omitempty"`
	At        api.Time `dynamodbav:"at"`
	RequestID string   `dynamodbav:"request_id,omitempty"`
	Client    string   `dynamodbav:"client,omitempty"` // network address the request came from
}

// Differences lists the fields that differ, in the order given.
func Differences(changes ...Change) []Change {
	var differ []Change
	for _, c := range changes {
		if c.Before != c.After {
			differ = append(differ, c)
		}
	}
	return differ
}

// User is a user as a target.
func User(u *store.User) Target { return Target{Type: "user", ID: u.ID, Name: u.Email} }

// Organization is an organization as a target.
func Organization(o *store.Organization) Target {
	return Target{Type: "organization", ID: o.ID, Name: o.Name}
}
