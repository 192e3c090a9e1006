package csv_test

import (
	"bytes"
	stdcsv "encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"usher/pkg/lib/csv"
)

func written(t testing.TB, rows ...[]string) string {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, row := range rows {
		if err := w.Write(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWriter(t *testing.T) {
	rows := [][]string{{"email", "name"}, {"ada@example.com", "Byron, Ada"}, {"", `"x"`}, {"a\nb", " c"}}
	const want = "email,name\r\nada@example.com,\"Byron, Ada\"\r\n,\"\"\"x\"\"\"\r\n\"a\r\nb\",\" c\"\r\n"
	if got := written(t, rows...); got != "\ufeff"+want {
		t.Errorf("got %q, want %q after a byte order mark", got, want)
	}
	if got := written(t); got != "" {
		t.Errorf("no rows gave %q", got)
	}
}

// TestGuard shows each cell as a spreadsheet gets it. The dashboard's writer passes the same cases.
func TestGuard(t *testing.T) {
	type guarded struct{ Name, Cell, Written string }
	tests := []guarded{{"no UTF-8", "a\xffb", "a\uFFFDb"}, {"NUL", "\x00=1", "\uFFFD=1"}}
	file, err := os.ReadFile("testdata/guard.json")
	if err != nil {
		t.Fatal(err)
	}
	var shared []guarded
	if err := json.Unmarshal(file, &shared); err != nil || len(shared) == 0 {
		t.Fatalf("%d cases, %v", len(shared), err)
	}
	for _, tt := range append(tests, shared...) {
		t.Run(tt.Name, func(t *testing.T) {
			file := written(t, []string{"x", tt.Cell})
			cells, err := stdcsv.NewReader(strings.NewReader(file)).Read()
			if err != nil || cells[1] != tt.Written {
				t.Errorf("wrote %q, %v; want %q", cells, err, tt.Written)
			}
		})
	}
}

// nasty are cells of what matters to the guard, to quoting and to separators.
func nasty() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringOfN(rapid.SampledFrom([]rune("=+-@＝＋－＠'\";,\t\r\n \u00a0\ufeff\u200bax\\.")), 0, 10, -1),
		rapid.String(),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
	)
}

// kept is what Writer.Write says comes back.
func kept(cell string) string {
	cell = strings.ReplaceAll(strings.ToValidUTF8(cell, "\uFFFD"), "\x00", "\uFFFD")
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(cell)
}

func TestComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		comesBack(t, nasty().Draw(t, "first"), nasty().Draw(t, "last"))
	})
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// comesBack writes a row of two free cells, checks how it looks to spreadsheets of three kinds, and reads it.
func comesBack(t failer, first, last string) {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write("email", "first_name", "last_name", "role")
	_ = w.Write("ada@example.com", first, last, "owner")
	if err := w.Flush(); err != nil {
		t.Fatalf("Flush: %v", err)
	}
	harmless(t, b.String())
	got, err := csv.Read(b.Bytes(), csv.Users(), 1)
	if err != nil || len(got.Rows) != 1 || got.Rows[0].Err != nil || got.Charset != csv.UTF8 {
		t.Fatalf("%q: %+v, %v", b.String(), got, err)
	}
	fields := got.Rows[0].Fields
	if fields["first_name"] != kept(first) || fields["last_name"] != kept(last) {
		t.Fatalf("%q came back as %q, %q", b.String(), fields["first_name"], fields["last_name"])
	}
}

// harmless looks for a cell that begins a formula, in a file opened with its own
// separator, and in one that is split at others or at every line.
func harmless(t failer, file string) {
	t.Helper()
	var cells []string
	records, err := stdcsv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatalf("%q: %v", file, err)
	}
	for _, record := range records {
		cells = append(cells, record...)
	}
	for _, cell := range cells {
		for _, part := range append(strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(";\t\n", r) }), cell) {
			part = strings.TrimLeftFunc(part, func(r rune) bool {
				return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
			})
			if strings.IndexAny(part, "=+-@＝＋－＠") == 0 {
				t.Fatalf("%q is taken for a formula in %q", part, file)
			}
		}
	}
}

var errFull = errors.New("full")

// limited takes so many bytes.
type limited struct{ left int }

func (l *limited) Write(b []byte) (int, error) {
	if len(b) > l.left {
		return 0, errFull
	}
	l.left -= len(b)
	return len(b), nil
}

// TestSticky: the first error stays, wherever it happens.
func TestSticky(t *testing.T) {
	for _, room := range []int{0, 2, 3, 10000} {
		w := csv.NewWriter(&limited{room})
		var err error
		for range 10000 {
			if err = w.Write("ada@example.com", "Ada"); err != nil {
				break
			}
		}
		if !errors.Is(err, errFull) {
			t.Errorf("room %d: Write gave %v", room, err)
		}
		if err := w.Write("ada@example.com", "Ada"); !errors.Is(err, errFull) {
			t.Errorf("room %d: another Write gave %v", room, err)
		}
		if err := w.Flush(); !errors.Is(err, errFull) {
			t.Errorf("room %d: Flush gave %v", room, err)
		}
	}
	w := csv.NewWriter(&limited{3})
	if err := w.Write("kept", "back"); err != nil {
		t.Error(err)
	}
	if err := w.Flush(); !errors.Is(err, errFull) {
		t.Errorf("Flush gave %v", err)
	}
}

func TestWidth(t *testing.T) {
	for _, second := range [][]string{{}, {"a"}, {"a", "b", "c"}} {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		if err := w.Write("a", "b"); err != nil {
			t.Fatal(err)
		}
		first := w.Write(second...)
		if again := w.Write("a", "b"); first == nil || !errors.Is(again, first) || !errors.Is(w.Flush(), first) {
			t.Errorf("%q: %v, then %v", second, first, again)
		}
	}
	if err := csv.NewWriter(&bytes.Buffer{}).Write(); err == nil {
		t.Error("a header without cells was written")
	}
}
