package csv_test

import (
	"errors"
	"testing"
	"unicode/utf8"

	"usher/pkg/lib/csv"
	"usher/pkg/lib/invalid"
)

// FuzzRead: nothing panics, and every answer holds together.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"", header, header + "a,b,c,d\n", "\ufeff" + header + "\"a\",\"b\"\"\",\"c\r\nd\",e\r\n", "sep=;\remail;role\rx;y",
		"\xff\xfee\x00", "e\x00m\x00a\x00i\x00", header + "a,\"b\n", header + "a,b\"c\nx,y,z\n,,,\n1,2,3,4,5\n", header + "\xe9,\x00",
		"E-mail,First name,Surname,Role\n'=a,'+b,''-c,'d\n", "\"\n\"\"email\n\",x\"\n",
		"email,first_name,note\na,b,\"c\nd,e,f\"\n\"\n\",,,\"\n\"", "email;voornaam\rb;Zo\x8e\r", "email;voornaam\r\nb;Zo\xe9",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		const limit = 5
		file, err := csv.Read(body, csv.Users(), limit)
		if err != nil {
			var all invalid.Errors
			if !errors.As(err, &all) || len(all) == 0 || file != nil {
				t.Fatalf("%v and %T: %v", file, err, err)
			}
			for _, e := range all {
				sound(t, e)
			}
			return
		}
		if len(file.Rows) > limit {
			t.Errorf("%d rows", len(file.Rows))
		}
		last := 1
		for _, row := range file.Rows {
			if row.Line <= last {
				t.Errorf("line %d after line %d", row.Line, last)
			}
			last = row.Line
			check(t, row, len(csv.Users())-len(file.Missing))
		}
	})
}

func check(t *testing.T, row csv.Row, columns int) {
	t.Helper()
	if row.Err != nil {
		sound(t, row.Err)
	} else if len(row.Fields) != columns {
		t.Errorf("%d fields", len(row.Fields))
	}
	for name, cell := range row.Fields {
		if !utf8.ValidString(cell) {
			t.Errorf("%s is %q", name, cell)
		}
	}
}

func sound(t *testing.T, e *invalid.Error) {
	t.Helper()
	if e.Line < 1 || e.Code == "" || e.Message == "" || !utf8.ValidString(e.Message) {
		t.Errorf("error %+v", e)
	}
}

// FuzzWriter: what is written is harmless to spreadsheets and comes back.
func FuzzWriter(f *testing.F) {
	for _, s := range []string{"", "=1", "'=1", "a;=1", " \t=1", "\r\n", "\r\r\n\n", "\xff\x00", "\"", "＝", `\.`, "\ufeff'@", "a\r=b"} {
		f.Add(s, "Byron")
		f.Add("Ada", s)
	}
	f.Fuzz(func(t *testing.T, first, last string) { comesBack(t, first, last) })
}
