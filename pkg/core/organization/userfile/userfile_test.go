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
		{"CSV with bad rows", api.FormatCSV, "email,first_name,last_name,role\nada@example.com\n,Ada,Byron,owner\nada@example.com,Ada,Byron,king\n",
			[]int{2, 3, 4}, []string{"line 2 too_few_fields", "email required", "role not_allowed"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list, err := userfile.Read(tt.format, []byte(tt.body), "", api.Roles{})
			if err != nil || len(list.Rows) != len(tt.numbers) {
				t.Fatalf("%+v, %v", list, err)
			}
			for i, row := range list.Rows {
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

// TestRolesByName: a file names a role by its id, or by its name in a language that whoever made it reads.
func TestRolesByName(t *testing.T) {
	roles, err := api.NewRoles([]api.RoleSpec{{ID: "bookkeeper", Name: api.Text{EN: "Head of Books", NL: "Boekhouder"},
		Description: api.Text{EN: "can see invoices", NL: "kan facturen zien"}, Permissions: []api.Permission{"invoices:read"}}})
	if err != nil {
		t.Fatal(err)
	}
	file := "email,first_name,last_name,role\n"
	given := []string{"bookkeeper", "BOOKKEEPER", "head of books", "Boekhouder", "Eigenaar", "owner", "king"}
	for _, role := range given {
		file += "a@example.com,Ada,Byron," + role + "\n"
	}
	list, err := userfile.Read(api.FormatCSV, []byte(file), "", roles)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []api.Role{"bookkeeper", "bookkeeper", "bookkeeper", "bookkeeper", api.Owner, api.Owner, ""} {
		if row := list.Rows[i]; row.User.Role != want || (want == "") != (named(row.Errors) == "role not_allowed") {
			t.Errorf("%s is read as %q, %v", given[i], row.User.Role, row.Errors)
		}
	}
}

func TestReadTheSameFromBoth(t *testing.T) {
	fromJSON, err := userfile.Read(api.FormatJSON, []byte("["+ada+"]"), "", api.Roles{})
	if err != nil {
		t.Fatal(err)
	}
	fromCSV, err := userfile.Read(api.FormatCSV, []byte("email,first_name,last_name,role\nAda@Example.com,Ada,Byron,OWNER\n"), "", api.Roles{})
	if err != nil {
		t.Fatal(err)
	}
	pasted, err := userfile.Read(api.FormatText, []byte("Ada Byron <Ada@Example.com>"), api.Owner, api.Roles{})
	if err != nil {
		t.Fatal(err)
	}
	want := fromJSON.Rows[0].User
	if fromCSV.Rows[0].User != want || pasted.Rows[0].User != want || want.Role != api.Owner {
		t.Errorf("%+v, %+v and %+v", want, fromCSV.Rows[0], pasted.Rows[0])
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
		{"CSV without a column", api.FormatCSV, "email,last_name,role,pet\nx", "first_name missing_column"},
		{"CSV without roles", api.FormatCSV, "email,first_name,last_name\na@example.com,A,B\n", "role required"},
		{"CSV in two charsets", api.FormatCSV, "email,first_name,last_name,role\na@example.com,Ren\xe9,é,owner\n", "line 2 not_utf8"},
		{"a quote that another row's closes", api.FormatCSV, "email,first_name,last_name,role\nbob@example.com,\"Bob,Noyce,auditor\n" +
			"cy@example.com,Cy,Young\",auditor\ndi@example.com,Di,Ross,auditor\n", "line 2 unclosed_quote"},
		{"the same, so that the row has all its cells", api.FormatCSV, "email,first_name,last_name,role\nbob@example.com,\"Bob,Noyce,auditor\n" +
			"cy@example.com,Cy\",Young,auditor\ndi@example.com,Di,Ross,auditor\n", "line 2 unclosed_quote"},
		{"the same in a column that is ignored", api.FormatCSV, "email,first_name,last_name,role,note\nbob@example.com,Bob,Noyce,auditor,\"tea\n" +
			"cy@example.com,Cy,Young,auditor,milk\"\ndi@example.com,Di,Ross,auditor,\n", "line 2 unclosed_quote"},
		{"addresses without a role", api.FormatText, "ada@example.com", "role required"},
		{"addresses without any", api.FormatText, " ,;\n", "role required"},
		{"CSV with too many", api.FormatCSV, "email,first_name,last_name,role\n" + strings.Repeat("a,b,c,d\n", api.MaxImportRows+1), "line 1002 too_many_rows"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list, err := userfile.Read(tt.format, []byte(tt.body), "", api.Roles{})
			if list != nil || !problem.Is(err, problem.InvalidRequest) || named(problem.From(err).Fields) != tt.want {
				t.Errorf("%+v, %q, want %q (%v)", list, named(problem.From(err).Fields), tt.want, err)
			}
		})
	}
}

// FuzzRead wants rows or a problem of any body, and of each row either a user
// that create-user would take or what is wrong with it.
func FuzzRead(f *testing.F) {
	f.Add("json", "["+ada+"]", "")
	f.Add("json", `[{"email":7},null,[],{},{ "role" : null}]`, "owner")
	f.Add("csv", "email,first_name,last_name,role\nada@example.com,Ada,\"By\"\"ron\",owner\n", "")
	f.Add("csv", "sep=;\nrole;email;first_name;last_name\n'=1;a;b;c\n", "")
	f.Add("text", "Ada <ada@example.com>; \"Byron, \\\"A\\\"\" <b@example.com\ne@example.com f,g", "auditor")
	f.Fuzz(func(t *testing.T, format, body, role string) {
		if format != "csv" && format != "text" {
			format = "json"
		}
		list, err := userfile.Read(api.Format(format), []byte(body), api.Role(role), api.Roles{})
		if (err == nil) != (list != nil) || err != nil && !problem.Is(err, problem.InvalidRequest) {
			t.Fatalf("%+v, %v", list, err)
		}
		if list == nil {
			return
		}
		if len(list.Rows) == 0 || len(list.Rows) > api.MaxImportRows {
			t.Errorf("%d rows", len(list.Rows))
		}
		for _, row := range list.Rows {
			if len(row.Errors) == 0 && (row.User.Email.Key == "" || row.User.FirstName == "" || row.User.Role == "") {
				t.Errorf("%+v", row)
			}
		}
	})
}
