package openapi

import (
	"reflect"
	"strings"

	"usher/pkg/api"
)

// mark records every type that an output holds, before any schema is named.
func (s *schemas) mark(t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		s.mark(t.Elem())
	case reflect.Struct:
		if t == timeType || s.answered[t] {
			return
		}
		s.answered[t] = true
		for f := range t.Fields() {
			s.mark(f.Type)
		}
	}
}

// got returns the schema of a value that callers receive, as encoding/json writes it.
func (s *schemas) got(t reflect.Type, field string) object {
	switch t {
	case timeType:
		return instant()
	case rawType:
		return free(api.Rules{})
	case noneType:
		return object{{"type", "object"}, {"additionalProperties", false}}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return nullable(s.got(t.Elem(), field))
	case reflect.Struct:
		return s.component(t, output, func() object { return s.structure(t) })
	case reflect.Slice:
		return object{{"type", "array"}, {"items", s.got(t.Elem(), field)}}
	case reflect.Map:
		return object{{"type", "object"}, {"additionalProperties", s.got(t.Elem(), field)}}
	case reflect.String:
		return s.gotText(t, field)
	case reflect.Int, reflect.Int64:
		return object{{"type", "integer"}}
	case reflect.Float64:
		return object{{"type", "number"}}
	case reflect.Bool:
		return object{{"type", "boolean"}}
	case reflect.Interface:
		return object{{"description", "Any JSON value."}}
	}
	s.fail("%s is a %s, which has no schema", field, t)
	return object{}
}

func (s *schemas) gotText(t reflect.Type, field string) object {
	if values := s.values(t); len(values) > 0 {
		return s.enumeration(t, values)
	}
	if o, ok := s.named(t); ok {
		return o
	}
	if field == "email" || strings.HasSuffix(field, "_email") {
		return object{{"type", "string"}, {"format", "email"}}
	}
	return object{{"type", "string"}}
}

// structure returns the schema of a struct. Fields without omitempty are always there.
func (s *schemas) structure(t reflect.Type) object {
	properties, required := s.fields(t)
	o := object{{"type", "object"}, {"properties", properties}}
	if len(required) > 0 {
		o = o.with("required", required)
	}
	return o
}

// fields returns the members of a struct, with those of embedded structs in their place.
func (s *schemas) fields(t reflect.Type) (properties object, required []string) {
	properties = object{}
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			inner, always := s.fields(f.Type)
			properties, required = append(properties, inner...), append(required, always...)
			continue
		case name == "-" || !f.IsExported():
			continue
		case name == "":
			s.fail("%s.%s has no json name", t, f.Name)
			continue
		}
		schema, always := s.field(f, name, options)
		properties = properties.with(name, described(schema, f.Tag.Get("doc")))
		if always {
			required = append(required, name)
		}
	}
	return properties, required
}

// field returns one member's schema, and whether it is always there. A pointer with
// omitempty is absent rather than null.
func (s *schemas) field(f reflect.StructField, name, options string) (schema object, always bool) {
	if f.Tag.Get("format") == "text" { // whatever its name says: the caller's text, valid or not
		name = ""
	}
	if f.Tag.Get("format") == "uri" {
		return object{{"type", "string"}, {"format", "uri"}}, true
	}
	if !strings.Contains(options, "omitempty") && !strings.Contains(options, "omitzero") {
		return s.got(f.Type, name), true
	}
	if f.Type.Kind() == reflect.Pointer {
		return s.got(f.Type.Elem(), name), false
	}
	return s.got(f.Type, name), false
}
