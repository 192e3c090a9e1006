package architecture_test

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"usher/test/architecture"
)

func packages(t *testing.T) []architecture.Package {
	t.Helper()
	all, err := architecture.Packages("../..")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestWingsImportOnlyThoseBeforeThem(t *testing.T) {
	order := strings.Join(architecture.Wings, " < ")
	for _, p := range packages(t) {
		if architecture.Wing(p.ImportPath) < 0 {
			t.Errorf("%s is in none of the wings %s", p.ImportPath, order)
		}
		for _, i := range p.Upward() {
			t.Errorf("%s imports %s, which is above it: the order is %s", p.ImportPath, i, order)
		}
	}
}

// knowDynamoDB are the packages that may use DynamoDB's client or its types: all
// others speak of records, conditions and changes. Preflight asks whether a table is there.
var knowDynamoDB = []string{"usher/pkg/store", "usher/pkg/local", "usher/pkg/aws/preflight"}

func TestOnlyTheStoreKnowsDynamoDB(t *testing.T) {
	for _, p := range packages(t) {
		may := slices.ContainsFunc(knowDynamoDB, func(name string) bool { return strings.HasPrefix(p.ImportPath+"/", name+"/") })
		for _, i := range p.Imports {
			if !may && strings.HasPrefix(i, "github.com/aws/aws-sdk-go-v2/service/dynamodb") {
				t.Errorf("%s imports %s", p.ImportPath, i)
			}
		}
	}
}

func TestEveryWingHasItsManual(t *testing.T) {
	folders, err := os.ReadDir("../../pkg")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		if !slices.Contains(architecture.Wings, f.Name()) {
			t.Errorf("pkg/%s is none of the wings %v", f.Name(), architecture.Wings)
		}
		manual, err := os.ReadFile("../../pkg/" + f.Name() + "/doc.go")
		if err != nil || !strings.Contains(string(manual), "may import") {
			t.Errorf("pkg/%s/doc.go must say what the wing may import (%v)", f.Name(), err)
		}
	}
}

func TestEveryPackageIsInTheManual(t *testing.T) {
	page, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packages(t) {
		if name := strings.TrimPrefix(p.ImportPath, "usher/"); !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("docs/architecture.md does not name `%s`", name)
		}
		if p.Doc == "" {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
	}
}

func TestEveryPackageOfCoreHasTestsBesideIt(t *testing.T) {
	for _, p := range packages(t) {
		if p.Untested() {
			t.Errorf("%s has no tests beside it", p.ImportPath)
		}
	}
}

// TestLimits holds the figures that docs/architecture.md gives; `make count` prints them.
func TestLimits(t *testing.T) {
	c, err := architecture.Count("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []struct {
		what     string
		is, most int
	}{
		{"folders at the top of pkg", c.Folders, architecture.MostFolders},
		{"median lines of a function", c.Median, architecture.MostMedian},
		{"90th percentile of a function's lines", c.P90, architecture.MostP90},
		{"lines of " + c.LongestAt, c.Longest, architecture.MostLines},
		{"lines of Go in all", c.Lines, architecture.LinesMost},
	} {
		if l.is > l.most {
			t.Errorf("%s: %d, at most %d", l.what, l.is, l.most)
		}
	}
}

// TestExamplesImportNothingOfUshers: an example is what a product of somebody else's can be.
func TestExamplesImportNothingOfUshers(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{join .Imports "\n"}}`, "usher/examples/...").Output()
	if err != nil || len(out) == 0 {
		t.Fatalf("%s, %v", out, err)
	}
	for i := range strings.FieldsSeq(string(out)) {
		if strings.HasPrefix(i, "usher/") && !strings.HasPrefix(i, "usher/examples/") {
			t.Errorf("an example imports %s", i)
		}
	}
}
