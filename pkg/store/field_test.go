package store_test

import (
	"reflect"
	"strings"
	"testing"

	"usher/pkg/store"
)

// TestFieldsAreTheRecords: every declared field is an attribute of its record, of
// the type that the record gives it.
func TestFieldsAreTheRecords(t *testing.T) {
	all := store.Declared()
	if len(all) < 40 {
		t.Fatalf("only %d fields are declared", len(all))
	}
	seen := map[store.Declaration]bool{}
	for _, d := range all {
		if seen[d] {
			t.Errorf("%s of %v is declared twice", d.Path, d.Record)
		}
		seen[d] = true
		if got := attributeType(d.Record, strings.Split(d.Path, ".")); got != d.Value {
			t.Errorf("%s of %v is declared as %v; the record has %v", d.Path, d.Record, d.Value, got)
		}
	}
}

// attributeType is the type of a record's attribute, nil where it has none.
func attributeType(record reflect.Type, path []string) reflect.Type {
	if record.Kind() != reflect.Struct {
		return nil
	}
	for field := range record.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("dynamodbav"), ",")
		if name != path[0] {
			continue
		}
		value := field.Type
		if value.Kind() == reflect.Pointer {
			value = value.Elem()
		}
		if len(path) == 1 {
			return value
		}
		return attributeType(value, path[1:])
	}
	return nil
}

func TestAttributeTypeTellsAWrongField(t *testing.T) {
	user, text := reflect.TypeFor[store.User](), reflect.TypeFor[string]()
	for path, want := range map[string]reflect.Type{
		"first_name": text, "invitation.nonce": text, "given_name": nil, "invitation.once": nil, "first_name.x": nil,
	} {
		if got := attributeType(user, strings.Split(path, ".")); got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}
