package csv_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usher/pkg/lib/csv"
	"usher/pkg/lib/invalid"
)

const header = "email,first_name,last_name,role\n"

func person(email, first, last, role string) map[string]string {
	return map[string]string{"email": email, "first_name": first, "last_name": last, "role": role}
}

// utf16Text is text in UTF-16.
func utf16Text(s string, order binary.AppendByteOrder) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
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
		{"tabs", strings.ReplaceAll(header+cells, ",", "\t"), one},
		{"tabs, with commas and semicolons in the names", "Role\tE-mail\t\"First, given; name\"\tLast name\nowner\tada@example.com\tAda\tByron",
			one},
		{"tabs declared", "sep=\t\n" + strings.ReplaceAll(header+cells, ",", "\t"), []csv.Row{row(3, ada)}},
		{"another separator declared than the header has more of", "sep=,\nemail,first_name,last_name,role,;;;;;\n" + cells, []csv.Row{row(3, ada)}},
		{"UTF-16, little end first", utf16Text("\ufeff"+header+cells, binary.LittleEndian), one},
		{"UTF-16, big end first", utf16Text("\ufeff"+header+cells, binary.BigEndian), one},
		{"UTF-16, little end first, without a mark", utf16Text(header+cells, binary.LittleEndian), one},
		{"UTF-16, big end first, without a mark", utf16Text(header+cells, binary.BigEndian), one},
		{"Unicode text of a spreadsheet", utf16Text("\ufeff"+strings.ReplaceAll("email,first_name,last_name,role\r\nx,Zoé,\"𐐷\"\"\",z\r\n", ",", "\t"), binary.LittleEndian),
			[]csv.Row{row(2, person("x", "Zoé", "𐐷\"", "z"))}},
		{"UTF-16, cut short", utf16Text(header+"x,y,z,é", binary.LittleEndian) + "x", []csv.Row{row(2, person("x", "y", "z", "é\uFFFD"))}},
		{"Dutch", "E-mailadres;Voornaam;Achternaam;Rol\nada@example.com;Ada;Byron;owner", one},
		{"columns that nobody asked for", "Nr,email,First Name [Required],,last_name,Größe,role,note\n1,ada@example.com,Ada,,Byron,2,owner,x\n2," +
			"ada@example.com,Ada,,Byron,2,owner", []csv.Row{row(2, ada), row(3, ada)}},
		{"guarded cells", header + "'+ada@example.com,'@Ada,''=x,'t Hooft", []csv.Row{row(2, person("+ada@example.com", "@Ada", "'=x", "'t Hooft"))}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			columns := csv.Users()
			columns[1].Aliases = append(columns[1].Aliases, "First, given; name", "First, name")
			got, err := csv.Read([]byte(tt.file), columns, 10)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got.Rows); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestFile has what is said of a file as a whole.
