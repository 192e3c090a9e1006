package openapi_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// constants lists the values of every named text in a package's source.
func constants(t *testing.T, folder string) map[string][]string {
	t.Helper()
	names, err := filepath.Glob(folder + "/*.go")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	all := map[string][]string{}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			named, ok := spec.Type.(*ast.Ident)
			literal, isLiteral := spec.Values[0].(*ast.BasicLit)
			if ok && isLiteral && literal.Kind == token.STRING {
				value, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				all[named.Name] = append(all[named.Name], value)
			}
			return true
		})
	}
	return all
}

// TestEnumsHaveEveryConstant: a constant added to a named text is in the document, or this fails.
func TestEnumsHaveEveryConstant(t *testing.T) {
	schemas, found := read(t, made(t)).Components.Schemas, 0
	check := func(name string, want []string) {
		s, ok := schemas[name]
		if !ok || name == "Role" || name == "Permission" { // of which a deployment may have others
			return
		}
		found++
		got := slices.Sorted(slices.Values(s.Enum))
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s is one of %v, the constants are %v; give the type a method Values", name, got, want)
		}
	}
	for name, want := range constants(t, "..") {
		check(name, want)
	}
	check("ProblemCode", constants(t, "../problem")["Code"])
	check("InvalidCode", constants(t, "../../lib/invalid")["Code"])
	if found < 5 {
		t.Errorf("only %d enums found", found)
	}
}
