package architecture

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Counts are the figures of the section "Counted" in docs/architecture.md.
type Counts struct {
	Folders  int      // at the top of pkg
	Upward   []string // imports against the order of the wings
	Untested []string // packages of core without tests beside them
	Lines    int      // of Go that is neither a test nor generated
	// The lengths of its functions, in lines from func to the closing brace.
	Median, P90, Longest int
	LongestAt            string
}

// Count counts the Go code of the checkout at root.
func Count(root string) (Counts, error) {
	var c Counts
	packages, err := Packages(root)
	if err != nil {
		return c, err
	}
	for _, p := range packages {
		for _, i := range p.Upward() {
			c.Upward = append(c.Upward, p.ImportPath+" imports "+i)
		}
		if p.Untested() {
			c.Untested = append(c.Untested, p.ImportPath)
		}
	}
	if c.Folders, err = folders(filepath.Join(root, "pkg")); err != nil {
		return c, err
	}
	return c, c.read(root)
}

func folders(path string) (int, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return 0, fmt.Errorf("count folders: %w", err)
	}
	return len(slices.DeleteFunc(entries, func(e os.DirEntry) bool { return !e.IsDir() })), nil
}

// NotOurs are folders without code or prose of this repository's own.
var NotOurs = []string{".git", ".local", "build", "cdk.out", "dist", "node_modules", "testdata"}

func (c *Counts) read(root string) error {
	var lengths []length
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && slices.Contains(NotOurs, entry.Name()) {
			return fs.SkipDir
		}
		if entry.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		lines, functions, err := measure(path)
		c.Lines += lines
		lengths = append(lengths, functions...)
		return err
	})
	if err != nil {
		return fmt.Errorf("count %s: %w", root, err)
	}
	slices.SortFunc(lengths, func(a, b length) int { return a.lines - b.lines })
	longest := lengths[len(lengths)-1]
	c.Median, c.P90 = lengths[len(lengths)/2].lines, lengths[len(lengths)*9/10].lines
	c.Longest, c.LongestAt = longest.lines, longest.name
	return nil
}

type length struct {
	lines int
	name  string
}

// ignored reports whether a file is a script that no build takes.
func ignored(file *ast.File) bool {
	return slices.ContainsFunc(file.Comments, func(g *ast.CommentGroup) bool {
		return g.List[0].Text == "//go:build ignore"
	})
}

// measure returns how many lines a file has, and its functions; nothing for a file that is generated or ignored.
func measure(path string) (int, []length, error) {
	positions := token.NewFileSet()
	file, err := parser.ParseFile(positions, path, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return 0, nil, err
	}
	if ast.IsGenerated(file) || ignored(file) {
		return 0, nil, nil
	}
	var functions []length
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
			lines := positions.Position(f.End()).Line - positions.Position(f.Type.Func).Line + 1
			functions = append(functions, length{lines, file.Name.Name + "." + f.Name.Name})
		}
	}
	return positions.File(file.Pos()).LineCount(), functions, nil
}

// String returns the figures as a table in Markdown.
func (c Counts) String() string {
	row := func(what string, is any, limit string) string {
		return fmt.Sprintf("| %s | %v | %s |\n", what, is, limit)
	}
	return "| | now | held |\n|---|---|---|\n" +
		row("folders at the top of `pkg/`", c.Folders, fmt.Sprintf("at most %d", MostFolders)) +
		row("imports against the order", len(c.Upward), "none") +
		row("packages of `core` without tests beside them", len(c.Untested), "none") +
		row("lines of a function, median", c.Median, fmt.Sprintf("at most %d", MostMedian)) +
		row("90th percentile", c.P90, fmt.Sprintf("at most %d", MostP90)) +
		row("longest (`"+c.LongestAt+"`)", c.Longest, fmt.Sprintf("at most %d", MostLines)) +
		row("lines of Go in all", c.Lines, fmt.Sprintf("at most %d", LinesMost))
}

// The limits that the tests hold Counts to.
const (
	MostFolders = 9
	MostMedian  = 10
	MostP90     = 25
	MostLines   = 60
	// LinesMost was 28,794 once the wings stood. Raise it for features, not for longer code.
	LinesMost = 52_000
)

// The markers of the section in docs/architecture.md that Write replaces.
const begin, end = "<!-- counted -->\n", "<!-- /counted -->"

// Write puts the figures into a document, between its markers.
func (c Counts) Write(path string) error {
	page, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("write the counts: %w", err)
	}
	before, rest, opened := strings.Cut(string(page), begin)
	_, after, closed := strings.Cut(rest, end)
	if !opened || !closed {
		return fmt.Errorf("write the counts: %s has no %q ... %q", path, begin, end)
	}
	return os.WriteFile(path, []byte(before+begin+c.String()+end+after), 0o600)
}
