package api

import (
	"net/http"
	"time"

	"usher/pkg/api/problem"
	"usher/pkg/lib/id"
)

// ImportUsersInput is a list of users to create: a JSON array of bodies of create-user, a CSV file with those columns,
// or plain text with addresses. Role is that of the rows that give none.
type ImportUsersInput struct {
	Org    id.OrganizationID `path:"org"`
	DryRun bool              `query:"dry_run" optional:"true"`
	Role   Role              `query:"role" format:"role" optional:"true"`
	Format Format            `header:"Content-Type"`
	Rows   []byte            `body:"raw" max:"1000"`
}

// NeedsProof reports that none is needed before the rows are read; then it is, if one of them makes an Owner.
func (ImportUsersInput) NeedsProof() bool { return false }

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
	Row       int             `json:"row"`                 // in an array or text, from 1; or the line of a CSV file
	Email     string          `json:"email" format:"text"` // as given, valid or not, like names and role
	FirstName string          `json:"first_name"`
	LastName  string          `json:"last_name"`
	Role      string          `json:"role"`
	Status    ImportStatus    `json:"status"`
	UserID    *string         `json:"user_id"` // of the user that was created
	Detail    *string         `json:"detail"`  // why there is none, for a person
	Errors    []problem.Field `json:"errors"`  // every bad field, with the status invalid
}

// Import is the outcome of a list, or in a dry run what it would be.
type Import struct {
	DryRun  bool        `json:"dry_run"`
	Created int         `json:"created"` // rows
	Refused int         `json:"refused"` // rows
	Seats   ImportSeats `json:"seats"`
	// Charset is how the list was read. Any but UTF-8 and UTF-16 is a guess: look at the letters with accents.
	Charset Charset `json:"charset"`
	// IgnoredColumns are the columns of a CSV file that mean nothing here, as it names them.
	IgnoredColumns []string       `json:"ignored_columns"`
	Results        []ImportResult `json:"results"` // one for each row, in the same order
}

// Charset is how a list's characters were written as bytes, by its name in the registry of IANA.
type Charset string

// The charsets, as package csv has them. JSON is UTF-8.
const (
	CharsetUTF8        Charset = "utf-8"
	CharsetUTF16       Charset = "utf-16"
	CharsetWindows1252 Charset = "windows-1252"
	CharsetMacintosh   Charset = "macintosh"
)

// Values lists the charsets.
func (Charset) Values() []Charset {
	return []Charset{CharsetUTF8, CharsetUTF16, CharsetWindows1252, CharsetMacintosh}
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
	Detail: "Up to 1,000 rows: a JSON array; CSV with a header, cells separated by commas, semicolons or tabs, " +
		"other columns ignored and named; or, as plain text, addresses separated by commas, semicolons, spaces or lines, " +
		"with or without names before them. Rows that give no role have the parameter's; an address without a name gets " +
		"one made of it. Each row has its own outcome: refused rows change nothing, the others " +
		"take seats in their order. With dry_run nothing is changed. If the service could not finish, the remaining rows " +
		"have the status try_again: send the same list with the same Idempotency-Key to continue there.",
	Caller: PersonOrKey, Permission: UsersCreate, Proof: true, Creates: true,
	Bodies: []string{JSONBody, CSV, TextBody}, BodyLimit: maxImport,
	Timeout: importTime, MemoryMB: pictureMemory,
	Access:   on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem, ConditionCheckItem),
	Settings: []Setting{SettingInvitationLifetime},
})
