package openapi

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// What package decode holds of texts and numbers that no tag bounds.
const (
	maxText     = 1000
	maxEmail    = 254
	maxPassword = 1024
	maxHeader   = 1024
	maxInteger  = 1<<53 - 1
)

// rules are a field's tags, read as package decode reads them.
type rules struct{ reflect.StructTag }

func (r rules) optional() bool { return r.Get("optional") == "true" }

func (r rules) number(name string, otherwise int) int {
	n, err := strconv.Atoi(r.Get(name))
	if err != nil {
		return otherwise
	}
	return n
}

// body is the schema of a JSON body: the input's json fields and no others.
func (s *schemas) body(t reflect.Type) object {
	return s.component(t, input, func() object {
		properties, required := object{}, []string{}
		for i := range t.NumField() {
			f := t.Field(i)
			name, ok := f.Tag.Lookup("json")
			if !ok {
				continue
			}
			r := rules{f.Tag}
			properties = properties.with(name, described(s.sent(f.Type, r, t.Name()+"."+f.Name), f.Tag))
			if !r.optional() {
				required = append(required, name)
			}
		}
		return closed(properties, required)
	})
}

func closed(properties object, required []string) object {
	o := object{{"type", "object"}, {"properties", properties}}
	if len(required) > 0 {
		o = o.with("required", required)
	}
	return o.with("additionalProperties", false)
}

// sent is the schema of one field that callers send.
func (s *schemas) sent(t reflect.Type, r rules, field string) object {
	if t.Kind() == reflect.Pointer {
		schema := s.sent(t.Elem(), r, field)
		if r.Get("nullable") == "true" {
			return nullable(schema)
		}
		return schema
	}
	switch t {
	case timeType:
		return instant()
	case rawType:
		return free(r)
	}
	switch t.Kind() {
	case reflect.Struct:
		return s.body(t)
	case reflect.Slice:
		return s.sentList(t, r, field)
	case reflect.String:
		return s.text(t, r)
	case reflect.Int:
		return object{{"type", "integer"}, {"minimum", r.number("min", -maxInteger)}, {"maximum", r.number("max", maxInteger)}}
	case reflect.Bool:
		return object{{"type", "boolean"}}
	}
	s.fail("%s is a %s, which package decode does not read", field, t)
	return object{}
}

// free is an object of the caller's own making.
func free(r rules) object {
	o := object{{"type", "object"}, {"additionalProperties", true}}
	if most := r.Get("max"); most != "" {
		o = o.with("description", "At most "+most+" bytes of JSON.")
	}
	return o
}

func (s *schemas) sentList(t reflect.Type, r rules, field string) object {
	list := object{{"type", "array"}, {"items", s.sent(t.Elem(), rules{}, field)}}
	if most := r.Get("max"); most != "" {
		list = list.with("maxItems", r.number("max", 0))
	}
	return list
}

// text is the schema of a text by its format, length and enum.
func (s *schemas) text(t reflect.Type, r rules) object {
	if options := r.Get("enum"); options != "" {
		values := strings.Split(options, ",")
		if slices.Equal(values, s.values(t)) {
			return s.enumeration(t, values)
		}
		return object{{"type", "string"}, {"enum", values}}
	}
	o, most, least := object{{"type", "string"}}, r.number("max", maxText), 1
	switch r.Get("format") {
	case "email":
		o, most = o.with("format", "email"), maxEmail
	case "password":
		o, most = o.with("format", "password"), maxPassword
	case "name":
	default:
		if r.optional() {
			least = 0
		}
	}
	if least > 0 {
		o = o.with("minLength", least)
	}
	return o.with("maxLength", most)
}
