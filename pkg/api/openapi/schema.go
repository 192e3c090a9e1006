package openapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"usher/pkg/api"
	"usher/pkg/lib/email"
)

// direction says which way a value goes: what callers send is validated strictly, what they receive may gain fields.
type direction int

const (
	output direction = iota
	input
)

// source is what a component was made from.
type source struct {
	t   reflect.Type
	way direction
}

// schemas makes the component schemas, each once.
type schemas struct {
	made     map[string]object
	sources  map[string]source
	answered map[reflect.Type]bool     // types that outputs hold
	learned  map[reflect.Type][]string // values of named texts, from the inputs that list them
	errs     []error
}

func newSchemas() *schemas {
	return &schemas{
		made: map[string]object{}, sources: map[string]source{},
		answered: map[reflect.Type]bool{}, learned: map[reflect.Type][]string{},
	}
}

// components returns the schemas, sorted by name.
func (s *schemas) components() object {
	var all object
	for _, name := range slices.Sorted(maps.Keys(s.made)) {
		all = all.with(name, s.made[name])
	}
	return all
}

func (s *schemas) fail(format string, args ...any) {
	s.errs = append(s.errs, fmt.Errorf("openapi: "+format, args...))
}

// component makes the schema of a type once and returns a reference to it. A type
// that goes both ways has two schemas; the one for sending is named <Type>Input.
func (s *schemas) component(t reflect.Type, way direction, build func() object) object {
	name := schemaName(t)
	if way == input && s.answered[t] {
		name += "Input"
	}
	made, ok := s.sources[name]
	switch {
	case ok && made != (source{t, way}):
		s.fail("%s and %s are both named %s", made.t, t, name)
	case !ok:
		s.sources[name] = source{t, way}
		s.made[name] = build()
	}
	return object{{"$ref", "#/components/schemas/" + name}}
}

// enumeration makes the component of a named text type with known values.
func (s *schemas) enumeration(t reflect.Type, values []string) object {
	name := schemaName(t)
	s.sources[name] = source{t, output}
	s.made[name] = object{{"type", "string"}, {"enum", values}}
	return object{{"$ref", "#/components/schemas/" + name}}
}

const aRole = "The id of a role: `owner`, `auditor`, or one that the deployment adds (`GET /v1/roles`)."

// named makes the component of a named text type whose values differ between deployments.
func (s *schemas) named(t reflect.Type) (object, bool) {
	var o object
	switch t {
	case reflect.TypeFor[api.Role]():
		o = object{{"type", "string"}, {"pattern", "^([a-z][a-z0-9_-]{0,31})?$"}, {"description", aRole +
			" Empty for an API key whose permissions are no role's."}}
	case reflect.TypeFor[api.Permission]():
		own := strings.Join(texts(api.Permissions()), "`, `")
		o = object{{"type", "string"}, {"pattern", "^[a-z][a-z0-9_-]{0,31}:[a-z][a-z0-9_-]{0,31}$"}, {"description",
			"One of Usher's (`" + own + "`), or one of the product's own (`GET /v1/roles`)."}}
	default:
		return nil, false
	}
	name := schemaName(t)
	s.sources[name], s.made[name] = source{t, output}, o
	return object{{"$ref", "#/components/schemas/" + name}}, true
}

var (
	timeType = reflect.TypeFor[api.Time]()
	rawType  = reflect.TypeFor[json.RawMessage]()
	noneType = reflect.TypeFor[api.None]()

	addressType = reflect.TypeFor[email.Address]()
)

func instant() object { return object{{"type", "string"}, {"format", "date-time"}} }

// nullable returns the schema with null allowed too.
func nullable(schema object) object {
	kind, ok := schema.get("type").(string)
	if !ok || schema.get("enum") != nil {
		return object{{"anyOf", []object{schema, {{"type", "null"}}}}}
	}
	all := slices.Clone(schema)
	for i, m := range all {
		if m.name == "type" {
			all[i].value = []string{kind, "null"}
		}
	}
	return all
}

// described returns the schema with a field's doc as its description.
func described(schema object, doc string) object {
	if doc != "" {
		return schema.with("description", doc)
	}
	return schema
}
