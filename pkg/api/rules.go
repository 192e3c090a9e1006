package api

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"usher/pkg/lib/email"
)

// The limits of fields whose tags set none.
const (
	MaxText     = 1000      // characters of a text
	MaxEmail    = 254       // characters of an e-mail address
	MaxPassword = 1024      // characters of a password, before the policy validates a new one
	MaxHeader   = 1024      // bytes of a header
	MaxInteger  = 1<<53 - 1 // the largest number that every JSON reader takes exactly (RFC 7493)
	MaxKey      = 255       // characters of an idempotency key
)

// Place is where a request holds a field.
type Place string

// The places, as the tags name them.
const (
	InPath   Place = "path"
	InQuery  Place = "query"
	InHeader Place = "header"
	InBody   Place = "json" // a member of the JSON body
	AsBody   Place = "body" // the body as it is
)

// TextFormat is what a text must be.
type TextFormat string

// The formats, as the tags name them.
const (
	PlainText    TextFormat = "text"   // without control characters; the default of a text
	NameText     TextFormat = "name"   // a name of a thing (package text)
	PersonText   TextFormat = "person" // a first or a last name
	CompanyText  TextFormat = "organization"
	EmailText    TextFormat = "email"    // an e-mail address; the default of the type email.Address
	PasswordText TextFormat = "password" // anything, never echoed
	ObjectText   TextFormat = "object"   // a JSON object kept as it is
	RoleText     TextFormat = "role"     // the id of one of the deployment's roles
)

// Rules say what is accepted in a field. They are parsed from its tags once, and used by the decoder, the OpenAPI
// document and, through that, the dashboard.
type Rules struct {
	Format   TextFormat
	Optional bool // may be absent
	Nullable bool // may be null
	// Min and Max bound a text's characters, a number's value, a list's items, an object's bytes. A Max of 0 does
	// not bound lists and objects.
	Min, Max int
	Enum     []string // the accepted values; empty: any
	Default  string   // of an absent query parameter
	Doc      string   // for the OpenAPI document
	Items    *Rules   // of a list's items
}

// Field is one field of an input type.
type Field struct {
	Rules
	Name  string // in the request
	In    Place
	Index int // in the struct
	Type  reflect.Type
}

var addressType = reflect.TypeFor[email.Address]()

var fieldsOf sync.Map // reflect.Type to []Field

// Fields returns the fields of an input type that a request fills, in their order. It panics if a tag has a value that
// is not known: that is a mistake in the declaration, which every test of the operation shows.
func Fields(input reflect.Type) []Field {
	if known, ok := fieldsOf.Load(input); ok {
		return known.([]Field)
	}
	var all []Field
	for i := range input.NumField() {
		f := input.Field(i)
		for _, in := range []Place{InPath, InQuery, InHeader, InBody, AsBody} {
			if name, ok := f.Tag.Lookup(string(in)); ok {
				all = append(all, Field{Rules: rules(f.Type, f.Tag, in), Name: name, In: in, Index: i, Type: f.Type})
			}
		}
	}
	fieldsOf.Store(input, all)
	return all
}

func rules(t reflect.Type, tag reflect.StructTag, in Place) Rules {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	r := Rules{
		Format: format(tag), Optional: tag.Get("optional") == "true", Nullable: tag.Get("nullable") == "true",
		Default: tag.Get("default"), Doc: tag.Get("doc"),
	}
	if t == addressType && r.Format == "" {
		r.Format = EmailText
	}
	if enum := tag.Get("enum"); enum != "" {
		r.Enum = strings.Split(enum, ",")
	}
	r.Min, r.Max = r.bounds(t, in)
	r.Min, r.Max = number(tag, "min", r.Min), number(tag, "max", r.Max)
	if t.Kind() == reflect.Slice && t != reflect.TypeFor[json.RawMessage]() && in != AsBody {
		items := rules(t.Elem(), "", in)
		r.Items = &items
	}
	return r
}

func format(tag reflect.StructTag) TextFormat {
	switch f := TextFormat(tag.Get("format")); f {
	case "", PlainText, NameText, PersonText, CompanyText, PasswordText, ObjectText, RoleText:
		return f
	default:
		panic(fmt.Sprintf("api: no format %q", f))
	}
}

// bounds returns the bounds that apply if no tag sets others.
func (r Rules) bounds(t reflect.Type, in Place) (least, most int) {
	switch {
	case t.Kind() == reflect.Int:
		return -MaxInteger, MaxInteger
	case t.Kind() == reflect.String, t == addressType:
		return r.length(in)
	}
	return 0, 0
}

// length returns how short and how long a text may be.
func (r Rules) length(in Place) (least, most int) {
	if !r.Optional {
		least = 1
	}
	switch {
	case in == InHeader:
		return 0, MaxHeader
	case r.Format == NameText, r.Format == PersonText, r.Format == CompanyText:
		return 1, MaxText
	case r.Format == EmailText:
		return 1, MaxEmail
	case r.Format == PasswordText:
		return 1, MaxPassword
	case r.Format == RoleText:
		return 1, maxRoleID
	}
	return least, MaxText
}

func number(tag reflect.StructTag, name string, otherwise int) int {
	text, ok := tag.Lookup(name)
	if !ok {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(fmt.Sprintf("api: the tag %s is not a number: %q", name, text))
	}
	return n
}
