package openapi

import (
	"fmt"
	"reflect"
	"slices"

	"usher/pkg/api"
)

// body returns the schema of a JSON body: the input's json fields and no others.
func (s *schemas) body(t reflect.Type) object {
	return s.component(t, input, func() object {
		properties, required := object{}, []string{}
		for _, f := range api.Fields(t) {
			if f.In != api.InBody {
				continue
			}
			properties = properties.with(f.Name, described(s.sent(f.Type, f.Rules, t.Name()+"."+f.Name), f.Doc))
			if !f.Optional {
				required = append(required, f.Name)
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

// sent returns the schema of one field that callers send.
func (s *schemas) sent(t reflect.Type, r api.Rules, field string) object {
	if t.Kind() == reflect.Pointer {
		schema := s.sent(t.Elem(), r, field)
		if r.Nullable {
			return nullable(schema)
		}
		return schema
	}
	switch t {
	case timeType:
		return instant()
	case rawType:
		return free(r)
	case addressType:
		return s.text(t, r)
	}
	switch t.Kind() {
	case reflect.Struct:
		return s.body(t)
	case reflect.Slice:
		return s.sentList(t, r, field)
	case reflect.String:
		return s.text(t, r)
	case reflect.Int:
		return object{{"type", "integer"}, {"minimum", r.Min}, {"maximum", r.Max}}
	case reflect.Bool:
		return object{{"type", "boolean"}}
	}
	s.fail("%s is a %s, which package bind does not read", field, t)
	return object{}
}

// free returns the schema of an object with any members.
func free(r api.Rules) object {
	o := object{{"type", "object"}, {"additionalProperties", true}}
	if r.Max > 0 {
		o = o.with("description", fmt.Sprintf("At most %d bytes of JSON.", r.Max)).with(maxBytes, r.Max)
	}
	return o
}

// maxBytes is the extension that says how many bytes a body or an object may have, which JSON Schema cannot say.
const maxBytes = "x-max-bytes"

func (s *schemas) sentList(t reflect.Type, r api.Rules, field string) object {
	list := object{{"type", "array"}, {"items", s.sent(t.Elem(), *r.Items, field)}}
	if r.Max > 0 {
		list = list.with("maxItems", r.Max)
	}
	return list
}

// text returns the schema of a text by its format, length and enum.
func (s *schemas) text(t reflect.Type, r api.Rules) object {
	if len(r.Enum) > 0 {
		if slices.Equal(r.Enum, s.values(t)) {
			return s.enumeration(t, r.Enum)
		}
		return object{{"type", "string"}, {"enum", r.Enum}}
	}
	if r.Format == api.RoleText {
		return object{{"type", "string"}, {"minLength", 1}, {"maxLength", r.Max}, {"description", aRole}}
	}
	o := object{{"type", "string"}}
	if r.Format == api.EmailText || r.Format == api.PasswordText {
		o = o.with("format", r.Format)
	}
	if r.Min > 0 {
		o = o.with("minLength", r.Min)
	}
	return o.with("maxLength", r.Max)
}
