package openapitest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Schema checks a JSON value against the component schema of that name. Objects may have no other members than the
// schema names. It returns an error that names everything that is wrong.
func (v *Validator) Schema(name string, value []byte) error {
	schema := v.schemas[name]
	if schema == nil {
		return fmt.Errorf("openapitest: no schema %s", name)
	}
	return check("schema "+name, schema, value)
}

// check parses a JSON value and validates it.
func check(what string, schema *jsonschema.Schema, value []byte) error {
	parsed, err := jsonschema.UnmarshalJSON(strings.NewReader(string(value)))
	if err != nil {
		return fmt.Errorf("openapitest: %s: not JSON: %w", what, err)
	}
	return validate(what, schema, parsed)
}

func validate(what string, schema *jsonschema.Schema, value any) error {
	err := schema.Validate(value)
	if err == nil {
		return nil
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return fmt.Errorf("openapitest: %s: %w", what, err)
	}
	var wrong []string
	all := leaves(invalid)
	for _, leaf := range all {
		switch {
		case !isUnnamed(leaf):
			wrong = append(wrong, pointer(leaf.InstanceLocation)+": "+leaf.ErrorKind.LocalizedString(english))
		case !slices.ContainsFunc(all, func(other *jsonschema.ValidationError) bool { return hides(other, leaf) }):
			wrong = append(wrong, pointer(leaf.InstanceLocation)+": is not in the document")
		}
	}
	slices.Sort(wrong)
	return fmt.Errorf("openapitest: %s: %s", what, strings.Join(slices.Compact(wrong), "; "))
}

func pointer(path []string) string { return "/" + strings.Join(path, "/") }

// isUnnamed reports whether the error is that of a member that no part names.
func isUnnamed(e *jsonschema.ValidationError) bool {
	_, ok := e.ErrorKind.(*kind.FalseSchema)
	return ok
}

// hides reports whether a member may count as unnamed only because the part of the schema that names it did not fit:
// then other is wrong at or below the object that holds it.
func hides(other, unnamed *jsonschema.ValidationError) bool {
	object := unnamed.InstanceLocation[:len(unnamed.InstanceLocation)-1]
	at := other.InstanceLocation
	return !isUnnamed(other) && len(at) >= len(object) && slices.Equal(at[:len(object)], object)
}

// leaves are the errors that have no cause of their own.
func leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	var all []*jsonschema.ValidationError
	for _, cause := range e.Causes {
		all = append(all, leaves(cause)...)
	}
	return all
}

var english = message.NewPrinter(language.English)
