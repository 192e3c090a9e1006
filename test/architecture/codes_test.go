package architecture_test

import (
	"go/constant"
	"slices"
	"testing"

	"usher/pkg/lib/invalid"
)

// TestEveryCodeIsListed: whatever constant is used as an invalid.Code anywhere is one of invalid.Codes, from which the
// OpenAPI document has its list; with that, the dashboard's tests see that each has a text in both languages.
func TestEveryCodeIsListed(t *testing.T) {
	used := map[invalid.Code]bool{}
	for _, p := range checked(t, "./...") {
		for expression, of := range p.info.Types {
			if of.Type == nil || of.Type.String() != "usher/pkg/lib/invalid.Code" {
				continue
			}
			if of.Value == nil {
				continue
			}
			code := invalid.Code(constant.StringVal(of.Value))
			if !slices.Contains(invalid.Codes(), code) {
				t.Errorf("%s: the code %q is not in invalid.Codes", p.fset.Position(expression.Pos()), code)
			}
			used[code] = used[code] || p.path != "usher/pkg/lib/invalid"
		}
	}
	for _, code := range invalid.Codes() {
		if !used[code] {
			t.Errorf("no package uses the code %q", code)
		}
	}
}
