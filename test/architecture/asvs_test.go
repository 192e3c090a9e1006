package architecture_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	paragraph   = regexp.MustCompile(`\n(?:\n|- )`)
	quoted      = regexp.MustCompile("`[^`]*`")
	bold        = regexp.MustCompile(`\*\*([^*]*)\*\*`)
	requirement = regexp.MustCompile(`\b(\d+\.\d+\.)(\d+)\b(?:\s+to\s+\d+\.\d+\.(\d+))?`)
)

// requirements are the numbers of ASVS's requirements in a text, those of ranges too.
func requirements(text string) (all []string) {
	for _, m := range requirement.FindAllStringSubmatch(quoted.ReplaceAllString(text, ""), -1) {
		first, _ := strconv.Atoi(m[2])
		last := first
		if m[3] != "" {
			last, _ = strconv.Atoi(m[3])
		}
		for n := first; n <= last; n++ {
			all = append(all, m[1]+strconv.Itoa(n))
		}
	}
	return all
}

// TestTheCountOfASVS holds the numbers with which docs/security.md sums up its chapters to what they list, each
// requirement once.
func TestTheCountOfASVS(t *testing.T) {
	_, text, found := strings.Cut(files(t, "docs/security.md")["../../docs/security.md"], "\n## OWASP ASVS")
	if !found {
		t.Fatal("docs/security.md has no section about ASVS")
	}
	states, seen := map[string]int{}, map[string]bool{}
	add := func(state, text string) {
		for _, r := range requirements(text) {
			if seen[r] {
				t.Errorf("%s is listed twice", r)
			}
			seen[r] = true
			states[state]++
		}
	}
	for _, part := range paragraph.Split(text, -1) {
		if strings.HasPrefix(part, "**V") {
			met, rest, _ := strings.Cut(part, "Not applicable:")
			add("met", met)
			add("not applicable", rest)
			continue
		}
		for _, m := range bold.FindAllStringSubmatch(part, -1) {
			if strings.Contains(m[1], "not met") {
				add("not", m[1])
			} else {
				add("in part", m[1])
			}
		}
	}
	want := fmt.Sprintf("%d met, %d in part, %d not, %d not applicable, of %d", states["met"], states["in part"],
		states["not"], states["not applicable"], len(seen))
	if flat := strings.Join(strings.Fields(text), " "); !strings.Contains(flat, want) {
		t.Errorf("docs/security.md lists %s", want)
	}
}
