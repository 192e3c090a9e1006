package csv_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usher/pkg/lib/csv"
)

const header = "email,first_name,last_name,role\n"

func person(email, first, last, role string) map[string]string {
	return map[string]string{"email": email, "first_name": first, "last_name": last, "role": role}
}

var ada = person("ada@example.com", "Ada", "Byron", "owner")

func TestRead(t *testing.T) {
	row := func(line int, fields map[string]string) csv.Row { return csv.Row{Line: line, Fields: fields} }
	one := []csv.Row{row(2, ada)}
	const cells = "ada@example.com,Ada,Byron,owner"
	tests := []struct {
		name, file string
		want       []csv.Row
	}{
		{"header alone", header, nil},
		{"header without an end", strings.TrimSuffix(header, "\n"), nil},
		{"one row", header + cells + "\n", one},
		{"no line break at the end", header + cells, one},
		{"CRLF", "email,first_name,last_name,role\r\n" + cells + "\r\n", one},
		{"CR", "email,first_name,last_name,role\r" + cells + "\r", one},
		{"CR, LF and CRLF", "email,first_name,last_name,role\r" + cells + "\n" + cells + "\r\n" + cells + "\r",
			[]csv.Row{row(2, ada), row(3, ada), row(4, ada)}},
		{"byte order mark", "\ufeff" + header + cells, one},
		{"byte order mark before a quote", "\ufeff\"email\",first_name,last_name,role\n" + cells, one},
		{"semicolons", strings.ReplaceAll(header+cells, ",", ";"), one},
		{"semicolons, with commas in a quoted name", "\"First, name\";email;last name;role\nAda;ada@example.com;Byron;owner", one},
		{"another order", "role,last_name,first_name,email\nowner,Byron,Ada,ada@example.com", one},
		{"as people write it", "E-Mail , FIRST NAME,Last-Name,\"Role*\"\n" + cells, one},
		{"joined up", "eMail,FirstName,LASTNAME,role\n" + cells, one},
		{"other names", "E-mail address,Given name,Surname,Role\n" + cells, one},
		{"separator declared", "sep=;\r\nemail;first_name;last_name;role\r\nada@example.com;Ada;Byron;owner", []csv.Row{row(3, ada)}},
		{"separator declared in quotes", "\ufeff\"SEP=,\"\n" + header + cells, []csv.Row{row(3, ada)}},
		{"blank lines", "\n \n" + header + "\n,,,\n \t,\n" + cells + "\n\n", []csv.Row{row(7, ada)}},
		{"empty cells too many", "email,first_name,last_name,role,,\n" + cells + ",,,,", one},
		{"quoted", header + `"ada@example.com","Ada","Byron","owner"`, one},
		{"a cell may be empty", header + `ada@example.com,Ada,"",owner`, []csv.Row{row(2, person("ada@example.com", "Ada", "", "owner"))}},
		{"separator, quotes and spaces in a cell", header + `x," A, ""B"" ", y ,z`, []csv.Row{row(2, person("x", ` A, "B" `, " y ", "z"))}},
		{"line breaks in a cell", header + "x,\"a\r\nb\rc\nd\",y,z\n" + cells, []csv.Row{row(2, person("x", "a\nb\nc\nd", "y", "z")), row(6, ada)}},
		{"other scripts", header + "x,Ἀριστοτέλης,李小龍,z", []csv.Row{row(2, person("x", "Ἀριστοτέλης", "李小龍", "z"))}},
		{"guarded cells", header + "'+ada@example.com,'@Ada,''=x,'t Hooft", []csv.Row{row(2, person("+ada@example.com", "@Ada", "'=x", "'t Hooft"))}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			columns := csv.Users()
			columns[1].Aliases = append(columns[1].Aliases, "First, name")
			got, err := csv.Read([]byte(tt.file), columns, 10)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestFileErrors: what makes a whole file unreadable, all of it at once.
func TestFileErrors(t *testing.T) {
	utf16le := func(mark string) string {
		b := []byte(mark)
		for _, u := range utf16.Encode([]rune(header)) {
			b = append(b, byte(u), byte(u>>8))
		}
		return string(b)
	}
	tests := []struct {
		name, file string
		want       []string // line:column code
	}{
		{"empty", "", []string{"1:0 no_header"}},
		{"blank", "\n , \n\r\n", []string{"1:0 no_header"}},
		{"only a mark", "\ufeff", []string{"1:0 no_header"}},
		{"only a separator", "sep=;", []string{"1:0 no_header"}},
		{"no header", "\nada@example.com,Ada,Byron,owner\n", []string{"2:0 no_header"}},
		{"tabs", strings.ReplaceAll(header, ",", "\t"), []string{"1:0 no_header"}},
		{"columns missing", "role,email\n", []string{"1:0 missing_column", "1:0 missing_column"}},
		{"a column unknown", "email,first_name,last_name,Größe,role\n", []string{"1:28 unknown_column"}},
		{"a column without a name", "email,first_name,,last_name,role\n", []string{"1:18 unknown_column"}},
		{"a column twice", "email,first_name,last_name,role,E-mail\n", []string{"1:33 duplicate_column"}},
		{"a column twice, under an alias", "email,first_name,last_name,role,Surname\n", []string{"1:33 duplicate_column"}},
		{"all of it", "Größe;email;email;last name;role", []string{"1:1 unknown_column", "1:13 duplicate_column", "1:0 missing_column"}},
		{"too many columns", "email" + strings.Repeat(",x", 64), []string{"1:0 too_many_columns"}},
		{"quotes in the header", "email,first\"name\n", []string{"1:12 unbalanced_quote"}},
		{"a quote not closed in the header", "\"email,first\nname\n", []string{"1:0 unbalanced_quote"}},
		{"a quote not closed", header + "a,b,c,d\na,\"b,c,d\na,b,c,d\na,b,c,d\n", []string{"3:0 unbalanced_quote"}},
		{"a quote closed by another row's", header + "a,\"b,c,d\na,\"b\",c,d\na,b,c,d\n", []string{"2:0 unbalanced_quote"}},
		{"UTF-16, little end first", utf16le("\xff\xfe"), []string{"1:1 not_utf8"}},
		{"UTF-16, without a mark", utf16le(""), []string{"1:1 not_utf8"}},
		{"UTF-16, big end first", "\xfe\xff\x00e\x00m", []string{"1:1 not_utf8"}},
		{"Latin 1", header + "a,Zoé,c,d\na,Zo\xe9,c,d\n", []string{"3:5 not_utf8"}},
		{"NUL", header + "é,\x00,c,d\n", []string{"2:3 nul_byte"}},
		{"NUL after CR", "email,first_name,last_name,role\ra,\x00", []string{"2:3 nul_byte"}},
		{"too many rows", header + "a,b,c,d\n\na,b,c,d\na,b,c,d\n\na,b,c,d\n", []string{"7:0 too_many_rows"}},
		{"too many rows, of bad ones", header + "a\nb\nc\nd\n", []string{"5:0 too_many_rows"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			const limit = 3
			rows, err := csv.Read([]byte(tt.file), csv.Users(), limit)
			var all csv.Errors
			var first *csv.Error
			if !errors.As(err, &all) || !errors.As(err, &first) || first != all[0] || rows != nil {
				t.Fatalf("got %v and %T: %v", rows, err, err)
			}
			var got []string
			for _, e := range all {
				got = append(got, fmt.Sprintf("%d:%d %s", e.Line, e.Column, e.Code))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s\n%v", diff, err)
			}
		})
	}
}

// TestRowErrors: what is wrong with one row leaves the others.
func TestRowErrors(t *testing.T) {
	tests := []struct {
		name, row string
		want      csv.Error // with the row on line 3
		fields    map[string]string
	}{
		{"too few", "x,y,z", csv.Error{Line: 3, Code: csv.TooFewFields, Message: "has 3 of 4 cells"},
			map[string]string{"email": "x", "first_name": "y", "last_name": "z"}},
		{"too many", "x,y,z,é,w,,v,", csv.Error{Line: 3, Column: 9, Code: csv.TooManyFields,
			Message: "has 7 cells instead of 4; quote a cell that has the separator in it"}, person("x", "y", "z", "é")},
		{"too many, over two lines", "x,y,\"z\nz\",é,w", csv.Error{Line: 4, Column: 6, Code: csv.TooManyFields,
			Message: "has 5 cells instead of 4; quote a cell that has the separator in it"}, person("x", "y", "z\nz", "é")},
		{"a quote inside", `é,5" tall,z,w`, csv.Error{Line: 3, Column: 4, Code: csv.UnbalancedQuote,
			Message: "a quotation mark is out of place; quote a cell as a whole, and double the marks that are part of it"}, nil},
		{"text after a quote", `é,"y"y,z,w`, csv.Error{Line: 3, Column: 5, Code: csv.UnbalancedQuote,
			Message: "a quotation mark is out of place; quote a cell as a whole, and double the marks that are part of it"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			const good = "ada@example.com,Ada,Byron,owner\n"
			rows, err := csv.Read([]byte(header+good+tt.row+"\n"+good), csv.Users(), 3)
			if err != nil || len(rows) != 3 {
				t.Fatal(rows, err)
			}
			if diff := cmp.Diff(csv.Row{Line: 3, Fields: tt.fields, Err: &tt.want}, rows[1]); diff != "" {
				t.Error(diff)
			}
			for _, i := range []int{0, 2} {
				if diff := cmp.Diff(csv.Row{Line: rows[i].Line, Fields: ada}, rows[i]); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

// TestLastQuote: a quote that is not closed on the last line takes in no other.
func TestLastQuote(t *testing.T) {
	rows, err := csv.Read([]byte(header+"a,b,c,d\na,\"b,c,d\n"), csv.Users(), 5)
	if err != nil || len(rows) != 2 || rows[0].Err != nil || rows[1].Err == nil || rows[1].Err.Line != 3 {
		t.Error(rows, err)
	}
}

func TestMessages(t *testing.T) {
	long := strings.Repeat("x", 100)
	_, err := csv.Read([]byte("role,email,first_name,"+long+",a\x1b[1m\n"), csv.Users(), 1)
	want := "line 1, character 23: there must be no column \"" + long[:40] + "…\"\n" +
		"line 1, character 124: there must be no column \"a\\x1b[1m\"\n" +
		"line 1: there must be a column last_name"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// TestSpellings writes any table in any of the accepted ways, and reads it. Its
// cells have no single quotes, of which TestComesBack has all.
func TestSpellings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringOfN(rapid.SampledFrom([]rune("aé李 ,;\"\n.")), 0, 8, -1)
		table := rapid.SliceOfN(rapid.SliceOfN(cell, 3, 3), 0, 5).Draw(t, "table")
		separator := rapid.SampledFrom([]string{",", ";"}).Draw(t, "separator")
		end := rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "end")
		always := rapid.Bool().Draw(t, "quoted")
		file := rapid.SampledFrom([]string{"", "\ufeff", "sep=" + separator + end, "\ufeff" + end}).Draw(t, "start")
		file += line([]string{"role", "E-mail", "First name", "last_name"}, separator, end, always)
		want := []map[string]string{}
		for _, cells := range table {
			file += line(append([]string{"auditor"}, cells...), separator, end, always)
			want = append(want, person(cells[0], cells[1], cells[2], "auditor"))
		}
		rows, err := csv.Read([]byte(file), csv.Users(), len(table))
		if err != nil {
			t.Fatalf("%q: %v", file, err)
		}
		got := []map[string]string{}
		for _, row := range rows {
			if row.Err != nil {
				t.Errorf("%q: %v", file, row.Err)
			}
			got = append(got, row.Fields)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", file, diff)
		}
	})
}

// line is a line as RFC 4180 says, its inner line breaks like its end.
func line(cells []string, separator, end string, always bool) string {
	written := make([]string, len(cells))
	for i, cell := range cells {
		written[i] = cell
		if always || strings.ContainsAny(cell, "\",;\n") {
			written[i] = `"` + strings.ReplaceAll(strings.ReplaceAll(cell, `"`, `""`), "\n", end) + `"`
		}
	}
	return strings.Join(written, separator) + end
}
