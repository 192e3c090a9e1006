package csv

import (
	"strings"
	"unicode"

	"usher/pkg/lib/invalid"
)

// Column is a column that a file must have.
type Column struct {
	Name    string   // the key of its cells in Row.Fields
	Aliases []string // other names that a header may use
}

// Columns are all the columns of a file. No two may have a name or alias in common.
type Columns []Column

// Users are the columns of a list of users to invite, in English and Dutch.
func Users() Columns {
	return Columns{
		{"email", []string{"E-mail address", "E-mailadres"}},
		{"first_name", []string{"Given name", "Voornaam"}},
		{"last_name", []string{"Family name", "Surname", "Achternaam"}},
		{"role", []string{"Rol"}},
	}
}

// header says where a file has its columns.
type header struct {
	names []string // of each cell's column; empty if it was not asked for
	need  int      // how many cells a row must have to have all columns
}

// bind finds the columns in a header's cells, or reports everything that is wrong with it.
func (c Columns) bind(cells []string, line int) (header, invalid.Errors) {
	var errs invalid.Errors
	var h header
	names, seen := c.names(), map[string]int{}
	for i, cell := range withoutEmptyEnd(cells) {
		name := names[key(cell)]
		h.names = append(h.names, name)
		if name == "" {
			continue
		}
		h.need = i + 1
		if seen[name]++; seen[name] == 2 {
			errs = append(errs, fail(line, DuplicateColumn, "there must be one column %s only", name))
		}
	}
	if len(seen) == 0 {
		return h, invalid.Errors{fail(line, NoHeader, "the first line must name the columns: %s", c)}
	}
	for _, column := range c {
		if seen[column.Name] == 0 {
			errs = append(errs, fail(line, MissingColumn, "there must be a column %s", column.Name))
		}
	}
	return h, errs
}

// String lists the columns' names.
func (c Columns) String() string {
	names := make([]string, len(c))
	for i, column := range c {
		names[i] = column.Name
	}
	return strings.Join(names, ", ")
}

// names maps the key of every name and alias to its column's name.
func (c Columns) names() map[string]string {
	names := map[string]string{}
	for _, column := range c {
		for _, name := range append([]string{column.Name}, column.Aliases...) {
			names[key(name)] = column.Name
		}
	}
	return names
}

// key is what two spellings of a column's name have in common: their letters and digits, in lower case, without a
// remark in brackets such as "[Required]".
func key(name string) string {
	name, _, _ = strings.Cut(name, "[")
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
