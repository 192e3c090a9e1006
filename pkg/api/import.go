package api

import (
	"net/http"
	"time"

	"usher/pkg/api/problem"
	"usher/pkg/lib/id"
)

// ImportUsersInput is a list of users to create: a JSON array of what
// create-user takes, or a CSV file with those columns.
type ImportUsersInput struct {
	Org    id.OrganizationID `path:"org"`
	DryRun bool              `query:"dry_run" optional:"true"`
	Format Format            `header:"Content-Type"`
	Rows   []byte            `body:"raw" max:"1000"`
}

// ImportStatus is what became, or would become, of one row.
type ImportStatus string

// The outcomes of a row.
const (
	ImportCreated          ImportStatus = "created" // in a dry run: would be
	ImportEmailTaken       ImportStatus = "email_taken"
	ImportSeatLimitReached ImportStatus = "seat_limit_reached"
	ImportInvalid          ImportStatus = "invalid"
	ImportTryAgain         ImportStatus = "try_again" // not reached: send the list again, with the same idempotency key
)

// ImportResult is one row's.
type ImportResult struct {
	Row    int             `json:"row"`                 // of a JSON array from 1; of a CSV file the line, where the header is 1
	Email  string          `json:"email" format:"text"` // as given, good or not
	Status ImportStatus    `json:"status"`
	UserID *string         `json:"user_id"` // of who was created
	Detail *string         `json:"detail"`  // why not, for a reader
	Errors []problem.Field `json:"errors"`  // with invalid: every bad field
}

// Import is what became, or would become, of a list.
type Import struct {
	DryRun  bool           `json:"dry_run"`
	Created int            `json:"created"` // rows
	Refused int            `json:"refused"` // rows
	Seats   ImportSeats    `json:"seats"`
	Results []ImportResult `json:"results"` // one a row, in the rows' order
}

// ImportSeats is what the list needs and what there is.
type ImportSeats struct {
	Needed    int `json:"needed"`    // rows that are valid and new
	Available int `json:"available"` // before the import
}

const (
	maxImport = 1 << 20
	// MaxImportRows is how many rows one import may have.
	MaxImportRows = 1000
	importTime    = 28 * time.Second
)

// ImportUsers creates many users at once.
var ImportUsers = declare[ImportUsersInput, Import](Route{
	ID: "import-users", Method: http.MethodPost, Path: "/v1/organizations/{org}/users/import",
	Summary: "Create many users from a list",
	Detail: "Up to 1,000 rows, as a JSON array or as CSV with a header: UTF-8 or UTF-16, cells separated by commas, " +
		"semicolons or tabs, other columns ignored. Each row has its own outcome; rows that are refused " +
		"change nothing, the others take their seats in the rows' order. With dry_run nothing is changed. Where the service " +
		"could not finish, the rows left say try_again: the same list with the same Idempotency-Key goes on there.",
	Caller: PersonOrKey, Permission: UsersCreate, Creates: true,
	Bodies: []string{JSONBody, CSV}, BodyLimit: maxImport,
	Timeout: importTime, MemoryMB: pictureMemory,
	Access:   on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem, ConditionCheckItem),
	Settings: []Setting{SettingInvitationLifetime},
})
