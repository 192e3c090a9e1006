package architecture_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"usher/test/architecture"
)

// fine are uses that are right although the glossary rules the word out, by path and word.
var fine = []string{}

// TestWords holds all prose to the glossary of CONTRIBUTING.md.
func TestWords(t *testing.T) {
	words := glossary(t)
	slips, err := findSlips("../..", words)
	if err != nil {
		t.Fatal(err)
	}
	slips = slices.DeleteFunc(slips, func(s slip) bool { return slices.Contains(fine, s.path+": "+s.word) })
	if len(slips) == 0 {
		return
	}
	lines := fmt.Sprintf("%d words that the glossary of CONTRIBUTING.md rules out:", len(slips))
	for _, s := range slips {
		lines += "\n" + s.String()
	}
	t.Error(lines)
}

// TestWordsAreFound holds the search itself: across lines, in any case, in comments and strings, whole words only.
func TestWordsAreFound(t *testing.T) {
	root := t.TempDir()
	write := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(root+"/"+name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a.go", "package a\n\n// A link that has run\n// out is dead; an outrun outcome is not.\nvar runOut = `Anew`\n")
	write("b.sh", "# it has Run\n# out\nrun=outside\n")
	write("c.json", `"run out"`)
	slips, err := findSlips(root, glossary(t))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range slips {
		got = append(got, s.String())
	}
	if want := "a.go:3: run // out, a.go:5: Anew, b.sh:1: Run # out"; strings.Join(got, ", ") != want {
		t.Errorf("found %q, want %q", got, want)
	}
}

func glossary(t *testing.T) []*regexp.Regexp {
	t.Helper()
	page, err := os.ReadFile("../../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	words, err := readGlossary(string(page))
	if err != nil || len(words) < 30 {
		t.Fatalf("%d words of the glossary: %v", len(words), err)
	}
	return words
}

// readGlossary reads the glossary of CONTRIBUTING.md: what stands in backticks in the column "not" of its table. Each
// phrase is matched as whole words, in any case, across the ends of lines.
func readGlossary(contributing string) ([]*regexp.Regexp, error) {
	_, table, found := strings.Cut(contributing, "| say | not |\n|---|---|\n")
	if !found {
		return nil, fmt.Errorf("no glossary: CONTRIBUTING.md has no table | say | not |")
	}
	var words []*regexp.Regexp
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) != 4 {
			return words, nil
		}
		for _, m := range backticks.FindAllStringSubmatch(cells[2], -1) {
			phrase := strings.ReplaceAll(regexp.QuoteMeta(m[1]), " ", `[\s#*/>]+`)
			words = append(words, regexp.MustCompile(`(?i)\b`+phrase+`\b`))
		}
	}
	return words, nil
}

var backticks = regexp.MustCompile("`([^`]+)`")

// slip is a place that uses a word the glossary rules out.
type slip struct {
	path string
	line int
	word string
}

func (s slip) String() string { return fmt.Sprintf("%s:%d: %s", s.path, s.line, s.word) }

// findSlips looks for the words in the prose of the checkout at root: comments and strings of Go, documents, scripts,
// and the dashboard's sources.
func findSlips(root string, words []*regexp.Regexp) ([]slip, error) {
	var slips []slip
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && slices.Contains(architecture.NotOurs, entry.Name()) {
			return fs.SkipDir
		}
		if entry.IsDir() {
			return nil
		}
		texts, err := prose(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		for _, t := range texts {
			slips = append(slips, t.slips(filepath.ToSlash(name), words)...)
		}
		return err
	})
	slices.SortStableFunc(slips, func(a, b slip) int { return cmp.Or(strings.Compare(a.path, b.path), a.line-b.line) })
	return slips, err
}

// text is a piece of a file, with the line that it begins on.
type text struct {
	line    int
	content string
}

func (t text) slips(path string, words []*regexp.Regexp) []slip {
	var slips []slip
	for _, w := range words {
		for _, at := range w.FindAllStringIndex(t.content, -1) {
			word := strings.Join(strings.Fields(t.content[at[0]:at[1]]), " ")
			slips = append(slips, slip{path, t.line + strings.Count(t.content[:at[0]], "\n"), word})
		}
	}
	return slips
}

// prose returns what a file has to be read by people, nothing for files that have none.
func prose(path string) ([]text, error) {
	switch name := filepath.Base(path); filepath.Ext(name) {
	case ".go":
		if name == "words_test.go" { // this file
			return nil, nil
		}
		return goProse(path)
	case ".md", ".sh", ".ts", ".tsx", ".mjs", ".yml", "":
		if name == "api-types.ts" || name == "LICENSE" {
			return nil, nil
		}
		page, err := os.ReadFile(path)
		content := string(page)
		if name == "CONTRIBUTING.md" { // whose table names the words themselves
			before, table, _ := strings.Cut(content, "| say | not |")
			content = before + backticks.ReplaceAllString(table, "")
		}
		return []text{{1, content}}, err
	}
	return nil, nil
}

// goProse returns the comments and strings of a Go file.
func goProse(path string) ([]text, error) {
	positions := token.NewFileSet()
	file, err := parser.ParseFile(positions, path, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var texts []text
	for _, group := range file.Comments {
		var lines []string
		for _, c := range group.List {
			lines = append(lines, c.Text)
		}
		texts = append(texts, text{positions.Position(group.Pos()).Line, strings.Join(lines, "\n")})
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.BasicLit); ok && s.Kind == token.STRING {
			texts = append(texts, text{positions.Position(s.Pos()).Line, s.Value})
		}
		return true
	})
	return texts, nil
}
