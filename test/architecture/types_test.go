package architecture_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// checkedPackage is a package with its types, without its tests.
type checkedPackage struct {
	path  string
	files []*ast.File
	info  *types.Info
	fset  *token.FileSet
}

// checked type-checks the packages of pkg that match the pattern.
func checked(t *testing.T, pattern string) (all []checkedPackage) {
	t.Helper()
	listed, exports := list(t, pattern)
	fset := token.NewFileSet()
	imports := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	for _, p := range listed {
		var parsed []*ast.File
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			parsed = append(parsed, f)
		}
		info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Types: map[ast.Expr]types.TypeAndValue{}}
		if _, err := (&types.Config{Importer: imports}).Check(p.ImportPath, fset, parsed, info); err != nil {
			t.Fatal(err)
		}
		all = append(all, checkedPackage{p.ImportPath, parsed, info, fset})
	}
	return all
}

type listedPackage struct {
	ImportPath, Export, Dir string
	GoFiles                 []string
	DepOnly                 bool
}

// list gives the packages that match the pattern, and where the compiled form of all that they import is.
func list(t *testing.T, pattern string) (matched []listedPackage, exports map[string]string) {
	t.Helper()
	cmd := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Export,Dir,GoFiles,DepOnly", pattern)
	cmd.Dir, cmd.Stderr = "../../pkg", os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	exports = map[string]string{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listedPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return matched, exports
		} else if err != nil {
			t.Fatal(err)
		}
		exports[p.ImportPath] = p.Export
		if !p.DepOnly {
			matched = append(matched, p)
		}
	}
}
