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

// Attribute stands for another attribute of the same item in a condition.
type Attribute string

// Is holds when the attribute equals the value.
func Is(attribute string, value any) Condition { return compare(attribute, "=", value) }

// Below holds when the attribute is less than the value.
func Below(attribute string, value any) Condition { return compare(attribute, "<", value) }

// Above holds when the attribute is greater than the value.
func Above(attribute string, value any) Condition { return compare(attribute, ">", value) }

// Absent holds when the attribute is not there; Absent("pk") when the item is not.
func Absent(attribute string) Condition {
	return Condition{func(e *expression) string { return "attribute_not_exists(" + e.name(attribute) + ")" }}
}

// Present holds when the attribute is there; Present("pk") when the item is.
func Present(attribute string) Condition {
	return Condition{func(e *expression) string { return "attribute_exists(" + e.name(attribute) + ")" }}
}

// OneOf holds when the attribute equals one of the values.
func OneOf[T any](attribute string, values []T) Condition {
	return Condition{func(e *expression) string {
		list := make([]string, len(values))
		for i, v := range values {
			list[i] = e.value(v)
		}
		return e.name(attribute) + " IN (" + strings.Join(list, ", ") + ")"
	}}
}

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

func compare(attribute, operator string, value any) Condition {
	return Condition{func(e *expression) string { return e.name(attribute) + " " + operator + " " + e.value(value) }}
}

// Change alters one attribute of an item.
type Change struct {
	verb   string
	render func(*expression) string
}

// Set gives the attribute a value. "invitation.delivery" reaches into a map.
func Set(attribute string, value any) Change {
	return Change{"SET", func(e *expression) string { return e.name(attribute) + " = " + e.value(value) }}
}

// Add adds to a number, which counts as 0 where it is absent.
func Add(attribute string, n int) Change {
	return Change{"ADD", func(e *expression) string { return e.name(attribute) + " " + e.value(n) }}
}

// Increase adds to a number inside a map, which must be there.
func Increase(attribute string, n int) Change {
	return Change{"SET", func(e *expression) string {
		return e.name(attribute) + " = " + e.name(attribute) + " + " + e.value(n)
	}}
}

// Clear removes the attribute.
func Clear(attribute string) Change {
	return Change{"REMOVE", func(e *expression) string { return e.name(attribute) }}
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
	if a, ok := v.(Attribute); ok {
		return e.name(string(a))
	}
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
