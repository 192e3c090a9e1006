// Package userfile reads the list of users that an import is given: a JSON array of what create-user takes, or a CSV
// file with those columns (package csv says which files are understood).
//
// What is wrong with one row is that row's, and the other rows are read; a list
// that cannot be read as a whole is refused with everything found wrong.
package userfile

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"usher/pkg/api"
	"usher/pkg/api/bind"
	"usher/pkg/api/problem"
	"usher/pkg/lib/csv"
	"usher/pkg/lib/invalid"
)

// Row is one row of a list.
type Row struct {
	Number int // of a JSON array from 1; of a CSV file the line, where the header is 1
	User   api.CreateUserInput
	Email  string          // as given, for the reader to find the row by; clipped
	Errors []problem.Field // the bad fields, up to maxErrors; none in a row that is good
	Detail string          // says that there are more; empty where there are not
}

// maxErrors is how many bad fields a row names: an answer has up to a thousand rows, and must stay below the 6 MB that
// Lambda can send.
const maxErrors = 10

// Read reads a list of at most api.MaxImportRows rows. It answers invalid_request for what is not such a list.
func Read(format api.Format, body []byte) ([]Row, error) {
	if format == api.FormatCSV {
		return readCSV(body)
	}
	return readJSON(body)
}

func readJSON(body []byte) ([]Row, error) {
	var elements []jsontext.Value
	if !json.Valid(body) {
		return nil, problem.Invalid(problem.Field{Code: invalid.MalformedJSON, Message: "the body is not valid JSON"})
	}
	if err := json.Unmarshal(body, &elements); err != nil || elements == nil {
		return nil, problem.Invalid(problem.Field{Code: invalid.WrongType, Message: "the body must be a JSON array of users"})
	}
	if err := bounded(len(elements)); err != nil {
		return nil, err
	}
	rows := make([]Row, len(elements))
	for i, element := range elements {
		rows[i] = newRow(i+1, element, nil)
	}
	return rows, nil
}

func bounded(rows int) error {
	switch {
	case rows == 0:
		return problem.InField("", invalid.New(invalid.Required, "the list must have at least one user"))
	case rows > api.MaxImportRows:
		return problem.InField("", invalid.New(csv.TooManyRows,
			"the list must have at most %d users; split it", api.MaxImportRows))
	}
	return nil
}

func readCSV(body []byte) ([]Row, error) {
	lines, err := csv.Read(body, csv.Users(), api.MaxImportRows)
	if err != nil {
		return nil, problem.InField("", err)
	}
	if err := bounded(len(lines)); err != nil {
		return nil, err
	}
	rows := make([]Row, len(lines))
	for i, line := range lines {
		object, err := json.Marshal(cells(line.Fields))
		if err != nil {
			return nil, fmt.Errorf("userfile: encoding a row: %w", err)
		}
		rows[i] = newRow(line.Line, object, line.Err)
	}
	return rows, nil
}

// cells are a row's cells as the members of an object. A spreadsheet's Owner, or
// Eigenaar in Dutch, is the role owner; spaces around a cell are nobody's name.
func cells(fields map[string]string) map[string]string {
	object := make(map[string]string, len(fields))
	for name, cell := range fields {
		object[name] = strings.TrimSpace(cell)
	}
	if role, ok := object["role"]; ok {
		object["role"] = strings.ToLower(role)
	}
	if object["role"] == "eigenaar" {
		object["role"] = string(api.Owner)
	}
	return object
}

// newRow validates one row as create-user would.
func newRow(number int, object []byte, broken *invalid.Error) Row {
	row := Row{Number: number, Email: givenEmail(object)}
	if broken != nil {
		row.Errors = problem.FieldsOf("", broken)
		return row
	}
	if err := bind.Into(&row.User, bind.Source{Body: object, HasBody: true}); err != nil {
		bad := problem.From(err)
		row.Errors = bad.Fields[:min(len(bad.Fields), maxErrors)]
		if len(row.Errors) < len(bad.Fields) {
			row.Detail = "Only the first bad fields of this row are named. There are more."
		}
	}
	return row
}

const maxShown = 254

// givenEmail is what a row gives for an address, good or not.
func givenEmail(object []byte) string {
	var named struct {
		Email any `json:"email"`
	}
	if json.Unmarshal(object, &named) != nil {
		return ""
	}
	text, _ := named.Email.(string)
	if runes := []rune(text); len(runes) > maxShown {
		return string(runes[:maxShown]) + "…"
	}
	return text
}
