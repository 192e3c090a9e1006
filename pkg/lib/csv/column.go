package csv

import (
	"fmt"
	"strings"
	"unicode"
)

// Column is a column that a file must have.
type Column struct {
	Name    string   // what its cells are filed under in Row.Fields
	Aliases []string // other names a header may have for it
}

// Columns are all the columns of a file. No two may have a name or alias in
// common.
type Columns []Column

// Users are the columns of a list of users to invite.
func Users() Columns {
	return Columns{
		{"email", []string{"E-mail address"}},
		{"first_name", []string{"Given name"}},
		{"last_name", []string{"Family name", "Surname"}},
		{"role", nil},
	}
}

// maxColumns bounds what a header is judged by, and so the list of its errors.
const maxColumns = 64

// bind gives the name of the column each of a header's cells stands for, or
// everything that is wrong with the header. at gives a cell's place.
func (c Columns) bind(cells []string, at func(cell int) (line, column int)) ([]string, Errors) {
	cells = withoutEmptyEnd(cells)
	firstLine, _ := at(0)
	if len(cells) > maxColumns {
		return nil, fail(firstLine, 0, TooManyColumns, "must have at most %d columns", maxColumns)
	}
	var errs Errors
	var bound []string
	names, seen := c.names(), map[string]bool{}
	for i, cell := range cells {
		name := names[key(cell)]
		line, column := at(i)
		switch {
		case name == "" && strings.TrimSpace(cell) == "":
			errs = append(errs, &Error{line, column, UnknownColumn, fmt.Sprintf("column %d has no name", i+1)})
		case name == "":
			errs = append(errs, &Error{line, column, UnknownColumn, "there must be no column " + clip(cell)})
		case seen[name]:
			errs = append(errs, &Error{line, column, DuplicateColumn, "there must be one column " + name + " only"})
		}
		bound = append(bound, name)
		if name != "" {
			seen[name] = true
		}
	}
	if len(seen) == 0 {
		return nil, fail(firstLine, 0, NoHeader, "the first line must name the columns: %s", c)
	}
	for _, column := range c {
		if !seen[column.Name] {
			errs = append(errs, &Error{firstLine, 0, MissingColumn, "there must be a column " + column.Name})
		}
	}
	return bound, errs
}

// String is the columns' names.
func (c Columns) String() string {
	names := make([]string, len(c))
	for i, column := range c {
		names[i] = column.Name
	}
	return strings.Join(names, ", ")
}

// names are the columns' names by the keys of all they are called.
func (c Columns) names() map[string]string {
	names := map[string]string{}
	for _, column := range c {
		names[key(column.Name)] = column.Name
		for _, alias := range column.Aliases {
			names[key(alias)] = column.Name
		}
	}
	return names
}

// key is what two spellings of a column's name have in common: their letters and
// digits, in lower case.
func key(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// withoutEmptyEnd drops the empty cells at a line's end, which spreadsheets
// write where there once was something.
func withoutEmptyEnd(cells []string) []string {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}
