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
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		const limit = 5
		rows, err := csv.Read(body, csv.Users(), limit)
		if err != nil {
			var all invalid.Errors
			if !errors.As(err, &all) || len(all) == 0 || rows != nil {
				t.Fatalf("%v and %T: %v", rows, err, err)
			}
			for _, e := range all {
				sound(t, e)
			}
			return
		}
		if len(rows) > limit {
			t.Errorf("%d rows", len(rows))
		}
		last := 1
		for _, row := range rows {
			if row.Line <= last {
				t.Errorf("line %d after line %d", row.Line, last)
			}
			last = row.Line
			check(t, row)
		}
	})
}

func check(t *testing.T, row csv.Row) {
	t.Helper()
	if row.Err != nil {
		sound(t, row.Err)
	} else if len(row.Fields) != len(csv.Users()) {
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
		f.Add(s, "Byron", false)
		f.Add("Ada", s, true)
	}
	f.Fuzz(func(t *testing.T, first, last string, mark bool) { comesBack(t, first, last, mark) })
}
