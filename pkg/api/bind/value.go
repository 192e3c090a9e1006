package bind

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"usher/pkg/api"
	"usher/pkg/lib/email"
	"usher/pkg/lib/text"
)

// rules are a field's tags.
type rules struct{ reflect.StructTag }

func (r rules) get(name string) string { return r.Get(name) }

func (r rules) optional() bool { return r.get("optional") == "true" }

func (r rules) number(name string, otherwise int) int {
	n, err := strconv.Atoi(r.get(name))
	if err != nil {
		return otherwise
	}
	return n
}

// value fills one field from a JSON value.
func (d *decoder) value(f reflect.Value, r rules, field string, raw jsontext.Value) {
	if f.Kind() == reflect.Pointer {
		d.pointer(f, r, field, raw)
		return
	}
	switch f.Interface().(type) {
	case json.RawMessage:
		d.raw(f, r, field, raw)
		return
	case api.Time:
		d.time(f, field, raw)
		return
	}
	switch f.Kind() {
	case reflect.Struct:
		if members, ok := d.object(field, raw); ok {
			d.members(f, field+".", members)
		}
	case reflect.Slice:
		d.list(f, r, field, raw)
	case reflect.String:
		d.text(f, r, field, raw)
	case reflect.Int:
		d.number(f, r, field, raw)
	case reflect.Bool:
		if kind := raw.Kind(); kind != 't' && kind != 'f' {
			d.bad(field, "wrong_type", "must be true or false")
			return
		}
		f.SetBool(raw.Kind() == 't')
	}
}

func (d *decoder) pointer(f reflect.Value, r rules, field string, raw jsontext.Value) {
	if raw.Kind() == 'n' && r.get("nullable") == "true" {
		return
	}
	target := reflect.New(f.Type().Elem())
	before := len(d.fields)
	d.value(target.Elem(), r, field, raw)
	if len(d.fields) == before {
		f.Set(target)
	}
}

func (d *decoder) raw(f reflect.Value, r rules, field string, raw jsontext.Value) {
	switch {
	case raw.Kind() != '{':
		d.bad(field, "wrong_type", "must be an object")
	case len(raw) > r.number("max", math.MaxInt):
		d.bad(field, "too_long", "must be at most "+r.get("max")+" bytes")
	default:
		f.SetBytes(raw)
	}
}

func (d *decoder) time(f reflect.Value, field string, raw jsontext.Value) {
	var t api.Time
	if raw.Kind() != '"' || t.UnmarshalJSON(raw) != nil {
		d.bad(field, "wrong_type", "must be a time such as 2026-01-31T12:00:00Z")
		return
	}
	f.Set(reflect.ValueOf(t))
}

func (d *decoder) text(f reflect.Value, r rules, field string, raw jsontext.Value) {
	if raw.Kind() != '"' {
		d.bad(field, "wrong_type", "must be text")
		return
	}
	text, err := jsontext.AppendUnquote(nil, raw)
	if err != nil {
		d.bad(field, "malformed_json", "must be valid text")
		return
	}
	d.fromText(f, r, field, string(text))
}

// maxInteger is the largest number that every JSON reader takes exactly (RFC 7493).
const maxInteger = 1<<53 - 1

func (d *decoder) number(f reflect.Value, r rules, field string, raw jsontext.Value) {
	n, err := strconv.ParseFloat(string(raw), 64)
	if raw.Kind() != '0' || err != nil || n != math.Trunc(n) || math.Abs(n) > maxInteger {
		d.bad(field, "wrong_type", "must be a whole number")
		return
	}
	d.integer(f, r, field, int(n))
}

func (d *decoder) integer(f reflect.Value, r rules, field string, n int) {
	low, high := r.number("min", math.MinInt), r.number("max", math.MaxInt)
	if n < low || n > high {
		d.bad(field, "out_of_range", "must be from "+r.get("min")+" to "+r.get("max"))
		return
	}
	f.SetInt(int64(n))
}

func (d *decoder) list(f reflect.Value, r rules, field string, raw jsontext.Value) {
	var items []jsontext.Value
	if raw.Kind() != '[' || json.Unmarshal(raw, (*[]jsontext.Value)(&items)) != nil {
		d.bad(field, "wrong_type", "must be a list")
		return
	}
	if most := r.number("max", math.MaxInt); len(items) > most {
		d.bad(field, "too_long", "must have at most "+strconv.Itoa(most)+" items")
		return
	}
	list := reflect.MakeSlice(f.Type(), len(items), len(items))
	for i, item := range items {
		d.value(list.Index(i), rules{}, field+"."+strconv.Itoa(i), item)
	}
	f.Set(list)
}

// fromText fills a field from text: a JSON string's, or a query parameter's.
func (d *decoder) fromText(f reflect.Value, r rules, field, text string) {
	if f.Kind() == reflect.Int {
		n, err := strconv.Atoi(text)
		if err != nil || strconv.Itoa(n) != text {
			d.bad(field, "wrong_type", "must be a whole number")
			return
		}
		d.integer(f, r, field, n)
		return
	}
	if f.Kind() == reflect.Bool {
		if text != "true" && text != "false" {
			d.bad(field, "wrong_type", "must be true or false")
		}
		f.SetBool(text == "true")
		return
	}
	text, code, message := validate(r, text)
	if code != "" {
		d.bad(field, code, message)
		return
	}
	f.SetString(text)
}

// validate applies a text's format, length and enum.
func validate(r rules, given string) (kept, code, message string) {
	most := r.number("max", maxText)
	switch r.get("format") {
	case "name":
		name, err := text.Name(given, most)
		if err, ok := err.(*text.Error); ok { //nolint:errorlint // Name returns nothing else
			return "", err.Code, err.Message
		}
		return name, "", ""
	case "email":
		a, err := email.Parse(given)
		if err, ok := err.(*email.Error); ok { //nolint:errorlint // Parse returns nothing else
			return "", err.Code, err.Message
		}
		return a.Display, "", ""
	case "password":
		most = maxPassword
	default:
		if !utf8.ValidString(given) || strings.ContainsFunc(given, unicode.IsControl) {
			return "", "invalid_characters", "must not contain control characters"
		}
	}
	switch options := r.get("enum"); {
	case options != "" && !contains(options, given):
		return "", "not_allowed", "must be one of: " + strings.ReplaceAll(options, ",", ", ")
	case utf8.RuneCountInString(given) > most:
		return "", "too_long", "must be at most " + strconv.Itoa(most) + " characters"
	case given == "" && !r.optional():
		return "", "required", "must not be empty"
	}
	return given, "", ""
}

const (
	maxText     = 1000
	maxPassword = 1024
)

func contains(options, text string) bool {
	for option := range strings.SplitSeq(options, ",") {
		if option == text {
			return true
		}
	}
	return false
}
