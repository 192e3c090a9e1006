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

// ownHeaders are described by other means than parameters, as the standard
// demands (OpenAPI 3.1, Parameter Object).
var ownHeaders = []string{"Accept", "Authorization", "Content-Type"}

// parameters are what an operation takes outside of the body.
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

// textType is what types implement that bind reads from a text.
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
		{"description", "Any text that names this one creation. Sending the same request with the same key again within 24 hours answers what was answered first and creates nothing. An empty one is none."},
		{"schema", object{{"type", "string"}, {"maxLength", api.MaxKey}, {"pattern", "^[!-~]*$"}}},
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
		{maxBytes, o.BodyLimit}, {"required", true}, {"content", content},
	}
}

// sentBody is the schema of a JSON body. The elements of one that is taken as it is, a list, are validated each with an
// outcome of its own; so the schema bounds the list alone.
func (g *generator) sentBody(input reflect.Type) object {
	for _, f := range api.Fields(input) {
		if f.In == api.AsBody {
			return described(object{{"type", "array"}, {"items", object{}}, {"minItems", 1}, {"maxItems", f.Max}}, f.Doc)
		}
	}
	return g.body(input)
}
