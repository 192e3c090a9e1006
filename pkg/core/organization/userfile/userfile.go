// Package userfile reads the list of users that an import is given: a JSON array of what create-user takes, a CSV file
// with those columns (package csv says which files are understood), or addresses as people paste them.
//
// What is wrong with one row is that row's, and the other rows are read; a list that cannot be read as a whole is
// refused with everything found wrong.
package userfile

import (
	"encoding/json"
	"fmt"
	"slices"

	"usher/pkg/api"
	"usher/pkg/api/bind"
	"usher/pkg/api/problem"
	"usher/pkg/lib/invalid"
)

// List is a list of users as it was read.
type List struct {
	Rows    []Row
	Charset api.Charset
	Ignored []string // columns that mean nothing here, as the file names them; up to maxIgnored, clipped
}

// Row is one row of a list.
type Row struct {
	Number int // of a JSON array or of pasted addresses from 1; of a CSV file the line, where the header is 1
	User   api.CreateUserInput
	Given  Given
	Errors []problem.Field // the bad fields, up to maxErrors; none in a row that is good
	Detail string          // says that there are more; empty where there are not
}

// Given is what a row says, good or not, for the reader to find it by. It is clipped.
type Given struct{ Email, FirstName, LastName, Role string }

const (
	// maxErrors is how many bad fields a row names: an answer has up to a thousand rows, and must stay below the 6 MB
	// that Lambda can send.
	maxErrors  = 10
	maxIgnored = 50
	maxAddress = 254 // characters of what is given that are shown
	maxName    = 60
)

// reader reads lists.
type reader struct {
	role  api.Role  // of the rows that give none; may be empty
	roles api.Roles // those there are
}

// Read reads a list of at most api.MaxImportRows rows. Those that give no role have the one that is passed, if any. It
// answers invalid_request for what is not such a list.
func Read(format api.Format, body []byte, role api.Role, roles api.Roles) (*List, error) {
	r := reader{role, roles}
	read := map[api.Format]func([]byte) (*List, error){
		api.FormatJSON: r.json, api.FormatCSV: r.csv, api.FormatText: r.addresses}[format]
	list, err := read(body)
	if err == nil {
		err = bounded(len(list.Rows))
	}
	if err != nil {
		return nil, err
	}
	return list, nil
}

func bounded(rows int) error {
	switch {
	case rows == 0:
		return problem.InField("", invalid.New(invalid.Required, "the list must have at least one user"))
	case rows > api.MaxImportRows:
		return problem.InField("", invalid.New(invalid.TooManyRows,
			"the list must have at most %d users; split it", api.MaxImportRows))
	}
	return nil
}

// noRole refuses a list that names nobody's role, where the caller names none for all.
func noRole() error {
	return problem.InField("role", invalid.New(invalid.Required, "must be given, as the list has no roles"))
}

// fromFields makes a row of the members that an object of create-user would have.
func (r reader) fromFields(number int, fields map[string]string, broken *invalid.Error) (Row, error) {
	object, err := json.Marshal(fields)
	if err != nil {
		return Row{}, fmt.Errorf("userfile: encoding a row: %w", err)
	}
	return r.newRow(number, object, broken), nil
}

// newRow validates one row as create-user would.
func (r reader) newRow(number int, object []byte, broken *invalid.Error) Row {
	row := Row{Number: number, Given: given(object)}
	if broken != nil {
		row.Errors = problem.FieldsOf("", broken)
		return row
	}
	if err := bind.Into(&row.User, bind.Source{Body: object, HasBody: true, Roles: r.roles}); err != nil {
		bad := problem.From(err)
		row.Errors = bad.Fields[:min(len(bad.Fields), maxErrors)]
		if len(row.Errors) < len(bad.Fields) {
			row.Detail = "Only the first bad fields of this row are named. There are more."
		}
	}
	return row
}

// given is what an object has of a user, as far as it is text.
func given(object []byte) Given {
	var has struct {
		Email any `json:"email"`
		First any `json:"first_name"`
		Last  any `json:"last_name"`
		Role  any `json:"role"`
	}
	if json.Unmarshal(object, &has) != nil {
		return Given{}
	}
	return Given{clipped(has.Email, maxAddress), clipped(has.First, maxName), clipped(has.Last, maxName),
		clipped(has.Role, maxName)}
}

func clipped(value any, most int) string {
	text, _ := value.(string)
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// ignored are names of columns for an answer, which must not grow with the file.
func ignored(columns []string) []string {
	short := make([]string, 0, maxIgnored)
	for _, name := range columns[:min(len(columns), maxIgnored)] {
		short = append(short, clipped(name, maxName))
	}
	return slices.Clip(short)
}
