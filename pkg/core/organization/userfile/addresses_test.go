package userfile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/organization/userfile"
)

// TestAddresses reads each text as lines of "address first|last".
func TestAddresses(t *testing.T) {
	const ada, grace = "ada@example.com Ada|Byron", "grace@example.com Grace|"
	tests := []struct {
		name, text string
		want       []string
	}{
		{"one", "grace@example.com", []string{grace}},
		{"commas", "grace@example.com,grace@example.com, grace@example.com,", []string{grace, grace, grace}},
		{"semicolons", "grace@example.com;grace@example.com; grace@example.com;", []string{grace, grace, grace}},
		{"spaces", " grace@example.com grace@example.com\tgrace@example.com", []string{grace, grace, grace}},
		{"lines", "grace@example.com\r\n\r\ngrace@example.com\rgrace@example.com\n", []string{grace, grace, grace}},
		{"a name", "Ada Byron <ada@example.com>", []string{ada}},
		{"names, as a mail program writes them", "Ada Byron <ada@example.com>, Grace <grace@example.com>", []string{ada, grace}},
		{"names on lines", "Ada Byron <ada@example.com>\nGrace <grace@example.com>", []string{ada, grace}},
		{"names without anything between", "Ada Byron <ada@example.com> Grace <grace@example.com>", []string{ada, grace}},
		{"last name first, quoted", `"Byron, Ada" <ada@example.com>, grace@example.com`, []string{ada, grace}},
		{"last name first, as Outlook writes it", "Byron, Ada <ada@example.com>; Grace <grace@example.com>", []string{ada, grace}},
		{"a quotation mark in a name", `"Ada \"B\" Byron" <ada@example.com>`, []string{`ada@example.com Ada|"B" Byron`}},
		{"several words", "Jan van der Berg <jan@example.com>", []string{"jan@example.com Jan|van der Berg"}},
		{"cells of a spreadsheet", "Ada\tByron\tada@example.com\nGrace\t\tgrace@example.com\n", []string{ada, grace}},
		{"a name before an address without brackets", "Ada Byron ada@example.com", []string{ada}},
		{"the address for a name", "grace@example.com <grace@example.com>", []string{grace}},
		{"a copied link", "grace@example.com<mailto:grace@example.com>; MAILTO:grace@example.com", []string{grace, grace}},
		{"apostrophes around", "'Ada Byron' <ada@example.com>; 'grace@example.com'", []string{ada, grace}},
		{"a list with bullets and numbers", "• grace@example.com\n1. grace@example.com\n- Ada Byron <ada@example.com>",
			[]string{grace, grace, ada}},
		{"a name made of the address", "ada.byron-king+work@example.com, a_b.c@example.com, élan@example.com, .@example.com",
			[]string{"ada.byron-king+work@example.com Ada|Byron-King", "a_b.c@example.com A|B C", "élan@example.com Élan|", ".@example.com |"}},
		{"what is no address", "nobody, grace@example.com; somebody\nelse, really\ngrace@example.com then", []string{
			"nobody |", grace, "somebody |", "else, really |", grace, "then |"}},
		{"a bracket that is not closed", "Ada <ada@example.com\ngrace@example.com", []string{"<ada@example.com Ada|", grace}},
		{"brackets inside", "Ada Byron <<ada@example.com>", []string{"< Ada|Byron", "ada@example.com Ada|"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list, err := userfile.Read(api.FormatText, []byte(tt.text), api.Auditor, api.Roles{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for i, row := range list.Rows {
				g := row.Given
				got = append(got, g.Email+" "+g.FirstName+"|"+g.LastName)
				if row.Number != i+1 || g.Role != "auditor" {
					t.Errorf("%+v", row)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAddressesRefused(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing", " ,;\n", " required"},
		{"a quotation mark that is not closed", "grace@example.com\n\"Byron, Ada <ada@example.com>\nx@example.com", "line 2 unclosed_quote"},
		{"one at the end", `"`, "line 1 unclosed_quote"},
		{"too many", strings.Repeat("grace@example.com\n", api.MaxImportRows+1), " too_many_rows"},
		{"no text", "a\x00b", "line 1 nul_byte"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list, err := userfile.Read(api.FormatText, []byte(tt.text), api.Auditor, api.Roles{})
			if list != nil || named(problem.From(err).Fields) != tt.want {
				t.Errorf("%+v, %v", list, err)
			}
		})
	}
}

// TestAddressesNoneIsLost: every address is found, in order, whatever separates them and however they are named.
func TestAddressesNoneIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		var want, got []string
		for i := range rapid.IntRange(1, 20).Draw(t, "addresses") {
			address := fmt.Sprintf("user%d@example.com", i)
			form := rapid.SampledFrom([]string{"%s", "<%s>", "Ada Byron <%s>", "Ada<%s>", `"Byron, Ada" <%s>`, "%[1]s <%[1]s>",
				"Byron, Ada <%s>", "'%s'"}).Draw(t, "form")
			if !strings.Contains(form, "%[1]s") {
				form = strings.Replace(form, "%s", "%[1]s", 1)
			}
			fmt.Fprintf(&text, form, address)
			text.WriteString(rapid.SampledFrom([]string{",", ", ", ";", "; ", "\n", " \r\n\r\n", ",\n", ";;", "\t"}).Draw(t, "separator"))
			want = append(want, address)
		}
		list, err := userfile.Read(api.FormatText, []byte(text.String()), api.Auditor, api.Roles{})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range list.Rows {
			got = append(got, row.Given.Email)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text.String(), diff)
		}
	})
}
