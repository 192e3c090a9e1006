package problem_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"usher/pkg/api/problem"
)

// documented is a section of docs/errors.md: a code's heading, its status, and what the caller is to do.
var documented = regexp.MustCompile(`(?s)^([a-z_]+)\n\n\*\*(\d{3}(?: or \d{3})?)\.\*\* .+\n\n\*Do:\* .+`)

// TestEveryCodeIsDocumented compares the codes with docs/errors.md: each code has a section with its status, in the
// order of Codes, and there is no section of what is no code.
func TestEveryCodeIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../../../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	var found []problem.Code
	for _, section := range strings.Split(string(text), "\n## ")[1:] {
		heading, _, _ := strings.Cut(section, "\n")
		part := documented.FindStringSubmatch(section)
		if part == nil {
			t.Errorf("the section %q does not have a status, what it means, and what to do", heading)
			continue
		}
		code := problem.Code(part[1])
		found = append(found, code)
		if answered := strings.ReplaceAll(strings.Trim(fmt.Sprint(code.Statuses()), "[]"), " ", " or "); part[2] != answered {
			t.Errorf("%s is documented as %s, but answered as %s", code, part[2], answered)
		}
	}
	if !slices.Equal(found, problem.Codes()) {
		t.Errorf("documented: %v\ncodes:      %v", found, problem.Codes())
	}
}

// TestTypesAreTheirPages compares the type of a problem document with the address of
// the dashboard's page for its code.
func TestTypesAreTheirPages(t *testing.T) {
	for _, code := range problem.Codes() {
		kind := problem.New(code, "").Document("https://usher.example", "req_1").Type
		if kind != "https://usher.example/problems/"+string(code) {
			t.Errorf("%s has the type %s", code, kind)
		}
	}
}
