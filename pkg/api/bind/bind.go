// Package bind reads requests into the input types of package api, strictly, and for all operations.
//
// A field is filled from where its tag says: path, query, header or json; or it takes the whole body as it is,
// body:"raw". Further tags are its rules, which package api parses (api.Rules):
//
//	optional:"true"   may be absent
//	nullable:"true"   may be null
//	format:"name"     a name (package text), at most max characters; format:"person" and "organization" are
//	                  those of a person and an organization, which are no sentences
//	format:"text"     any text without control characters
//	format:"password" 1 to api.MaxPassword characters, not validated further and never echoed
//	format:"object"   a JSON object kept raw, at most max bytes
//	format:"role"     the id of one of the deployment's roles
//	enum:"a,b"        one of these
//	min, max          characters of a text, value of a number, items of a list
//	default:"25"      of an absent query parameter
//
// A field of the type email.Address is an e-mail address, or with format:"text" whatever somebody typed as theirs. A
// malformed id (package id) in the path becomes the zero value, which names nothing.
//
// All fields are checked before the response: the error names every bad field at once, up to problem.MaxFields.
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
	"usher/pkg/lib/invalid"
)

// Source is a request's parts.
type Source struct {
	Path    map[string]string
	Query   url.Values
	Header  http.Header
	Body    []byte
	HasBody bool // the operation takes a body
	Roles   api.Roles
}

// Into fills the struct that target points to. It returns nil, or the problem invalid_request with every bad field.
func Into(target any, s Source) error {
	d := &decoder{roles: s.Roles}
	v := reflect.ValueOf(target).Elem()
	d.outside(v, s)
	if s.HasBody && !raw(v, s.Body) {
		d.body(v, s.Body)
	}
	if len(d.fields) > 0 {
		return problem.InvalidAnd(d.more, d.fields...)
	}
	return nil
}

// raw fills the field tagged body with the body as it is, and reports whether there is one.
func raw(v reflect.Value, body []byte) bool {
	for _, f := range api.Fields(v.Type()) {
		if f.In == api.AsBody {
			v.Field(f.Index).SetBytes(body)
			return true
		}
	}
	return false
}

type decoder struct {
	fields []problem.Field // the bad ones, up to problem.MaxFields
	more   int             // beyond those
	roles  api.Roles
}

func (d *decoder) bad(field string, code invalid.Code, message string) {
	d.fail(field, invalid.New(code, message))
}

// fail records what is wrong with a field: an *invalid.Error.
func (d *decoder) fail(field string, err error) {
	bad := problem.FieldsOf(field, err)
	kept := min(len(bad), problem.MaxFields-len(d.fields))
	d.fields = append(d.fields, bad[:kept]...)
	d.more += len(bad) - kept
}

// wrong is how many fields are bad so far.
func (d *decoder) wrong() int { return len(d.fields) + d.more }

// outside fills the fields that do not come from the body.
func (d *decoder) outside(v reflect.Value, s Source) {
	known := map[string]bool{}
	for _, f := range api.Fields(v.Type()) {
		switch to := v.Field(f.Index); f.In {
		case api.InPath:
			d.plain(to, f.Name, s.Path[f.Name])
		case api.InQuery:
			known[f.Name] = true
			d.query(to, f, s.Query[f.Name])
		case api.InHeader:
			d.header(to, f, s.Header.Get(f.Name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Query)) {
		if !known[name] {
			d.bad(clip(name), invalid.UnknownField, "is not a parameter of this operation")
		}
	}
}

func (d *decoder) header(to reflect.Value, f api.Field, value string) {
	if len(value) > f.Max {
		d.bad(f.Name, invalid.TooLong, "is too long")
		return
	}
	d.plain(to, f.Name, value)
}

// plain fills a field with a text that has no rules, by way of the type's UnmarshalText if it has one.
func (d *decoder) plain(to reflect.Value, name, value string) {
	if parsed, ok := reflect.TypeAssert[encoding.TextUnmarshaler](to.Addr()); ok {
		d.fail(name, parsed.UnmarshalText([]byte(value)))
		return
	}
	to.SetString(value)
}

// moment fills an optional time from text.
func (d *decoder) moment(f reflect.Value, name, value string) {
	t := new(api.Time)
	if t.UnmarshalText([]byte(value)) != nil {
		d.bad(name, invalid.WrongType, "must be a time such as 2026-01-31T12:00:00Z")
		return
	}
	f.Set(reflect.ValueOf(t))
}

func (d *decoder) query(to reflect.Value, f api.Field, values []string) {
	if _, isTime := reflect.TypeAssert[*api.Time](to); isTime && len(values) == 1 {
		d.moment(to, f.Name, values[0])
		return
	}
	switch {
	case len(values) > 1:
		d.bad(f.Name, invalid.Repeated, "must be there once")
	case len(values) == 1:
		d.fromText(to, f.Rules, f.Name, values[0])
	case f.Default != "":
		d.fromText(to, f.Rules, f.Name, f.Default)
	case !f.Optional:
		d.bad(f.Name, invalid.Required, "must be there")
	}
}

// clip keeps errors from echoing long names and invalid text.
func clip(s string) string {
	const most = 64
	runes := []rune(strings.ToValidUTF8(s, "\ufffd"))
	if len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return string(runes)
}
