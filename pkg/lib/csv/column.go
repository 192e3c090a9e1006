package csv

import (
	"slices"
	"strings"
	"unicode"

	"usher/pkg/lib/invalid"
)

// Column is a column that a file may have.
type Column struct {
	Name     string   // the key of its cells in Row.Fields
	Aliases  []string // other names that a header may use
	Optional bool     // whether a file, or a row, may lack it
}

// Columns are all the columns of a file. No two may have a name or alias in common.
type Columns []Column

// Users are the columns of a list of users to invite, in English and Dutch: the names that spreadsheets, directories
// and their exports use.
func Users() Columns {
	return Columns{
		{Name: "email", Aliases: []string{"E-mail address", "Mail", "Mail address", "Primary email", "E-mailadres",
			"Mailadres"}},
		{Name: "first_name", Aliases: []string{"First", "Given name", "Forename", "Voornaam", "Roepnaam"}},
		{Name: "infix", Aliases: []string{"Tussenvoegsel", "Tussenvoegsels", "Voorvoegsel", "Voorvoegsels"}, Optional: true},
		{Name: "last_name", Aliases: []string{"Last", "Family name", "Surname", "Achternaam", "Familienaam"}, Optional: true},
		{Name: "role", Aliases: []string{"Rol"}, Optional: true},
	}
}

// header says where a file has its columns.
type header struct {
	names   []string // of each cell's column; empty if it was not asked for
	need    int      // how many cells a row must have to have all columns that are not optional
	ignored []string // as the file names them, each once
	missing []string // optional columns that are not there
}

// bind finds the columns in a header's cells, or reports everything that is wrong with it.
func (c Columns) bind(cells []string, line int) (header, invalid.Errors) {
	var errs invalid.Errors
	var h header
	names, seen := c.names(), map[string]int{}
	for _, cell := range withoutEmptyEnd(cells) {
		column := names[key(cell)]
		h.add(column, strings.TrimSpace(unguard(cell)))
		if column.Name == "" {
			continue
		}
		if seen[column.Name]++; seen[column.Name] == 2 {
			errs = append(errs, column.fail(line, invalid.DuplicateColumn, "there must be one column %s only"))
		}
	}
	if len(seen) == 0 {
		return h, invalid.Errors{fail(line, invalid.NoHeader, "the first line must name the columns: %s", c)}
	}
	for _, column := range c {
		switch {
		case seen[column.Name] > 0:
		case column.Optional:
			h.missing = append(h.missing, column.Name)
		default:
			errs = append(errs, column.fail(line, invalid.MissingColumn, "there must be a column %s"))
		}
	}
	return h, errs
}

func (c Column) fail(line int, code invalid.Code, format string) *invalid.Error {
	e := fail(line, code, format, c.Name)
	e.Column = c.Name
	return e
}

// add adds the next column, which the file names so.
func (h *header) add(column Column, named string) {
	h.names = append(h.names, column.Name)
	switch {
	case column.Name != "" && !column.Optional:
		h.need = len(h.names)
	case column.Name == "" && named != "" && !slices.Contains(h.ignored, named):
		h.ignored = append(h.ignored, named)
	}
}

// String lists the names of the columns that a file must have.
func (c Columns) String() string {
	var names []string
	for _, column := range c {
		if !column.Optional {
			names = append(names, column.Name)
		}
	}
	return strings.Join(names, ", ")
}

// names maps the key of every name and alias to its column.
func (c Columns) names() map[string]Column {
	names := map[string]Column{}
	for _, column := range c {
		for _, name := range append([]string{column.Name}, column.Aliases...) {
			names[key(name)] = column
		}
	}
	return names
}

// key is what two spellings of a column's name have in common: their letters and digits, in lower case, without a
// remark in brackets such as "[Required]".
func key(name string) string {
	if end := strings.IndexAny(name, "[("); end > 0 {
		name = name[:end]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// withoutEmptyEnd drops the empty cells at the end of a line, which spreadsheets write where something was deleted.
func withoutEmptyEnd(cells []string) []string {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}
