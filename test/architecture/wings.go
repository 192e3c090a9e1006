// Package architecture describes the shape of the Go code: the order of the wings of pkg, the figures that
// docs/architecture.md gives of it, and the words it uses. Its tests hold the code to them.
package architecture

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Wings are the folders of pkg. Each may import itself and those before it.
var Wings = []string{"lib", "api", "store", "core", "aws", "transport", "app", "local"}

// Package is what `go list` says of a package.
type Package struct {
	ImportPath, Doc           string
	TestGoFiles, XTestGoFiles []string
	Imports                   []string
}

// Packages returns the packages of pkg in the checkout at root.
func Packages(root string) ([]Package, error) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Doc,TestGoFiles,XTestGoFiles,Imports", "./...")
	cmd.Dir, cmd.Stderr = filepath.Join(root, "pkg"), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var all []Package
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p Package
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		all = append(all, p)
	}
}

// Wing returns the position in Wings of the wing a package is in, -1 for a package that is in none.
func Wing(importPath string) int {
	inside, ok := strings.CutPrefix(importPath, "usher/pkg/")
	if !ok {
		return -1
	}
	first, _, _ := strings.Cut(inside, "/")
	return slices.Index(Wings, first)
}

// Upward returns the imports of p that are against the order of the wings.
func (p Package) Upward() []string {
	var upward []string
	for _, i := range p.Imports {
		if strings.HasPrefix(i, "usher/") && (Wing(i) < 0 || Wing(i) > Wing(p.ImportPath)) {
			upward = append(upward, i)
		}
	}
	return upward
}

// Untested reports whether p is a package of core without tests beside it.
func (p Package) Untested() bool {
	return strings.HasPrefix(p.ImportPath, "usher/pkg/core/") && len(p.TestGoFiles)+len(p.XTestGoFiles) == 0
}
