package openapitest

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// verify walks the whole document: every reference must lead somewhere, and
// every schema have only what can be judged.
func (v *Validator) verify() []error {
	w := &walker{v: v}
	w.walk("#", v.document)
	schemas := child(child(v.document, "components"), "schemas")
	for _, name := range sorted(schemas) {
		at := schemaPath + name
		w.schema(at, schemas[name])
		if w.endless(child(schemas, name), map[string]bool{at: true}) {
			w.bad(at, "is made of itself")
		}
	}
	return w.errs
}

const schemaPath = "#/components/schemas/"

type walker struct {
	v    *Validator
	errs []error
}

func (w *walker) bad(at, format string, args ...any) {
	w.errs = append(w.errs, fmt.Errorf("%s: %s", at, fmt.Sprintf(format, args...)))
}

// walk looks for references and schemas. Examples are anything and are left out.
func (w *walker) walk(at string, value any) {
	switch value := value.(type) {
	case []any:
		for i, item := range value {
			w.walk(fmt.Sprintf("%s/%d", at, i), item)
		}
	case map[string]any:
		w.reference(at, value)
		for _, key := range sorted(value) {
			switch key {
			case "schema":
				w.schema(at+"/schema", value[key])
			case "example", "examples", "schemas":
			default:
				w.walk(at+"/"+key, value[key])
			}
		}
	}
}

func (w *walker) reference(at string, n node) {
	if !has(n, "$ref") {
		return
	}
	if _, err := w.v.lookup(text(n, "$ref")); err != nil {
		w.bad(at, "%v", err)
	}
}

// endless reports whether judging a value by the schema would come back to it
// for the same value. trail holds the references that led here.
func (w *walker) endless(n node, trail map[string]bool) bool {
	for _, part := range (&checker{v: w.v}).parts(n) {
		reference := text(n, "$ref")
		if trail[reference] {
			return true
		}
		further := maps.Clone(trail)
		if reference != "" {
			further[reference] = true
		}
		if w.endless(part, further) {
			return true
		}
	}
	return false
}

// annotations are keywords that judge nothing.
var annotations = []string{"description", "title", "default", "example", "examples", "deprecated", "x-max-bytes"}

// schema verifies one schema and those within it.
func (w *walker) schema(at string, value any) {
	n, ok := value.(map[string]any)
	if !ok {
		w.bad(at, "is no schema")
		return
	}
	w.reference(at, n)
	if name, ok := strings.CutPrefix(text(n, "$ref"), schemaPath); has(n, "$ref") && (!ok || strings.Contains(name, "/")) {
		w.bad(at, "refers to what is no named schema")
	}
	for _, keyword := range sorted(n) {
		switch value := n[keyword]; keyword {
		case "properties":
			inner, ok := value.(map[string]any)
			w.want(at, keyword, ok)
			for _, name := range sorted(inner) {
				w.schema(at+"/properties/"+name, inner[name])
			}
		case "items":
			w.schema(at+"/items", value)
		case "allOf", "anyOf":
			inner, ok := value.([]any)
			w.want(at, keyword, ok && len(inner) > 0)
			for i, schema := range inner {
				w.schema(fmt.Sprintf("%s/%s/%d", at, keyword, i), schema)
			}
		case "additionalProperties":
			if _, ok := value.(bool); !ok {
				w.schema(at+"/additionalProperties", value)
			}
		default:
			w.keyword(at, keyword, value)
		}
	}
}

// keyword verifies a keyword that holds no schema.
func (w *walker) keyword(at, keyword string, value any) {
	switch keyword {
	case "type":
		w.want(at, keyword, knownTypes(value))
	case "format":
		format, ok := value.(string)
		w.want(at, keyword, ok && knownFormat(format))
	case "required":
		names, ok := value.([]any)
		w.want(at, keyword, ok && !slices.ContainsFunc(names, func(name any) bool { return !is(name, "string") }))
	case "enum":
		options, ok := value.([]any)
		w.want(at, keyword, ok && len(options) > 0)
	case "minItems", "maxItems", "minLength", "maxLength", "minimum", "maximum":
		n, ok := value.(json.Number)
		_, fits := rational(n)
		w.want(at, keyword, ok && fits)
	case "pattern":
		pattern, ok := value.(string)
		_, err := regexp.Compile(pattern)
		w.want(at, keyword, ok && err == nil)
	case "const", "$ref":
	default:
		w.want(at, keyword, slices.Contains(annotations, keyword))
	}
}

func (w *walker) want(at, keyword string, ok bool) {
	if !ok {
		w.bad(at, "%s is a keyword, or has a value, that cannot be judged", keyword)
	}
}

func knownTypes(value any) bool {
	names := types(node{"type": value})
	return len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool {
		return !slices.Contains([]string{"null", "boolean", "object", "array", "number", "string", "integer"}, name)
	})
}
