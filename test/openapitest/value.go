package openapitest

import (
	"encoding/json"
	"math/big"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"
)

func has(n node, name string) bool {
	_, ok := n[name]
	return ok
}

// types are what a schema's type allows: one name, or several in a list.
func types(schema node) []string {
	if one := text(schema, "type"); one != "" {
		return []string{one}
	}
	var all []string
	for _, t := range list(schema, "type") {
		name, _ := t.(string)
		all = append(all, name)
	}
	return all
}

// is reports whether a value is of a type, as JSON Schema names it. 1.0 is an
// integer (JSON Schema 2020-12, section 4.2.3).
func is(value any, kind string) bool {
	switch v := value.(type) {
	case nil:
		return kind == "null"
	case bool:
		return kind == "boolean"
	case string:
		return kind == "string"
	case []any:
		return kind == "array"
	case map[string]any:
		return kind == "object"
	case json.Number:
		n, ok := rational(v)
		return kind == "number" || kind == "integer" && ok && n.IsInt()
	}
	return false
}

// equal compares two JSON values; numbers by what they are worth.
func equal(a, b any) bool {
	x, ok := a.(json.Number)
	y, both := b.(json.Number)
	if !ok || !both {
		return reflect.DeepEqual(a, b)
	}
	m, fine := rational(x)
	n, too := rational(y)
	return fine && too && m.Cmp(n) == 0
}

// maxDigits bounds a number's text: 1e999999999 would fill the memory.
const maxDigits = 400

// rational is a number's exact worth, false for one that is out of a double's range.
func rational(n json.Number) (*big.Rat, bool) {
	if _, err := strconv.ParseFloat(string(n), 64); err != nil || len(n) > maxDigits || small(string(n)) {
		return nil, false
	}
	return new(big.Rat).SetString(string(n))
}

// small reports an exponent that only makes zeroes.
func small(n string) bool {
	_, exponent, ok := strings.Cut(strings.ToLower(n), "e")
	e, err := strconv.Atoi(exponent)
	return ok && (err != nil || e < -maxDigits)
}

func limit(schema node, keyword string) (*big.Rat, bool) {
	n, ok := schema[keyword].(json.Number)
	if !ok {
		return nil, false
	}
	return rational(n)
}

// formats are the formats that are judged, or need no judging: a password is
// any text, and binary is any bytes.
func knownFormat(format string) bool {
	switch format {
	case "", "date-time", "email", "password", "binary", "uri":
		return true
	}
	return false
}

func formatted(format, value string) bool {
	switch format {
	case "date-time":
		_, err := time.Parse(time.RFC3339Nano, value)
		return err == nil
	case "uri":
		u, err := url.Parse(value)
		return err == nil && u.IsAbs()
	case "email":
		local, domain, ok := strings.Cut(value, "@")
		return ok && local != "" && strings.Contains(domain, ".") && !strings.ContainsAny(value, " \t\r\n")
	}
	return true
}
