package api

import (
	"net/http"
	"time"

	"usher/pkg/api/problem"
	"usher/pkg/lib/email"
)

// ErasePersonInput names the caller: nobody deletes their account by mistake.
type ErasePersonInput struct {
	Email email.Address `json:"email" format:"text" max:"320" doc:"The address that you sign in with."`
}

// ErasePerson deletes the caller's account, and what organizations have of them.
var ErasePerson = declare[ErasePersonInput, None](Route{
	ID: "erase-person", Method: http.MethodDelete, Path: "/v1/me",
	Summary: "Delete your account",
	Detail: "Account, factors, sessions, API keys, names and addresses go, in every organization, and free their seats: " +
		"the account at once, the rest within the hour. The audit logs keep what was done, without the names. The last " +
		"active Owner of an organization gets `last_owner`, with the organizations in `detail`, and nothing changes. " +
		"Repeated, it returns unauthenticated.",
	Caller: Person, Proof: true, Status: http.StatusNoContent, Bodies: []string{JSONBody},
	Errors:  []problem.Code{problem.LastOwner},
	Timeout: 20 * time.Second,
	Access: both(on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem, ConditionCheckItem),
		onIndex(Query, IndexByExpiry)),
})

// ExportPersonInput selects a page of what is known of the caller.
type ExportPersonInput struct {
	Cursor string `query:"cursor" max:"2048" optional:"true"`
}

// PersonExport is a page of what is known of a person.
type PersonExport struct {
	Account *ExportedAccount `json:"account"` // on the first page; null on the others
	// Activity are sign-ins and the like, the newest first.
	Activity []ExportedActivity `json:"activity"`
	// Memberships are where the person is or was invited to be a user.
	Memberships []ExportedMembership `json:"memberships"`
	// Events are what the audit logs of those organizations have of what the person did, or what was done to them, the
	// newest first within an organization. Of other people they have no name.
	Events     []ExportedEvent `json:"events"`
	NextCursor *string         `json:"next_cursor"` // null on the last page
}

// ExportedAccount is a person's account.
type ExportedAccount struct {
	Email     string            `json:"email"`
	CreatedAt Time              `json:"created_at"`
	UpdatedAt Time              `json:"updated_at"`
	Factors   Factors           `json:"factors"`
	Sessions  []Session         `json:"sessions"`
	Browsers  []ExportedBrowser `json:"browsers"` // those that are known from an earlier sign-in
}

// ExportedBrowser is a browser that is known from an earlier sign-in.
type ExportedBrowser struct {
	ID        string `json:"id"`
	CreatedAt Time   `json:"created_at"`
}

// ExportedActivity is a sign-in, or another thing that a person did which changed nothing.
type ExportedActivity struct {
	Action string `json:"action"`
	Count  int    `json:"count"`
	At     Time   `json:"at"` // of the latest
	Agent  string `json:"agent"`
	Client string `json:"client"`
}

// ExportedMembership is what an organization has of a person.
type ExportedMembership struct {
	Organization Named    `json:"organization"`
	User         User     `json:"user"`
	APIKeys      []APIKey `json:"api_keys"` // that the person made
}

// ExportedEvent is an audit event of an organization.
type ExportedEvent struct {
	Organization string `json:"organization"`
	AuditEvent
}

// ExportPerson reads what is known of the caller.
var ExportPerson = declare[ExportPersonInput, PersonExport](Route{
	ID: "export-person", Method: http.MethodGet, Path: "/v1/me/export",
	Summary: "Read all that is known of you",
	Detail: "Account, factors and sessions without secrets, sign-ins, and of each organization your user, your API keys " +
		"and the audit events by you and about you. In pages, of which each has whatever it found in bounded time: read " +
		"on while there is a `next_cursor`, also behind an empty page, and put the lists together. Pictures are apart: " +
		"see `logo_url`.",
	Caller: Person, Proof: true,
	Timeout: 20 * time.Second, MemoryMB: 512,
	Access: on(BatchGetItem, Query),
})
