package bind

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"usher/pkg/api"
	"usher/pkg/lib/email"
	"usher/pkg/lib/invalid"
)

// value fills one field from a JSON value.
func (d *decoder) value(f reflect.Value, r api.Rules, field string, raw jsontext.Value) {
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
	case email.Address:
		d.text(f, r, field, raw)
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
		d.boolean(f, field, string(raw))
	}
}

func (d *decoder) pointer(f reflect.Value, r api.Rules, field string, raw jsontext.Value) {
	if raw.Kind() == 'n' && r.Nullable {
		return
	}
	target := reflect.New(f.Type().Elem())
	before := d.wrong()
	d.value(target.Elem(), r, field, raw)
	if d.wrong() == before {
		f.Set(target)
	}
}

func (d *decoder) raw(f reflect.Value, r api.Rules, field string, raw jsontext.Value) {
	switch {
	case raw.Kind() != '{':
		d.bad(field, invalid.WrongType, "must be an object")
	case r.Max > 0 && len(raw) > r.Max:
		d.fail(field, invalid.New(invalid.TooLong, "must be at most %d bytes", r.Max))
	default:
		f.SetBytes(raw)
	}
}

func (d *decoder) time(f reflect.Value, field string, raw jsontext.Value) {
	var t api.Time
	if raw.Kind() != '"' || t.UnmarshalJSON(raw) != nil {
		d.bad(field, invalid.WrongType, "must be a time such as 2026-01-31T12:00:00Z")
		return
	}
	f.Set(reflect.ValueOf(t))
}

func (d *decoder) text(f reflect.Value, r api.Rules, field string, raw jsontext.Value) {
	if raw.Kind() != '"' {
		d.bad(field, invalid.WrongType, "must be text")
		return
	}
	text, err := jsontext.AppendUnquote(nil, raw)
	if err != nil {
		d.bad(field, invalid.MalformedJSON, "must be valid text")
		return
	}
	d.fromText(f, r, field, string(text))
}

func (d *decoder) boolean(f reflect.Value, field, text string) {
	if text != "true" && text != "false" {
		d.bad(field, invalid.WrongType, "must be true or false")
	}
	f.SetBool(text == "true")
}

func (d *decoder) number(f reflect.Value, r api.Rules, field string, raw jsontext.Value) {
	n, err := strconv.ParseFloat(string(raw), 64)
	if raw.Kind() != '0' || err != nil || n != math.Trunc(n) || math.Abs(n) > api.MaxInteger {
		d.bad(field, invalid.WrongType, "must be a whole number")
		return
	}
	d.integer(f, r, field, int(n))
}

func (d *decoder) integer(f reflect.Value, r api.Rules, field string, n int) {
	if n < r.Min || n > r.Max {
		d.fail(field, invalid.New(invalid.OutOfRange, "must be from %d to %d", r.Min, r.Max))
		return
	}
	f.SetInt(int64(n))
}

func (d *decoder) list(f reflect.Value, r api.Rules, field string, raw jsontext.Value) {
	var items []jsontext.Value
	if raw.Kind() != '[' || json.Unmarshal(raw, &items) != nil {
		d.bad(field, invalid.WrongType, "must be a list")
		return
	}
	if r.Max > 0 && len(items) > r.Max {
		d.fail(field, invalid.New(invalid.TooLong, "must have at most %d items", r.Max))
		return
	}
	list := reflect.MakeSlice(f.Type(), len(items), len(items))
	for i, item := range items {
		d.value(list.Index(i), *r.Items, fmt.Sprintf("%s.%d", field, i), item)
	}
	f.Set(list)
}

// fromText fills a field from the text of a JSON string or a query parameter.
func (d *decoder) fromText(f reflect.Value, r api.Rules, field, text string) {
	if f.Type() == reflect.TypeFor[email.Address]() {
		d.address(f, r, field, text)
		return
	}
	switch f.Kind() {
	case reflect.Int:
		n, err := strconv.Atoi(text)
		if err != nil || strconv.Itoa(n) != text {
			d.bad(field, invalid.WrongType, "must be a whole number")
			return
		}
		d.integer(f, r, field, n)
	case reflect.Bool:
		d.boolean(f, field, text)
	default:
		kept, err := d.validate(r, text)
		if err != nil {
			d.fail(field, err)
			return
		}
		f.SetString(kept)
	}
}
