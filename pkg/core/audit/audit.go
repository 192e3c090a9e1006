// Package audit makes the events that tell who did what to whom. An event is
// put in the same transaction as the change it tells of, so there is no change
// without its event and no event without its change.
package audit

import (
	"time"

	"usher/pkg/api"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// Actor is who did something.
type Actor struct {
	Type string `dynamodbav:"type"` // "user", "key", "system", or "public" for who has no account yet
	ID   string `dynamodbav:"id"`
	Name string `dynamodbav:"name,omitempty"` // as known then: an e-mail address, a key's name, a function's id
}

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

// Log adds events to transactions.
type Log struct{ IDs id.Source }

// Add puts the event into the transaction, giving it its id and time.
func (l Log) Add(t *store.Transaction, now time.Time, e Event) {
	e.ID, e.At = l.IDs.New(id.Event), api.At(now)
	e.Key = store.EventKey(e.Org, e.ID)
	t.Put(e.Key, e, nil, store.NotExists())
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