func TestFile(t *testing.T) {
	tests := []struct {
		name, file string
		want       csv.File
	}{
		{"all columns", "email,first_name,infix,last_name,role\na,b,c,d,e", csv.File{Charset: csv.UTF8, Rows: []csv.Row{{Line: 2,
			Fields: map[string]string{"email": "a", "first_name": "b", "infix": "c", "last_name": "d", "role": "e"}}}}},
		{"no more than there must be, and cells left out", "Mail;Note;Note;Forename (given);Row;role;\r\na;1;2;b\r\na;1;2;b;3;c\r\n",
			csv.File{Charset: csv.UTF8, Ignored: []string{"Note", "Row"}, Missing: []string{"infix", "last_name"}, Rows: []csv.Row{
				{Line: 2, Fields: map[string]string{"email": "a", "first_name": "b", "role": ""}},
				{Line: 3, Fields: map[string]string{"email": "a", "first_name": "b", "role": "c"}}}}},
		{"a note over two lines", "email,first_name,note\na,b,\"c,\nd\"\n", csv.File{Charset: csv.UTF8, Ignored: []string{"note"},
			Missing: []string{"infix", "last_name", "role"}, Rows: []csv.Row{{Line: 2, Fields: map[string]string{"email": "a", "first_name": "b"}}}}},
		{"Windows", header + "x,Zo\xeb \x80\x9c,y,z\r\n", csv.File{Charset: csv.Windows1252, Missing: []string{"infix"},
			Rows: []csv.Row{{Line: 2, Fields: person("x", "Zoë €œ", "y", "z")}}}},
		{"a Mac", "email,first_name,last_name,role\rx,Zo\x91,y,z\r", csv.File{Charset: csv.Macintosh, Missing: []string{"infix"},
			Rows: []csv.Row{{Line: 2, Fields: person("x", "Zoë", "y", "z")}}}},
		{"UTF-16", utf16Text("\ufeff"+header+"x,Zoë,y,z", binary.BigEndian), csv.File{Charset: csv.UTF16, Missing: []string{"infix"},
			Rows: []csv.Row{{Line: 2, Fields: person("x", "Zoë", "y", "z")}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := csv.Read([]byte(tt.file), csv.Users(), 10)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestFileErrors: everything that makes a whole file unreadable is reported at once.
func TestFileErrors(t *testing.T) {
	tests := []struct {
		name, file string
		want       []string // line code
	}{
		{"empty", "", []string{"1 no_header"}},
		{"blank", "\n , \n\r\n", []string{"1 no_header"}},
		{"only a mark", "\ufeff", []string{"1 no_header"}},
		{"only a separator", "sep=;", []string{"1 no_header"}},
		{"no header", "\nada@example.com,Ada,Byron,owner\n", []string{"2 no_header"}},
		{"columns missing", "role,last name\n", []string{"1 missing_column", "1 missing_column"}},
		{"a column twice", "email,first_name,last_name,role,E-mail\n", []string{"1 duplicate_column"}},
		{"a column twice, under an alias", "email,first_name,last_name,role,Surname\n", []string{"1 duplicate_column"}},
		{"all of it", "Größe;email;email;email;last name;role", []string{"1 duplicate_column", "1 missing_column"}},
		{"quotes in the header", "email,first\"name\n", []string{"1 unbalanced_quote"}},
		{"a quote not closed in the header", "\"email,first\nname\n", []string{"1 unclosed_quote"}},
		{"a quote not closed", header + "a,b,c,d\na,\"b,c,d\na,b,c,d\na,b,c,d\n", []string{"3 unclosed_quote"}},
		{"a quote closed by another row's", header + "a,\"b,c,d\na,\"b\",c,d\na,b,c,d\n", []string{"2 unclosed_quote"}},
		{"a quote closed by another row's, with too many cells", header + "a,\"b,c,d\na,b\",c,d,e\na,b,c,d\n", []string{"2 unclosed_quote"}},
		{"and with too few", header + "\"a,b,c,d\na,b,c,d\"\na,b,c,d\n", []string{"2 unclosed_quote"}},
		{"and in a column that nobody asked for", "email,first_name,note\na,b,\"c\na,b,d\"\n", []string{"2 unclosed_quote"}},
		{"too many cells, over two lines", header + "x,y,\"z\nz\",é,w\n", []string{"2 unclosed_quote"}},
		{"partly UTF-8", header + "a,Zoé,c,d\na,Zo\xe9,c,d\n", []string{"3 not_utf8"}},
		{"UTF-8 by its mark", "\ufeff" + header + "a,Zo\xe9,c,d\n", []string{"2 not_utf8"}},
		{"bytes that mean nothing", header + "a,Zo\xe9\x81,c,d\n", []string{"2 not_utf8"}},
		{"a replacement character, then Latin 1", header + "a,\uFFFD,c,d\na,Zo\xe9,c,d\n", []string{"3 not_utf8"}},
		{"NUL", header + "é,\x00,c,d\n", []string{"2 nul_byte"}},
		{"NUL after CR", "email,first_name,last_name,role\ra,\x00", []string{"2 nul_byte"}},
		{"too many rows", header + "a,b,c,d\n\na,b,c,d\na,b,c,d\n\na,b,c,d\n", []string{"7 too_many_rows"}},
		{"too many rows, of bad ones", header + "a\nb\nc\nd\n", []string{"5 too_many_rows"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			const limit = 3
			file, err := csv.Read([]byte(tt.file), csv.Users(), limit)
			var all invalid.Errors
			if !errors.As(err, &all) || file != nil {
				t.Fatalf("got %v and %T: %v", file, err, err)
			}
			var got []string
			for _, e := range all {
				got = append(got, fmt.Sprintf("%d %s", e.Line, e.Code))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s\n%v", diff, err)
			}
		})
	}
}

// TestRowErrors: an error in one row does not affect the others.
func TestRowErrors(t *testing.T) {
	tests := []struct {
		name, row string
		want      invalid.Error // with the row on line 3
		fields    map[string]string
	}{
		{"too few", "x", invalid.Error{Line: 3, Code: invalid.TooFewFields, Message: "has 1 of 2 cells"},
			map[string]string{"email": "x", "last_name": "", "role": ""}},
		{"too many", "x,y,z,é,w,,v,", invalid.Error{Line: 3, Code: invalid.TooManyFields,
			Message: "has 7 cells instead of 4; quote a cell that has the separator in it"}, person("x", "y", "z", "é")},
		{"a quote inside", `é,5" tall,z,w`, invalid.Error{Line: 3, Code: invalid.UnbalancedQuote,
			Message: "a quotation mark is out of place; quote a cell as a whole, and double the marks that are part of it"}, nil},
		{"text after a quote", `é,"y"y,z,w`, invalid.Error{Line: 3, Code: invalid.UnbalancedQuote,
			Message: "a quotation mark is out of place; quote a cell as a whole, and double the marks that are part of it"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			const good = "ada@example.com,Ada,Byron,owner\n"
			file, err := csv.Read([]byte(header+good+tt.row+"\n"+good), csv.Users(), 3)
			if err != nil || len(file.Rows) != 3 {
				t.Fatal(file, err)
			}
			rows := file.Rows
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
	file, err := csv.Read([]byte(header+"a,b,c,d\na,\"b,c,d\n"), csv.Users(), 5)
	if err != nil {
		t.Fatal(err)
	}
	if rows := file.Rows; len(rows) != 2 || rows[0].Err != nil || rows[1].Err == nil || rows[1].Err.Line != 3 {
		t.Error(rows)
	}
}

func TestMessages(t *testing.T) {
	_, err := csv.Read([]byte("role,email,email,last_name,a\x1b[1m\n"), csv.Users(), 1)
	const want = "line 1: there must be one column email only\nline 1: there must be a column first_name"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// TestSpellings writes any table in any of the accepted ways, and reads it. Its
// cells have no single quotes, of which TestComesBack has all.
func TestSpellings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringOfN(rapid.SampledFrom([]rune("aé李 ,;\t\"\n.")), 0, 8, -1)
		table := rapid.SliceOfN(rapid.SliceOfN(cell, 3, 3), 0, 5).Draw(t, "table")
		separator := rapid.SampledFrom([]string{",", ";", "\t"}).Draw(t, "separator")
		end := rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "end")
		always := rapid.Bool().Draw(t, "quoted")
		file := rapid.SampledFrom([]string{"", "\ufeff", "sep=" + separator + end, "\ufeff" + end}).Draw(t, "start")
		file += line([]string{"role", "E-mail", "First name", "last_name"}, separator, end, always)
		want := []map[string]string{}
		for _, cells := range table {
			file += line(append([]string{"auditor"}, cells...), separator, end, always)
			want = append(want, person(cells[0], cells[1], cells[2], "auditor"))
		}
		encode := rapid.SampledFrom([]func(string) string{
			func(s string) string { return s },
			func(s string) string { return utf16Text("\ufeff"+strings.TrimPrefix(s, "\ufeff"), binary.LittleEndian) },
			func(s string) string { return utf16Text("\ufeff"+strings.TrimPrefix(s, "\ufeff"), binary.BigEndian) },
		}).Draw(t, "encoding")
		file = encode(file)
		read, err := csv.Read([]byte(file), csv.Users(), len(table))
		if err != nil {
			t.Fatalf("%q: %v", file, err)
		}
		got := []map[string]string{}
		for _, row := range read.Rows {
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
		if always || strings.ContainsAny(cell, "\",;\t\n") {
			written[i] = `"` + strings.ReplaceAll(strings.ReplaceAll(cell, `"`, `""`), "\n", end) + `"`
		}
	}
	return strings.Join(written, separator) + end
}
