package publish_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/core/audit/publish"
)

var update = flag.Bool("update", false, "write docs/events")

type object = map[string]any

// schema is the JSON Schema of all messages: one of the types, each of which is the event with more said about it.
func schema() object {
	id := func(prefix string) object { return object{"type": "string", "pattern": "^" + prefix + "_"} }
	actors := []string{"user", "key", "system", "operator", "public"}
	definitions := object{"event": whole(object{"version": object{"const": publish.Version}, "id": id("evt"),
		"type": text(), "at": moment("string"), "sequence": object{"type": "string", "pattern": "^[0-9]{40}$"},
		"organization": id("org"), "actor": whole(object{"type": object{"enum": actors}, "id": text()}),
		"target":  whole(object{"type": text(), "id": text()}),
		"changes": object{"type": "array"}, "request_id": text()})}
	for name, kind := range publish.Fields() {
		definitions["changes."+name] = change(name, kind)
	}
	one := []object{}
	for _, t := range publish.Types() {
		definitions[t.Name] = ofType(t)
		one = append(one, ref(t.Name))
	}
	return object{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "An event of Usher, version 1",
		"description": "The detail of an event on the bus, and the body of a post.", "oneOf": one, "$defs": definitions}
}

func ofType(t publish.Type) object {
	changes := object{"maxItems": 0}
	if len(t.Fields) > 0 {
		each := []object{}
		for _, f := range t.Fields {
			each = append(each, ref("changes."+f))
		}
		changes = object{"items": object{"anyOf": each}}
	}
	return object{"description": t.Summary, "allOf": []object{ref("event")}, "properties": object{
		"type": object{"const": t.Name}, "target": object{"properties": object{"type": object{"const": t.Target}}},
		"changes": changes}}
}

// change is a field's: without values where they are withheld.
func change(field string, kind publish.Kind) object {
	named := object{"field": object{"const": field}}
	if kind == publish.Withheld {
		o := whole(named)
		o["additionalProperties"] = false
		return o
	}
	value := object{"type": []string{string(kind), "null"}}
	if kind == publish.Moment {
		value = moment("string", "null")
	}
	named["before"], named["after"] = value, value
	return whole(named)
}

func ref(definition string) object { return object{"$ref": "#/$defs/" + definition} }

func text() object { return object{"type": "string"} }

func moment(types ...string) object { return object{"type": types, "format": "date-time"} }

// whole is an object that has all of these properties.
func whole(properties object) object {
	return object{"type": "object", "properties": properties, "required": slices.Sorted(maps.Keys(properties))}
}

// table is the list of the types in docs/events/README.md.
func table() string {
	var b strings.Builder
	b.WriteString("| type | target | when | fields of `changes` |\n|---|---|---|---|\n")
	for _, t := range publish.Types() {
		var fields []string
		for _, f := range t.Fields {
			if publish.Fields()[f] == publish.Withheld {
				fields = append(fields, f)
			} else {
				fields = append(fields, "`"+f+"`")
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", t.Name, t.Target, t.Summary, strings.Join(fields, ", "))
	}
	return b.String()
}

const folder = "../../../../docs/events/"

// TestDocuments holds docs/events to the declared types.
func TestDocuments(t *testing.T) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(schema()); err != nil {
		t.Fatal(err)
	}
	hold(t, folder+"v1.schema.json", b.String())
	readme, err := os.ReadFile(folder + "README.md")
	if err != nil {
		t.Fatal(err)
	}
	parts := regexp.MustCompile(`(?s)(.*<!-- types -->\n).*(<!-- /types -->.*)`).FindStringSubmatch(string(readme))
	if parts == nil {
		t.Fatal("docs/events/README.md has no place for the types")
	}
	hold(t, folder+"README.md", parts[1]+table()+parts[2])
}

func hold(t *testing.T, path, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := os.ReadFile(path); string(got) != want { //nolint:gosec // a fixed name
		t.Errorf("%s is not what is declared: go test ./pkg/core/audit/publish -update", path)
	}
}

// TestDeclarations: each field of a type is declared, and each declared field is one of a type's; what is mailed to
// Owners is published too.
func TestDeclarations(t *testing.T) {
	t.Parallel()
	used, names := map[string]bool{}, map[string]bool{}
	for _, one := range publish.Types() {
		if names[one.Name] {
			t.Errorf("%s is declared twice", one.Name)
		}
		names[one.Name] = true
		for _, f := range one.Fields {
			used[f] = true
			if _, ok := publish.Fields()[f]; !ok {
				t.Errorf("%s: there is no field %s", one.Name, f)
			}
		}
	}
	for f := range publish.Fields() {
		if !used[f] {
			t.Errorf("no type has %s", f)
		}
	}
	for _, action := range api.SendMail.Events {
		if !names[action] {
			t.Errorf("there is no type %s", action)
		}
	}
}
