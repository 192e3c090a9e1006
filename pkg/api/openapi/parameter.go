package openapi

import (
	"encoding"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"

	"usher/pkg/api"
)

// ownHeaders are not described as parameters, as the standard demands (OpenAPI 3.1,
// Parameter Object).
var ownHeaders = []string{"Accept", "Authorization", "Content-Type"}

// parameters returns the parameters of an operation: all input outside the body.
func (s *schemas) parameters(o api.Declared) []object {
	var all []object
	key := false
	for _, f := range api.Fields(o.Input) {
		own := f.In == api.InHeader && slices.Contains(ownHeaders, http.CanonicalHeaderKey(f.Name))
		if own || f.In == api.InBody || f.In == api.AsBody {
			continue
		}
		key = key || http.CanonicalHeaderKey(f.Name) == "Idempotency-Key"
		all = append(all, s.parameter(f))
	}
	if o.Creates && !key {
		all = append(all, object{{"$ref", "#/components/parameters/IdempotencyKey"}})
	}
	if conditional(o) {
		all = append(all, object{{"$ref", "#/components/parameters/IfNoneMatch"}})
	}
	return all
}

func (s *schemas) parameter(f api.Field) object {
	p := described(object{{"name", f.Name}, {"in", f.In}}, f.Doc)
	if f.In == api.InPath || !f.Optional {
		p = p.with("required", true)
	}
	return p.with("schema", s.parameterSchema(f))
}

// textType is implemented by the types that bind reads from a text.
var textType = reflect.TypeFor[encoding.TextUnmarshaler]()

func (s *schemas) parameterSchema(f api.Field) object {
	kind, ofText := f.Type.Kind(), f.Type.Kind() == reflect.String || reflect.PointerTo(f.Type).Implements(textType)
	switch {
	case f.In == api.InQuery && f.Type == reflect.PointerTo(timeType):
		return instant()
	case !ofText && (kind != reflect.Int && kind != reflect.Bool || f.In != api.InQuery):
		s.fail("%s is a %s, which package bind does not read from a %s", f.Name, f.Type, f.In)
		return object{}
	case f.In == api.InPath:
		return object{{"type", "string"}, {"minLength", 1}}
	case f.In == api.InHeader && f.Name == "If-Match":
		return object{{"type", "string"}, {"maxLength", f.Max}, {"pattern", `^(\*|"[!#-~]*"( *, *"[!#-~]*")*)?$`}}
	case f.In == api.InHeader:
		return object{{"type", "string"}, {"maxLength", f.Max}}
	}
	schema := s.sent(f.Type, f.Rules, f.Name)
	if f.Default == "" {
		return schema
	}
	if n, err := strconv.Atoi(f.Default); err == nil && kind == reflect.Int {
		return schema.with("default", n)
	}
	return schema.with("default", f.Default)
}

func idempotencyKey() object {
	return object{
		{"name", "Idempotency-Key"}, {"in", "header"},
		{"description", "Any text that names this one creation. The same request with the same key, sent again within 24 " +
			"hours, gets the first answer and creates nothing. An empty key is no key."},
		{"schema", object{{"type", "string"}, {"maxLength", api.MaxKey}, {"pattern", "^[!-~]*$"}}},
	}
}

func ifNoneMatch() object {
	return object{
		{"name", "If-None-Match"}, {"in", "header"},
		{"description", "The ETag of the copy you have. If it is still current, the response is 304 without a body."},
		{"schema", object{{"type", "string"}}},
	}
}

// requestBody returns the request body object of an operation; nil if it takes no body.
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
		{maxBytes, o.BodyLimit}, {"required", true}, {"content", content},
	}
}

// sentBody returns the schema of a JSON body. A body that is taken as it is, is a list whose elements are validated one
// by one, each with its own outcome; so the schema only bounds the list.
func (g *generator) sentBody(input reflect.Type) object {
	for _, f := range api.Fields(input) {
		if f.In == api.AsBody {
			return described(object{{"type", "array"}, {"items", object{}}, {"minItems", 1}, {"maxItems", f.Max}}, f.Doc)
		}
	}
	return g.body(input)
}
