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
	"encoding/json"
	"fmt"

	"usher/pkg/api"
	"usher/pkg/store"
)

// Actor is who did something.
type Actor struct {
	Type string `json:"type"` // "user", "key", "system", "operator" or "public"
	ID   string `json:"id"`
	Name string `json:"name,omitempty"` // as known then: an e-mail address, a key's name, a function's id
}

// System is a function of the service that acts by itself, by its id.
func System(id string) Actor { return Actor{Type: "system", ID: id} }

// Public is somebody who has no account yet, or does not say which.
func Public(id, name string) Actor { return Actor{Type: "public", ID: id, Name: name} }

// Member is a person as their membership of an organization names them.
func Member(m *store.Member) Actor { return Actor{Type: "user", ID: m.User, Name: m.Email} }

// Target is what it was done to.
type Target struct {
	Type string `json:"type"` // "organization", "user", ...
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// Change is one field before and after. A field that was not there, or is no
// longer, is nil. Secrets are never fields.
type Change struct {
	Field  string `json:"field"`
	Before any    `json:"before"`
	After  any    `json:"after"`
}

// Event is one thing that happened. It is stored as one text, its JSON, whose bytes package seal hashes; its id and
// organization are its key.
type Event struct {
	ID        string   `json:"-"`
	Org       string   `json:"-"`
	Action    string   `json:"action"` // "<noun>.<verb>"
	Actor     Actor    `json:"actor"`
	Target    Target   `json:"target"`
	Changes   []Change `json:"changes,omitempty"`
	At        api.Time `json:"at"`
	RequestID string   `json:"request_id,omitempty"`
	Client    string   `json:"client,omitempty"` // network address the request came from
}

// Record is the event as it is stored. It returns an error when a change holds what JSON cannot.
func (e Event) Record() (store.AuditEvent, error) {
	text, err := json.Marshal(e)
	if err != nil {
		return store.AuditEvent{}, fmt.Errorf("audit: encoding %s: %w", e.ID, err)
	}
	return store.AuditEvent{Key: store.EventKey(e.Org, e.ID), JSON: string(text)}, nil
}

// Decode reads stored events. It returns an error for an item that is none.
func Decode(items []store.Item) ([]Event, error) {
	events := make([]Event, len(items))
	for i, item := range items {
		stored, ok := item.AuditEvent()
		if !ok {
			return nil, fmt.Errorf("audit: %s is not stored as an event is", item.Key().SK)
		}
		if err := json.Unmarshal([]byte(stored.JSON), &events[i]); err != nil {
			return nil, fmt.Errorf("audit: decoding %s: %w", stored.SK, err)
		}
		events[i].ID = stored.SK
		events[i].Org, _ = store.TrailOf(stored.Key)
	}
	return events, nil
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
