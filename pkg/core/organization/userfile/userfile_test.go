package userfile_test

import (
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/organization/userfile"
)

const ada = `{"email":"Ada@Example.com","first_name":"Ada","last_name":"Byron","role":"owner"}`

func TestRead(t *testing.T) {
	tests := []struct {
		name    string
		format  api.Format
		body    string
		numbers []int    // of the rows
		bad     []string // by row: "field code", joined by ", "
	}{
		{"JSON", api.FormatJSON, "[" + ada + "," + ada + "]", []int{1, 2}, []string{"", ""}},
		{"what create-user refuses", api.FormatJSON, `[{"email":"a b","first_name":"","role":"king","more":1},7,` + ada + `]`,
			[]int{1, 2, 3}, []string{"email no_at_sign, first_name required, role not_allowed, more unknown_field", " wrong_type", ""}},
		{"a name twice", api.FormatJSON, `[{"email":"a@example.com","email":"b@example.com"}]`, []int{1}, []string{" malformed_json"}},
		{"CSV in any order, quoted", api.FormatCSV, "\xef\xbb\xbfRole;Last name;First Name;E-Mail\r\nOwner;\"Byron\"; Ada ;Ada@Example.com\r\n\r\nauditor;Hopper;Grace;grace@example.com\r\n",
			[]int{2, 4}, []string{"", ""}},
		{"CSV in Dutch, with tabs and more columns", api.FormatCSV, "Nr\tE-mailadres\tVoornaam\tAchternaam\tRol\r1\tada@example.com\tAda\tByron\tEigenaar\r2\tx\tAda\tByron\tKoning",
			[]int{2, 3}, []string{"", "email no_at_sign, role not_allowed"}},
		{"CSV as it was exported", api.FormatCSV, "sep=,\nline,email,first_name,last_name,role,status\n2,'+ada@example.com,'=Ada,Byron,owner,invalid\n", []int{3}, []string{""}},
		{"CSV with bad rows", api.FormatCSV, "email,first_name,last_name,role\nada@example.com,Ada\n,Ada,Byron,owner\nada@example.com,Ada,Byron,king\n",
			[]int{2, 3, 4}, []string{"line 2 too_few_fields", "email required", "role not_allowed"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows, err := userfile.Read(tt.format, []byte(tt.body))
			if err != nil || len(rows) != len(tt.numbers) {
				t.Fatalf("%d rows, %v", len(rows), err)
			}
			for i, row := range rows {
				if row.Number != tt.numbers[i] || named(row.Errors) != tt.bad[i] {
					t.Errorf("row %d: %d, %q, want %d, %q", i, row.Number, named(row.Errors), tt.numbers[i], tt.bad[i])
				}
				if len(row.Errors) == 0 && row.User.Email.Key == "" {
					t.Errorf("row %d has neither an address nor errors", i)
				}
			}
		})
	}
}

func named(fields []problem.Field) string {
	var all []string
	for _, f := range fields {
		all = append(all, f.Field+" "+string(f.Code))
	}
	return strings.Join(all, ", ")
}

func TestReadTheSameFromBoth(t *testing.T) {
	fromJSON, err := userfile.Read(api.FormatJSON, []byte("["+ada+"]"))
	if err != nil {
		t.Fatal(err)
	}
	fromCSV, err := userfile.Read(api.FormatCSV, []byte("email,first_name,last_name,role\nAda@Example.com,Ada,Byron,OWNER\n"))
	if err != nil {
		t.Fatal(err)
	}
	if fromJSON[0].User != fromCSV[0].User || fromJSON[0].User.Role != api.Owner {
		t.Errorf("%+v and %+v", fromJSON[0], fromCSV[0])
	}
}

func TestReadRefuses(t *testing.T) {
	tests := []struct {
		name       string
		format     api.Format
		body, want string
	}{
		{"nothing", api.FormatJSON, "", " malformed_json"},
		{"half an array", api.FormatJSON, "[" + ada, " malformed_json"},
		{"an object", api.FormatJSON, ada, " wrong_type"},
		{"null", api.FormatJSON, "null", " wrong_type"},
		{"an empty array", api.FormatJSON, "[]", " required"},
		{"too many", api.FormatJSON, "[" + strings.Repeat("1,", api.MaxImportRows) + "1]", " too_many_rows"},
		{"CSV without a header", api.FormatCSV, "", "line 1 no_header"},
		{"CSV with a header alone", api.FormatCSV, "email,first_name,last_name,role\n", " required"},
		{"CSV without a column", api.FormatCSV, "email,first_name,role,pet\nx", "line 1 missing_column"},
		{"CSV in another encoding", api.FormatCSV, "email,first_name,last_name,role\na@example.com,Ren\xe9,X,owner\n", "line 2 not_utf8"},
		{"CSV with too many", api.FormatCSV, "email,first_name,last_name,role\n" + strings.Repeat("a,b,c,d\n", api.MaxImportRows+1), "line 1002 too_many_rows"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows, err := userfile.Read(tt.format, []byte(tt.body))
			if rows != nil || !problem.Is(err, problem.InvalidRequest) || named(problem.From(err).Fields) != tt.want {
				t.Errorf("%d rows, %q, want %q (%v)", len(rows), named(problem.From(err).Fields), tt.want, err)
			}
		})
	}
}

// FuzzRead wants rows or a problem of any body, and of each row either a user
// that create-user would take or what is wrong with it.
func FuzzRead(f *testing.F) {
	f.Add(false, "["+ada+"]")
	f.Add(false, `[{"email":7},null,[]]`)
	f.Add(true, "email,first_name,last_name,role\nada@example.com,Ada,\"By\"\"ron\",owner\n")
	f.Add(true, "sep=;\nrole;email;first_name;last_name\n'=1;a;b;c\n")
	f.Fuzz(func(t *testing.T, isCSV bool, body string) {
		format := api.FormatJSON
		if isCSV {
			format = api.FormatCSV
		}
		rows, err := userfile.Read(format, []byte(body))
		if (err == nil) != (len(rows) > 0) || err != nil && !problem.Is(err, problem.InvalidRequest) {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		for _, row := range rows {
			if len(row.Errors) == 0 && row.User.Email.Key == "" {
				t.Errorf("%+v", row)
			}
		}
	})
}
