package document_test

import (
	"os"
	"path/filepath"
	"testing"

	"usher/test/document"
)

func TestBetween(t *testing.T) {
	t.Parallel()
	const begin, end = "<!-- x -->\n", "<!-- /x -->"
	for text, want := range map[string]string{
		"a\n<!-- x -->\nold\n<!-- /x -->\nb\n": "a\n<!-- x -->\nnew\n<!-- /x -->\nb\n",
		"<!-- x -->\n<!-- /x -->":              "<!-- x -->\nnew\n<!-- /x -->",
		"":                                     "", "a": "", "<!-- x -->\nold": "", "old<!-- /x -->": "", "<!-- /x --><!-- x -->\n": "",
	} {
		if got, err := document.Between(text, begin, end, "new\n"); got != want || (err != nil) != (want == "") {
			t.Errorf("%q: %q, %v, want %q", text, got, err, want)
		}
	}
}

// TestWrite writes into a file twice, and leaves one without markers alone.
func TestWrite(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "page.md")
	for _, tt := range []struct{ before, figures, want string }{
		{"before [old] after", "1", "before [1] after"}, {"", "2", "before [2] after"}, {"no markers", "3", "no markers"},
	} {
		if tt.before != "" {
			if err := os.WriteFile(name, []byte(tt.before), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		err := document.Write(name, "[", "]", tt.figures)
		if got, _ := os.ReadFile(name); string(got) != tt.want || (err != nil) != (tt.before == "no markers") {
			t.Errorf("%q, %v, want %q", got, err, tt.want)
		}
	}
}
