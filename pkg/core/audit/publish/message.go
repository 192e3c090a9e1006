package publish

import (
	"strings"

	"usher/pkg/api"
	"usher/pkg/core/audit"
)

// Version is the version of the messages' form. Another field, type or value of a field keeps it; what would break a
// consumer changes it.
const Version = 1

// Message is an audit event as it leaves Usher.
type Message struct {
	Version      int      `json:"version"`
	ID           string   `json:"id"`   // of the audit event: the same however often it comes
	Type         string   `json:"type"` // the audit event's action
	At           api.Time `json:"at"`
	Sequence     string   `json:"sequence"` // sorts an organization's messages, as text, in the order of its changes
	Organization string   `json:"organization"`
	Actor        Party    `json:"actor"`
	Target       Party    `json:"target"`
	Changes      []Change `json:"changes"`
	RequestID    string   `json:"request_id"` // empty for what the system did
}

// Party is who did something, or what it was done to.
type Party struct {
	Type string `json:"type"`
	ID   string `json:"id"` // empty where the audit log has a name for an id: of the public, and of an operator
}

// Change is a field that changed.
type Change struct {
	Field   string `json:"field"`
	*Values        // nil where they are withheld
}

// Values are a field's before and after; nil where it was absent.
type Values struct {
	Before any `json:"before"`
	After  any `json:"after"`
}

// From makes the message of an event that the stream brought under a sequence number.
func From(e audit.Event, sequence string) Message {
	m := Message{Version: Version, ID: e.ID, Type: e.Action, At: e.At, Sequence: pad(sequence), Organization: e.Org,
		Actor: Party{e.Actor.Type, identifier(e.Actor)}, Target: Party{e.Target.Type, e.Target.ID},
		Changes: make([]Change, len(e.Changes)), RequestID: e.RequestID}
	for i, c := range e.Changes {
		m.Changes[i] = Change{Field: c.Field}
		if Fields()[c.Field] != Withheld {
			m.Changes[i].Values = &Values{c.Before, c.After}
		}
	}
	return m
}

// identifier is an actor's id. Of the public it is an address, of an operator the ARN of a role's session, which most
// often holds one.
func identifier(a audit.Actor) string {
	switch a.Type {
	case "user", "key", "system":
		return a.ID
	}
	return ""
}

// longest is how many digits a sequence number of DynamoDB's streams has at most.
const longest = 40

func pad(sequence string) string {
	return strings.Repeat("0", max(0, longest-len(sequence))) + sequence
}
