package api

import (
	"net/http"
	"time"

	"usher/pkg/api/problem"
	"usher/pkg/lib/id"
)

// ImportUsersInput is a list of users to create: a JSON array of bodies of
// create-user, or a CSV file with those columns.
type ImportUsersInput struct {
	Org    id.OrganizationID `path:"org"`
	DryRun bool              `query:"dry_run" optional:"true"`
	Format Format            `header:"Content-Type"`
	Rows   []byte            `body:"raw" max:"1000"`
}

// ImportStatus is the outcome of one row, or in a dry run what it would be.
type ImportStatus string

// The outcomes of a row.
const (
	ImportCreated          ImportStatus = "created" // in a dry run: it would be created
	ImportEmailTaken       ImportStatus = "email_taken"
	ImportSeatLimitReached ImportStatus = "seat_limit_reached"
	ImportInvalid          ImportStatus = "invalid"
	// ImportTryAgain means that the row was not reached: send the list again with the same idempotency key.
	ImportTryAgain ImportStatus = "try_again"
)

// ImportResult is the result of one row.
type ImportResult struct {
	Row    int             `json:"row"`                 // of a JSON array, from 1; or the line of a CSV file
	Email  string          `json:"email" format:"text"` // as given, valid or not
	Status ImportStatus    `json:"status"`
	UserID *string         `json:"user_id"` // of the user that was created
	Detail *string         `json:"detail"`  // why there is none, for a person
	Errors []problem.Field `json:"errors"`  // every bad field, with the status invalid
}

// Import is the outcome of a list, or in a dry run what it would be.
type Import struct {
	DryRun  bool           `json:"dry_run"`
	Created int            `json:"created"` // rows
	Refused int            `json:"refused"` // rows
	Seats   ImportSeats    `json:"seats"`
	Results []ImportResult `json:"results"` // one for each row, in the same order
}

// ImportSeats are the seats that the list needs and those that are available.
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
		"semicolons or tabs, other columns ignored. Each row has its own outcome: refused rows change nothing, the others " +
		"take seats in their order. With dry_run nothing is changed. If the service could not finish, the remaining rows " +
		"have the status try_again: send the same list with the same Idempotency-Key to continue there.",
	Caller: PersonOrKey, Permission: UsersCreate, Creates: true,
	Bodies: []string{JSONBody, CSV}, BodyLimit: maxImport,
	Timeout: importTime, MemoryMB: pictureMemory,
	Access:   on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem, ConditionCheckItem),
	Settings: []Setting{SettingInvitationLifetime},
})
