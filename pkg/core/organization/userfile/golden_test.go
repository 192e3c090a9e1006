package userfile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/pkg/api"
	"usher/pkg/core/organization/userfile"
)

// TestPrograms reads the same three users from what each program writes, in English and in Dutch settings.
func TestPrograms(t *testing.T) {
	const latin = api.CharsetWindows1252
	files := map[string]struct {
		charset api.Charset
		numbers [3]int
		ignored string
	}{
		"excel-comma-delimited.csv":       {latin, [3]int{2, 3, 4}, ""},
		"excel-comma-delimited-dutch.csv": {latin, [3]int{2, 3, 4}, ""},
		"excel-utf8.csv":                  {api.CharsetUTF8, [3]int{2, 3, 4}, ""},
		"excel-utf8-dutch.csv":            {api.CharsetUTF8, [3]int{3, 4, 6}, ""}, // a blank row above, and one between
		"excel-unicode-text.txt":          {api.CharsetUTF16, [3]int{2, 3, 4}, ""},
		"excel-tab-delimited.txt":         {latin, [3]int{2, 3, 4}, ""},
		"excel-macintosh.csv":             {api.CharsetMacintosh, [3]int{2, 3, 4}, ""},
		"excel-sep-line.csv":              {latin, [3]int{3, 4, 5}, ""},
		"google-sheets.csv":               {api.CharsetUTF8, [3]int{2, 3, 4}, "Notes"},
		"google-sheets.tsv":               {api.CharsetUTF8, [3]int{2, 3, 4}, ""},
		"google-workspace.csv":            {api.CharsetUTF8, [3]int{2, 3, 4}, "Password [Required], Password Hash Function [UPLOAD ONLY]"},
		"numbers.csv":                     {api.CharsetUTF8, [3]int{2, 3, 4}, ""},
		"numbers-dutch.csv":               {api.CharsetUTF8, [3]int{3, 4, 5}, ""}, // of a table without a header of its own
		"libreoffice.csv":                 {api.CharsetUTF8, [3]int{2, 3, 4}, ""},
		"libreoffice-quoted-utf16.csv":    {api.CharsetUTF16, [3]int{2, 3, 4}, ""},
	}
	all, err := filepath.Glob("testdata/*")
	if err != nil || len(all) != len(files) {
		t.Errorf("%d files in testdata, %d here, %v", len(all), len(files), err)
	}
	for name, want := range files {
		t.Run(name, func(t *testing.T) {
			body, err := os.ReadFile(filepath.Join("testdata", name))
			if err != nil {
				t.Fatal(err)
			}
			role, first := api.Role(""), "owner"
			if name == "google-workspace.csv" { // which has no roles
				role, first = api.Auditor, "auditor"
			}
			list, err := userfile.Read(api.FormatCSV, body, role, api.Roles{})
			if err != nil {
				t.Fatal(err)
			}
			users := [3]string{"ada@example.com Zoë|Ångström; \"Ada\" " + first, "renee@example.com Renée|Côté, Jr auditor",
				"jan@example.com Jan|de Vries auditor"}
			if name == "google-sheets.tsv" { // which quotes nothing
				users[0] = strings.ReplaceAll(users[0], `"`, "”")
			}
			var got [3]string
			var numbers [3]int
			for i, row := range list.Rows {
				g := row.Given
				got[i], numbers[i] = g.Email+" "+g.FirstName+"|"+g.LastName+" "+g.Role, row.Number
			}
			if diff := cmp.Diff(users, got); diff != "" {
				t.Error(diff)
			}
			if list.Charset != want.charset || numbers != want.numbers ||
				!strings.HasPrefix(strings.Join(list.Ignored, ", "), want.ignored) || want.ignored == "" && len(list.Ignored) > 0 {
				t.Errorf("%s, rows %v, ignored %q", list.Charset, numbers, list.Ignored)
			}
		})
	}
}
