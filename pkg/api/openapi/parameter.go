package openapi

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"

	"usher/pkg/api"
)

// maxIdempotencyKey bounds an idempotency key, in characters.
const maxIdempotencyKey = 255

// ownHeaders are described by other means than parameters, as the standard
// demands (OpenAPI 3.1, Parameter Object).
var ownHeaders = []string{"Accept", "Authorization", "Content-Type"}

// parameters are what an operation takes outside of the body.
func (s *schemas) parameters(o api.Declared) []object {
	var all []object
	key := false
	for i := range o.Input.NumField() {
		f := o.Input.Field(i)
		for _, in := range []string{"path", "query", "header"} {
			name, ok := f.Tag.Lookup(in)
			if !ok || in == "header" && slices.Contains(ownHeaders, http.CanonicalHeaderKey(name)) {
				continue
			}
			key = key || in == "header" && http.CanonicalHeaderKey(name) == "Idempotency-Key"
			all = append(all, s.parameter(in, name, f))
		}
	}
	if o.Creates && !key {
		all = append(all, object{{"$ref", "#/components/parameters/IdempotencyKey"}})
	}
	if conditional(o) {
		all = append(all, object{{"$ref", "#/components/parameters/IfNoneMatch"}})
	}
	return all
}

func (s *schemas) parameter(in, name string, f reflect.StructField) object {
	r := rules{f.Tag}
	p := described(object{{"name", name}, {"in", in}}, f.Tag)
	if in == "path" || !r.optional() {
		p = p.with("required", true)
	}
	return p.with("schema", s.parameterSchema(in, f, r))
}

func (s *schemas) parameterSchema(in string, f reflect.StructField, r rules) object {
	kind := f.Type.Kind()
	switch {
	case in == "query" && f.Type == reflect.PointerTo(timeType):
		return instant()
	case kind != reflect.String && (kind != reflect.Int && kind != reflect.Bool || in != "query"):
		s.fail("%s is a %s, which package decode does not read from a %s", f.Name, f.Type, in)
		return object{}
	case in == "path":
		return object{{"type", "string"}, {"minLength", 1}}
	case in == "header" && f.Tag.Get("header") == "If-Match":
		return object{{"type", "string"}, {"maxLength", maxHeader}, {"pattern", `^(\*|"[!#-~]*"( *, *"[!#-~]*")*)?$`}}
	case in == "header":
		return object{{"type", "string"}, {"maxLength", maxHeader}}
	}
	schema := s.sent(f.Type, r, f.Name)
	switch value := r.Get("default"); {
	case value == "":
		return schema
	case kind == reflect.Int:
		return schema.with("default", r.number("default", 0))
	default:
		return schema.with("default", value)
	}
}

func idempotencyKey() object {
	return object{
		{"name", "Idempotency-Key"}, {"in", "header"},
		{"description", "Any text that names this one creation. Sending the same request with the same key again within 24 hours answers what was answered first and creates nothing. An empty one is none."},
		{"schema", object{{"type", "string"}, {"maxLength", maxIdempotencyKey}, {"pattern", "^[!-~]*$"}}},
	}
}

func ifNoneMatch() object {
	return object{
		{"name", "If-None-Match"}, {"in", "header"},
		{"description", "The ETag of what one has. If it is still that, the answer is 304 without a body."},
		{"schema", object{{"type", "string"}}},
	}
}

// requestBody is what an operation takes in its body, nil for nothing.
func (g *generator) requestBody(o api.Declared) object {
	if len(o.Bodies) == 0 {
		return nil
	}
	content := object{}
	for _, media := range o.Bodies {
		content = content.with(media, g.content(o, media, func() object { return g.sentBody(o.Input) }))
	}
	return object{
		{"description", fmt.Sprintf("At most %d bytes.", o.BodyLimit)},
		{"required", true}, {"content", content},
	}
}

// sentBody is the schema of a JSON body. One that is taken as it is, a list, is
// judged element by element, each with an outcome of its own; so the schema
// bounds the list alone.
func (g *generator) sentBody(input reflect.Type) object {
	for i := range input.NumField() {
		tag := input.Field(i).Tag
		if tag.Get("body") == "raw" {
			return described(object{{"type", "array"}, {"items", object{}}, {"minItems", 1}, {"maxItems", rules{tag}.number("max", 0)}}, tag)
		}
	}
	return g.body(input)
}
