package openapi_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"usher/pkg/api"
	"usher/pkg/api/bind"
	"usher/pkg/api/openapi"
)

// TestTheDocumentAgreesWithTheDecoder: whatever one member of an example body
// is replaced by, the schema refuses it exactly if the decoder does.
func TestTheDocumentAgreesWithTheDecoder(t *testing.T) {
	eachBody(t, func(t *testing.T, example any, agree func(tester, any)) {
		tried := 0
		replaceEach(example, func(changed any) {
			tried++
			agree(t, changed)
		})
		if tried < len(odd()) {
			t.Errorf("only %d bodies tried", tried)
		}
	})
}

// TestTheDocumentAgreesOnManyChanges is the same of several changes at once.
func TestTheDocumentAgreesOnManyChanges(t *testing.T) {
	eachBody(t, func(t *testing.T, example any, agree func(tester, any)) {
		rapid.Check(t, func(t *rapid.T) {
			value := clone(example)
			for range rapid.IntRange(0, 3).Draw(t, "changes") {
				value = change(t, value)
			}
			agree(t, value)
		})
	})
}

type tester interface{ Errorf(string, ...any) }

// eachBody calls try for every operation with a JSON body but those that validate a list element by element.
func eachBody(t *testing.T, try func(t *testing.T, example any, agree func(tester, any))) {
	t.Helper()
	examples, err := openapi.Examples()
	if err != nil {
		t.Fatal(err)
	}
	v, documented := validator(t), operations(t)
	for _, o := range api.Operations() {
		if !slices.Contains(o.Bodies, api.JSONBody) || o.ID == api.ImportUsers.ID {
			continue
		}
		t.Run(o.ID, func(t *testing.T) {
			name := keyOf(o.ID, api.JSONBody, documented[o.ID].RequestBody.Content[api.JSONBody])
			var example any
			if err := json.Unmarshal(examples[name], &example); err != nil {
				t.Fatalf("example %s: %v", name, err)
			}
			try(t, example, func(t tester, value any) {
				body, err := json.Marshal(value)
				if strings.Contains(string(body), `name":"2026-`) {
					return // a time is no name, which a schema cannot say
				}
				var sent struct{ Role any }
				_ = json.Unmarshal(body, &sent) // whatever else it is
				if role, ok := sent.Role.(string); ok && role != "" && len([]rune(role)) <= 32 && !(api.Roles{}).Known(api.Role(role)) {
					return // which roles there are is the deployment's
				}
				decoded := bind.Into(reflect.New(o.Input).Interface(), bind.Source{Body: body, HasBody: true})
				validated := v.Schema(name, body)
				if err != nil || (decoded == nil) != (validated == nil) {
					t.Errorf("%s\nthe decoder says: %v\nthe document says: %v", body, decoded, validated)
				}
			})
		})
	}
}

func clone(value any) any {
	switch value := value.(type) {
	case map[string]any:
		copied := map[string]any{}
		for name, member := range value {
			copied[name] = clone(member)
		}
		return copied
	case []any:
		copied := []any{}
		for _, item := range value {
			copied = append(copied, clone(item))
		}
		return copied
	}
	return value
}

// replaceEach yields the value with each part of it replaced by each odd value, or taken away.
func replaceEach(value any, yield func(any)) {
	for _, v := range odd() {
		yield(v)
	}
	members, ok := value.(map[string]any)
	if !ok {
		return
	}
	for name := range members {
		without := maps.Clone(members)
		delete(without, name)
		yield(without)
		replaceEach(members[name], func(v any) {
			with := maps.Clone(members)
			with[name] = v
			yield(with)
		})
	}
}

// odd are values on both sides of every rule that both can check. What only the decoder can (control characters, the
// fine print of names and addresses) is left out, so there is no address: it is refused as a name.
func odd() []any {
	return []any{
		nil, true, "", "x", "owner", "en", "draft", "2026-02-30T12:00:00Z", "2026-01-31T12:00:00+01:00",
		strings.Repeat("é", 100), strings.Repeat("é", 101), strings.Repeat("y", 1000), strings.Repeat("y", 1001), strings.Repeat("z", 1025),
		0, 1, 30, 31, 1.5, -1, 1e15, 1e16, json.Number("1.0"), json.Number("3e0"),
		[]any{}, []any{"x"}, []any{nil}, map[string]any{}, map[string]any{"x": 1},
	}
}

// change replaces, takes away or adds one thing somewhere in the value.
func change(t *rapid.T, value any) any {
	switch value := value.(type) {
	case map[string]any:
		names := append(slices.Sorted(maps.Keys(value)), "unknown")
		name := rapid.SampledFrom(names).Draw(t, "name")
		switch rapid.SampledFrom([]string{"deeper", "replace", "remove"}).Draw(t, "how") {
		case "deeper":
			value[name] = change(t, value[name])
		case "replace":
			value[name] = rapid.SampledFrom(odd()).Draw(t, "value")
		default:
			delete(value, name)
		}
		return value
	case []any:
		if i := rapid.IntRange(0, len(value)).Draw(t, "item"); i < len(value) {
			value[i] = change(t, value[i])
			return value
		}
		return append(value, rapid.SampledFrom(odd()).Draw(t, "item"))
	}
	return rapid.SampledFrom(odd()).Draw(t, "value")
}
