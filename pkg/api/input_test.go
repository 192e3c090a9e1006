package api_test

import (
	"encoding"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"usher/pkg/api"
)

// places are the tags that say where a field comes from.
var places = []string{"path", "query", "header", "json"}

func TestInputFieldsSayWhereTheyComeFrom(t *testing.T) {
	for _, o := range api.Operations() {
		t.Run(o.ID, func(t *testing.T) {
			var inPath []string
			checkFields(t, o.Input, func(tag reflect.StructTag) {
				if name, ok := tag.Lookup("path"); ok {
					inPath = append(inPath, "{"+name+"}")
				}
				if _, ok := tag.Lookup("json"); ok && o.BodyLimit == 0 {
					t.Error("a field of the body where there is none")
				}
			})
			if want := regexp.MustCompile(`{\w+}`).FindAllString(o.Path, -1); !slices.Equal(inPath, want) {
				t.Errorf("path has %v, the input %v", want, inPath)
			}
		})
	}
}

func checkFields(t *testing.T, input reflect.Type, seen func(reflect.StructTag)) {
	t.Helper()
	names := map[string]bool{}
	for f := range input.Fields() {
		seen(f.Tag)
		found := ""
		for _, place := range places {
			if name, ok := f.Tag.Lookup(place); ok {
				if found != "" || name == "" || names[place+name] {
					t.Errorf("%s.%s: %s", input, f.Name, f.Tag)
				}
				found, names[place+name] = place, true
			}
		}
		if found == "" && f.Tag.Get("body") != "raw" {
			t.Errorf("%s.%s comes from nowhere", input, f.Name)
		}
		checkRules(t, input.Name()+"."+f.Name, f)
		inner := dereference(f.Type)
		parsed := reflect.PointerTo(inner).Implements(reflect.TypeFor[encoding.TextMarshaler]()) // a text, read as a type
		if inner.Kind() == reflect.Struct && found == "json" && !parsed {
			checkFields(t, inner, func(reflect.StructTag) {})
		}
	}
}

func dereference(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// checkRules demands that every text is bounded and every enum is the type's own.
func checkRules(t *testing.T, name string, f reflect.StructField) {
	t.Helper()
	kind, tag := dereference(f.Type), f.Tag
	if _, inBody := tag.Lookup("json"); inBody && kind.Kind() == reflect.String &&
		tag.Get("format") == "" && tag.Get("enum") == "" && tag.Get("max") == "" {
		t.Errorf("%s is unbounded", name)
	}
	if kind.Kind() == reflect.Int && (tag.Get("min") == "" || tag.Get("max") == "") {
		t.Errorf("%s has no range", name)
	}
	if f.Type.Kind() == reflect.Pointer && tag.Get("optional") != "true" && tag.Get("nullable") != "true" {
		t.Errorf("%s is a pointer but never absent", name)
	}
	switch kind {
	case reflect.TypeFor[api.Role]():
		if tag.Get("format") != "role" {
			t.Errorf("%s takes what is no role", name)
		}
	case reflect.TypeFor[api.Status]():
		checkEnum(t, name, tag.Get("enum"), api.Statuses())
	}
}

func checkEnum[T ~string](t *testing.T, name, enum string, known []T) {
	t.Helper()
	var want []string
	for _, v := range known {
		want = append(want, string(v))
	}
	if enum != strings.Join(want, ",") {
		t.Errorf("%s takes %q, known are %q", name, enum, want)
	}
}

// TestOutputsNameTheirFields: what callers read is snake_case and tagged.
func TestOutputsNameTheirFields(t *testing.T) {
	seen := map[reflect.Type]bool{}
	for _, o := range api.Operations() {
		if o.Output != reflect.TypeFor[api.Picture]() { // is never JSON
			checkOutput(t, o.Output, seen)
		}
	}
	if len(seen) < 5 {
		t.Errorf("only %d types seen", len(seen))
	}
}

func checkOutput(t *testing.T, output reflect.Type, seen map[reflect.Type]bool) {
	t.Helper()
	if output.Kind() == reflect.Pointer || output.Kind() == reflect.Slice {
		checkOutput(t, output.Elem(), seen)
		return
	}
	if output.Kind() != reflect.Struct || seen[output] || output == reflect.TypeFor[api.Time]() {
		return
	}
	seen[output] = true
	for f := range output.Fields() {
		if f.Tag.Get("json") == "-" {
			continue
		}
		if f.Anonymous && f.Tag.Get("json") == "" { // its fields are written as this one's
			checkOutput(t, f.Type, seen)
			continue
		}
		if !regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)*$`).MatchString(f.Tag.Get("json")) {
			t.Errorf("%s.%s is written as %q", output, f.Name, f.Tag.Get("json"))
		}
		checkOutput(t, f.Type, seen)
	}
}
