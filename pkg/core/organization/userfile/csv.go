package userfile

import (
	"slices"
	"strings"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/lib/csv"
)

func (r reader) csv(body []byte) (*List, error) {
	file, err := csv.Read(body, csv.Users(), api.MaxImportRows)
	if err != nil {
		return nil, problem.InField("", err)
	}
	if r.role == "" && slices.Contains(file.Missing, "role") {
		return nil, noRole()
	}
	list := &List{Charset: api.Charset(file.Charset), Ignored: ignored(file.Ignored)}
	for _, line := range file.Rows {
		if hasBreak(line.Fields) {
			return nil, problem.InField("", csv.Swallows(line.Line))
		}
		row, err := r.fromFields(line.Line, r.user(line.Fields), line.Err)
		if err != nil {
			return nil, err
		}
		list.Rows = append(list.Rows, row)
	}
	return list, nil
}

// hasBreak reports a line break inside a cell, which no address, name or role has: a quotation mark took in the next
// line, and the mark of yet another row closed it.
func hasBreak(fields map[string]string) bool {
	for _, cell := range fields {
		if strings.Contains(strings.TrimSpace(cell), "\n") {
			return true
		}
	}
	return false
}

// user has a row's cells as the members of an object. Spaces around a cell are nobody's name.
func (r reader) user(cells map[string]string) map[string]string {
	fields := make(map[string]string, len(cells))
	for name, cell := range cells {
		fields[name] = strings.TrimSpace(cell)
	}
	if infix := fields["infix"]; infix != "" { // "de" of Jan de Vries
		fields["last_name"] = infix + " " + fields["last_name"]
	}
	delete(fields, "infix")
	if fields["role"] = r.roleNamed(fields["role"]); fields["role"] == "" {
		delete(fields, "role") // so that it is missing, and not a bad one
	}
	return fields
}

// roleNamed is the role that a list means: by its id or its name in any language, in any case.
func (r reader) roleNamed(name string) string {
	if name == "" {
		return string(r.role)
	}
	if role, ok := r.roles.Named(name); ok {
		return string(role)
	}
	return name
}
