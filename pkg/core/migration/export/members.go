package export

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// withMembers adds who is in which organization, by a CSV file with a header. Its columns are email, organization and
// role, and as one likes organization_name, first_name and last_name, in any order. Who is not in the export, such as
// somebody who signed in by another service, is added without a password.
func withMembers(people []*account, file io.Reader) ([]*account, error) {
	rows, err := table(file, "email", "organization", "role")
	if err != nil {
		return nil, fmt.Errorf("the members: %w", err)
	}
	known := map[string]*account{}
	for _, a := range people {
		known[strings.ToLower(a.email)] = a
	}
	for _, row := range rows {
		a := known[strings.ToLower(row["email"])]
		if a == nil {
			a = &account{email: row["email"]}
			known[strings.ToLower(a.email)] = a
			people = append(people, a)
		}
		if row["first_name"] != "" {
			a.first, a.last = row["first_name"], row["last_name"]
		}
		m := member{row["organization"], row["organization_name"], row["role"]}
		if m.name == "" {
			m.name = m.organization
		}
		if m.organization != "" {
			a.members = append(a.members, m)
		}
	}
	return people, nil
}

// table reads a CSV file with a header, row by row, by the names of its columns.
func table(file io.Reader, needed ...string) ([]map[string]string, error) {
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(records) == 0 {
		return nil, errors.New("the file is empty")
	}
	header := map[string]int{}
	for i, name := range records[0] {
		header[strings.TrimPrefix(strings.TrimSpace(name), "\ufeff")] = i
	}
	for _, name := range needed {
		if _, ok := header[name]; !ok {
			return nil, fmt.Errorf("the file has no column %q", name)
		}
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for name, i := range header {
			row[name] = strings.TrimSpace(record[i])
		}
		rows = append(rows, row)
	}
	return rows, nil
}
