// Package architecture_test holds the shape of pkg: the order of its wings, and that docs/architecture.md names every
// package.
package architecture_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// wings are the folders of pkg, each of which may import those before it.
var wings = []string{"lib", "api", "store", "core", "aws", "transport", "app", "local"}

type pkg struct {
	ImportPath, Doc                    string
	GoFiles, TestGoFiles, XTestGoFiles []string
	Imports                            []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Doc,GoFiles,TestGoFiles,XTestGoFiles,Imports", "./...")
	cmd.Dir, cmd.Stderr = "../../pkg", os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// wing is the position of a package's wing; -1 for what is not in one.
func wing(importPath string) int {
	inside, ok := strings.CutPrefix(importPath, "usher/pkg/")
	if !ok {
		return -1
	}
	first, _, _ := strings.Cut(inside, "/")
	return slices.Index(wings, first)
}

func TestWingsImportOnlyThoseBeforeThem(t *testing.T) {
	for _, p := range packages(t) {
		at := wing(p.ImportPath)
		if at < 0 {
			t.Errorf("%s is in none of the wings %v", p.ImportPath, wings)
			continue
		}
		for _, i := range p.Imports {
			if strings.HasPrefix(i, "usher/") && (wing(i) < 0 || wing(i) > at) {
				t.Errorf("%s imports %s, which is above it: the order is %s", p.ImportPath, i, strings.Join(wings, " < "))
			}
		}
	}
}

// knowDynamoDB are the packages that may use DynamoDB's client or its types: all
// others speak of records, conditions and changes. Seals hash items as they are stored.
var knowDynamoDB = []string{"usher/pkg/store", "usher/pkg/local", "usher/pkg/core/audit/seal"}

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
		if !slices.Contains(wings, f.Name()) {
			t.Errorf("pkg/%s is none of the wings %v", f.Name(), wings)
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
		if strings.HasPrefix(p.ImportPath, "usher/pkg/core/") && len(p.TestGoFiles)+len(p.XTestGoFiles) == 0 {
			t.Errorf("%s has no tests beside it", p.ImportPath)
		}
	}
}
