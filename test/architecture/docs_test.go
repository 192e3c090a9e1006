package architecture_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"usher/test/architecture"
)

// files returns the files of the checkout whose names end in one of the endings, with their contents.
func files(t *testing.T, endings ...string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && slices.Contains(architecture.NotOurs, entry.Name()) {
			return fs.SkipDir
		}
		if slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(path, e) }) {
			content, err := os.ReadFile(path)
			found[path] = string(content)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

var (
	named    = regexp.MustCompile("`((?:Test|Fuzz)[A-Z][A-Za-z]*)`")
	declared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading  = regexp.MustCompile(`(?m)^#+ (.*)$`)
	dropped  = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// TestDocumentsNameTestsThatExist holds what the documents say is tested.
func TestDocumentsNameTestsThatExist(t *testing.T) {
	tests := map[string]bool{}
	for _, content := range files(t, "_test.go") {
		for _, m := range declared.FindAllStringSubmatch(content, -1) {
			tests[m[1]] = true
		}
	}
	for path, content := range files(t, ".md") {
		for _, m := range named.FindAllStringSubmatch(content, -1) {
			if !tests[m[1]] {
				t.Errorf("%s: there is no %s", path, m[1])
			}
		}
	}
}

// TestLinksLeadSomewhere holds the links between documents, to headings too.
func TestLinksLeadSomewhere(t *testing.T) {
	documents := files(t, ".md")
	for path, content := range documents {
		for _, m := range link.FindAllStringSubmatch(content, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			file, anchor, _ := strings.Cut(m[1], "#")
			to := path
			if file != "" {
				to = filepath.Join(filepath.Dir(path), file)
			}
			if _, err := os.Stat(to); err != nil {
				t.Errorf("%s: %s: %v", path, m[1], err)
			}
			if anchor != "" && !slices.Contains(anchors(documents[to]), anchor) {
				t.Errorf("%s: %s has no heading #%s", path, to, anchor)
			}
		}
	}
}

// anchors returns what GitHub calls a document's headings.
func anchors(document string) []string {
	var all []string
	for _, m := range heading.FindAllStringSubmatch(document, -1) {
		all = append(all, strings.ReplaceAll(dropped.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-"))
	}
	return all
}
