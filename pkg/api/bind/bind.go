// Package bind is the one strict reader of requests into the input types of
// package api.
//
// A field is filled from where its tag says: path, query, header or json; or it
// takes the whole body as it is, body:"raw".
// Further tags say what is accepted:
//
//	optional:"true"   may be absent
//	format:"name"     a name (package display), at most max characters
//	format:"email"    an e-mail address (package address), kept as typed
//	format:"text"     any text without control characters
//	format:"password" 1 to 1024 characters, judged no further and never echoed
//	format:"object"   a JSON object kept raw, at most max bytes
//	enum:"a,b"        one of these
//	min, max          characters of a text, value of a number, items of a list
//	default:"25"      of an absent query parameter
//
// Everything is checked before anything is answered: the error names every bad
// field at once.
package bind

import (
	"encoding"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"usher/pkg/api"
	"usher/pkg/api/problem"
)

// Source is a request's parts.
type Source struct {
	Path    map[string]string
	Query   url.Values
	Header  http.Header
	Body    []byte
	HasBody bool // the operation takes a body
}

// Into fills the struct that target points to. It returns nil, or the problem
// invalid_request with every bad field.
func Into(target any, s Source) error {
	d := &decoder{}
	v := reflect.ValueOf(target).Elem()
	d.outside(v, s)
	if s.HasBody && !raw(v, s.Body) {
		d.body(v, s.Body)
	}
	if len(d.fields) > 0 {
		return problem.Invalid(d.fields...)
	}
	return nil
}

// raw fills the field tagged body with the body as it is, and reports whether
// there is one.
func raw(v reflect.Value, body []byte) bool {
	for i := range v.NumField() {
		if v.Type().Field(i).Tag.Get("body") == "raw" {
			v.Field(i).SetBytes(body)
			return true
		}
	}
	return false
}

type decoder struct{ fields []problem.Field }

func (d *decoder) bad(field, code, message string) {
	d.fields = append(d.fields, problem.Field{Field: field, Code: code, Message: message})
}

// outside fills what does not come from the body.
func (d *decoder) outside(v reflect.Value, s Source) {
	known := map[string]bool{}
	for i := range v.NumField() {
		f, tag := v.Field(i), v.Type().Field(i).Tag
		if name, ok := tag.Lookup("path"); ok {
			f.SetString(s.Path[name])
		}
		if name, ok := tag.Lookup("query"); ok {
			known[name] = true
			d.query(f, rules{tag}, name, s.Query[name])
		}
		if name, ok := tag.Lookup("header"); ok {
			d.header(f, name, s.Header.Get(name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Query)) {
		if !known[name] {
			d.bad(clip(name), "unknown_field", "is not a parameter of this operation")
		}
	}
}

const maxHeader = 1024

func (d *decoder) header(f reflect.Value, name, value string) {
	if len(value) > maxHeader {
		d.bad(name, "too_long", "is too long")
		return
	}
	if parsed, ok := f.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if err := parsed.UnmarshalText([]byte(value)); err != nil {
			d.bad(name, "invalid", err.Error())
		}
		return
	}
	f.SetString(value)
}

// moment fills an optional time from text.
func (d *decoder) moment(f reflect.Value, name, value string) {
	t := new(api.Time)
	if t.UnmarshalText([]byte(value)) != nil {
		d.bad(name, "wrong_type", "must be a time such as 2026-01-31T12:00:00Z")
		return
	}
	f.Set(reflect.ValueOf(t))
}

func (d *decoder) query(f reflect.Value, r rules, name string, values []string) {
	if _, isTime := f.Interface().(*api.Time); isTime && len(values) == 1 {
		d.moment(f, name, values[0])
		return
	}
	switch {
	case len(values) > 1:
		d.bad(name, "repeated", "must be there once")
	case len(values) == 1:
		d.fromText(f, r, name, values[0])
	case r.get("default") != "":
		d.fromText(f, r, name, r.get("default"))
	case !r.optional():
		d.bad(name, "required", "must be there")
	}
}

// clip keeps an error from echoing what is long, or no text.
func clip(s string) string {
	const most = 64
	runes := []rune(strings.ToValidUTF8(s, "\ufffd"))
	if len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return string(runes)
}
