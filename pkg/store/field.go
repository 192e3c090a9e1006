package store

import (
	"reflect"
	"strings"
)

// Field is an attribute of a record, whose values are of type T. The fields are
// declared beside their records, so that a wrong name or a wrong type of value
// does not compile outside this package; a test holds them to the records.
type Field[T any] struct{ path string }

// Number is a Field of numbers.
type Number[T ~int | ~int64] struct{ Field[T] }

// declaration is a field as the test sees it.
type declaration struct {
	path          string
	record, value reflect.Type
}

var declared []declaration

// field declares an attribute of a record; "invitation.nonce" reaches into a map.
func field[Record, T any](path string) Field[T] {
	declared = append(declared, declaration{path, reflect.TypeFor[Record](), reflect.TypeFor[T]()})
	return Field[T]{path}
}

func number[Record any, T ~int | ~int64](path string) Number[T] {
	return Number[T]{field[Record, T](path)}
}

// Set gives the attribute a value.
func (f Field[T]) Set(value T) Change {
	return Change{"SET", f.path, func(e *expression) string { return e.name(f.path) + " = " + e.value(value) }}
}

// Clear removes the attribute.
func (f Field[T]) Clear() Change {
	return Change{"REMOVE", f.path, func(e *expression) string { return e.name(f.path) }}
}

// Is holds when the attribute equals the value.
func (f Field[T]) Is(value T) Condition { return f.compare("=", value) }

// Below holds when the attribute is less than the value.
func (f Field[T]) Below(value T) Condition { return f.compare("<", value) }

// Above holds when the attribute is greater than the value.
func (f Field[T]) Above(value T) Condition { return f.compare(">", value) }

// OneOf holds when the attribute equals one of the values, at least one and at
// most 100.
func (f Field[T]) OneOf(values []T) Condition {
	return Condition{func(e *expression) string {
		list := make([]string, len(values))
		for i, v := range values {
			list[i] = e.value(v)
		}
		return e.name(f.path) + " IN (" + strings.Join(list, ", ") + ")"
	}}
}

// Absent holds when the attribute is not there, as when the item is not.
func (f Field[T]) Absent() Condition { return absent(f.path) }

// Present holds when the attribute is there.
func (f Field[T]) Present() Condition { return present(f.path) }

// Add adds to the number, which counts as 0 where it is absent; inside a map it
// must be there.
func (f Number[T]) Add(n T) Change {
	if !strings.Contains(f.path, ".") {
		return Change{"ADD", f.path, func(e *expression) string { return e.name(f.path) + " " + e.value(n) }}
	}
	return Change{"SET", f.path, func(e *expression) string {
		return e.name(f.path) + " = " + e.name(f.path) + " + " + e.value(n)
	}}
}

// IsOrAbsent holds when the number equals n, where 0 is not stored.
func (f Number[T]) IsOrAbsent(n T) Condition {
	if n == 0 {
		return f.Absent()
	}
	return f.Is(n)
}

// IsField holds when the number equals another one of the same item.
func (f Number[T]) IsField(other Number[T]) Condition { return f.compareField("=", other) }

// BelowField holds when the number is less than another one of the same item.
func (f Number[T]) BelowField(other Number[T]) Condition { return f.compareField("<", other) }

func (f Field[T]) compare(operator string, value T) Condition {
	return Condition{func(e *expression) string { return e.name(f.path) + " " + operator + " " + e.value(value) }}
}

func (f Number[T]) compareField(operator string, other Number[T]) Condition {
	return Condition{func(e *expression) string { return e.name(f.path) + " " + operator + " " + e.name(other.path) }}
}
