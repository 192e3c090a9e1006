package api

import (
	"net/http"

	"usher/pkg/lib/id"
)

// AuditEvent is one thing that happened in an organization: who did what to whom, and each field before and after.
type AuditEvent struct {
	ID        string        `json:"id"`
	At        Time          `json:"at"`
	Action    string        `json:"action"` // "<noun>.<verb>"
	Actor     AuditParty    `json:"actor"`
	Target    AuditParty    `json:"target"`
	Changes   []AuditChange `json:"changes"`
	RequestID string        `json:"request_id"`
	Client    string        `json:"client"` // network address; empty for what the system did
}

// AuditParty is who did something, or what it was done to, as it was then.
type AuditParty struct {
	Type string `json:"type"`
	ID   string `json:"id"`
	Name string `json:"name"`
	// Erased says that the person was erased, so that their name is not known any more; nor is the address of a public
	// actor, whose id is then their user's.
	Erased bool `json:"erased"`
}

// AuditChange is one field before and after; null if it was absent.
type AuditChange struct {
	Field  string `json:"field"`
	Before any    `json:"before"`
	After  any    `json:"after"`
	Erased bool   `json:"erased"` // one of them named a person who was erased; it is null now
}

// AuditPage is a page of events, or a CSV file if the caller asked for one.
type AuditPage struct {
	Page[AuditEvent]
	CSV []byte `json:"-"`
}

// Content returns the CSV file and its media type; without a media type the response is JSON.
func (p AuditPage) Content() (string, []byte) {
	if p.CSV == nil {
		return "", nil
	}
	return CSV + "; charset=utf-8", p.CSV
}

// Next returns the cursor that continues a file that does not hold all events.
func (p AuditPage) Next() string {
	if p.NextCursor == nil {
		return ""
	}
	return *p.NextCursor
}

// CSV is the media type of exports and imports (RFC 4180).
const CSV = "text/csv"

// TextBody is the media type of text without any form (RFC 2046, section 4.1.3).
const TextBody = "text/plain"

// ListAuditEventsInput selects events.
type ListAuditEventsInput struct {
	Org    id.OrganizationID `path:"org"`
	Format Format            `header:"Accept" optional:"true"`
	Limit  int               `query:"limit" min:"1" max:"100" default:"25" optional:"true"`
	Cursor string            `query:"cursor" max:"2048" optional:"true"`
	From   *Time             `query:"from" optional:"true"`
	To     *Time             `query:"to" optional:"true"`
	Actor  string            `query:"actor" max:"64" optional:"true"`
	Action string            `query:"action" max:"64" optional:"true"`
	Target string            `query:"target" max:"64" optional:"true"`
}

// NeedsProof reports whether the log is exported, which is more than to read it.
func (in ListAuditEventsInput) NeedsProof() bool { return in.Format == FormatCSV }

// ListAuditEvents is a page of an organization's events, the newest first.
var ListAuditEvents = declare[ListAuditEventsInput, AuditPage](Route{
	ID: "list-audit-events", Method: http.MethodGet, Path: "/v1/organizations/{org}/audit-events",
	Summary: "List what happened in an organization, the newest first",
	Detail: "By time, actor, action and target. With Accept: text/csv, all events that match come as one file of up to " +
		"4 MB; if there are more, the X-Next-Cursor header says where to continue.",
	Caller: PersonOrKey, Permission: AuditRead, Proof: true, Answers: []string{JSONBody, CSV},
	Timeout: 2 * defaultTimeout,
	Access:  recording(on(BatchGetItem, Query)),
})
