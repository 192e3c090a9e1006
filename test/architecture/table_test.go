package architecture_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	keyLiteral  = regexp.MustCompile(`"(#?[A-Z][A-Z-]*#?)"`)
	keyWord     = regexp.MustCompile(`#?[A-Z][A-Z-]*#?`)
	placeholder = regexp.MustCompile(`<[^>]*>`)
	expression  = []string{"SET", "ADD", "REMOVE"} // DynamoDB's own words
)

// keyWords are what keys are made of besides ids: the fixed parts of partition and sort keys, as the code has them.
func keyWords(t *testing.T) map[string]bool {
	t.Helper()
	words := map[string]bool{}
	for path, content := range files(t, ".go") {
		declares := strings.HasPrefix(path, "../../pkg/store/") && !strings.HasSuffix(path, "_test.go")
		if !declares && path != "../../pkg/api/table.go" && path != "../../pkg/api/access.go" {
			continue
		}
		for _, m := range keyLiteral.FindAllStringSubmatch(content, -1) {
			if !slices.Contains(expression, m[1]) {
				words[m[1]] = true
			}
		}
	}
	return words
}

// TestEveryItemIsDocumented holds the rows of items in docs/table.md to the keys that the code makes, both ways.
func TestEveryItemIsDocumented(t *testing.T) {
	_, page, _ := strings.Cut(files(t, "docs/table.md")["../../docs/table.md"], "\n## Items\n")
	items, _, ended := strings.Cut(page, "`<digest>` is")
	_, indexes, found := strings.Cut(page, "\n## Indexes\n")
	indexes, _, _ = strings.Cut(indexes, "\n## ")
	if !ended || !found {
		t.Fatal("docs/table.md has no table of items, or no indexes")
	}
	documented := map[string]bool{}
	for row := range strings.Lines(items) {
		cells := strings.Split(row, "|")
		if len(cells) < 5 {
			continue
		}
		for _, cell := range cells[2:4] {
			if key, ok := strings.CutPrefix(strings.TrimSpace(cell), "`"); ok {
				for _, word := range keyWord.FindAllString(placeholder.ReplaceAllString(key, " "), -1) {
					documented[word] = true
				}
			}
		}
	}
	made := keyWords(t)
	for _, word := range slices.Sorted(maps.Keys(made)) {
		if !documented[word] && !strings.Contains(indexes, "`"+word) {
			t.Errorf("docs/table.md has no row of items with %q in their key", word)
		}
	}
	for word := range documented {
		if !made[word] {
			t.Errorf("docs/table.md: no key has %q in it", word)
		}
	}
}
