package store

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Condition is something that must hold of an item for a write to happen.
type Condition struct {
	render func(*expression) string
}

// Exists holds when the item is there.
func Exists() Condition { return present("pk") }

// NotExists holds when the item is not there.
func NotExists() Condition { return absent("pk") }

// Either holds when at least one of the conditions does.
func Either(conditions ...Condition) Condition {
	return Condition{func(e *expression) string {
		list := make([]string, len(conditions))
		for i, c := range conditions {
			list[i] = c.render(e)
		}
		return "(" + strings.Join(list, " OR ") + ")"
	}}
}

func absent(path string) Condition {
	return Condition{func(e *expression) string { return "attribute_not_exists(" + e.name(path) + ")" }}
}

func present(path string) Condition {
	return Condition{func(e *expression) string { return "attribute_exists(" + e.name(path) + ")" }}
}

// Change alters one attribute of an item.
type Change struct {
	verb, path string
	render     func(*expression) string
}

// overlaps reports whether both changes alter the same attribute, or one a map and the other what is in it.
func (c Change) overlaps(other Change) bool {
	return strings.HasPrefix(c.path+".", other.path+".") || strings.HasPrefix(other.path+".", c.path+".")
}

// expression collects the placeholders of one write or query.
type expression struct {
	names  map[string]string
	values map[string]types.AttributeValue
	err    error
}

func (e *expression) name(path string) string {
	if e.names == nil {
		e.names = map[string]string{}
	}
	if !strings.Contains(path, ".") { // as most are
		placeholder := "#" + path
		e.names[placeholder] = path
		return placeholder
	}
	parts := strings.Split(path, ".")
	for i, p := range parts {
		placeholder := "#" + p
		e.names[placeholder] = p
		parts[i] = placeholder
	}
	return strings.Join(parts, ".")
}

func (e *expression) value(v any) string {
	encoded, err := encode(v)
	if err != nil && e.err == nil {
		e.err = fmt.Errorf("table: encoding a value: %w", err)
	}
	if e.values == nil {
		e.values = map[string]types.AttributeValue{}
	}
	placeholder := ":" + strconv.Itoa(len(e.values))
	e.values[placeholder] = encoded
	return placeholder
}

// conditions joins the conditions; nil when there are none, as the API wants it.
func (e *expression) conditions(all []Condition) *string {
	if len(all) == 0 {
		return nil
	}
	list := make([]string, len(all))
	for i, c := range all {
		list[i] = c.render(e)
	}
	text := strings.Join(list, " AND ")
	return &text
}

// changes groups the changes by verb, as an update expression wants them.
func (e *expression) changes(all []Change) *string {
	var clauses []string
	for _, verb := range []string{"SET", "ADD", "REMOVE"} {
		var list []string
		for _, c := range all {
			if c.verb == verb {
				list = append(list, c.render(e))
			}
		}
		if len(list) > 0 {
			clauses = append(clauses, verb+" "+strings.Join(list, ", "))
		}
	}
	text := strings.Join(clauses, " ")
	return &text
}
