package openapitest_test

import (
	"strings"
	"testing"

	"usher/test/openapitest"
)

// around is a document with these component schemas and this operation.
func around(schemas, operation string) string {
	return `{"openapi":"3.1.0","paths":{"/a":{"get":` + operation + `}},"components":{"schemas":{` + schemas + `}}}`
}

const plain = `{"operationId":"a","responses":{}}`

func TestNewValidator(t *testing.T) {
	tests := []struct{ name, document, want string }{
		{"no JSON", `{`, "not JSON"},
		{"two values", `{} {}`, "behind the value"},
		{"no document", `[]`, "not an OpenAPI 3.1 document"},
		{"an older one", `{"openapi":"3.0.3"}`, "not an OpenAPI 3.1 document"},
		{"an empty one", `{"openapi":"3.1.0"}`, ""},
		{"nothing wrong", around(`"A":{"type":["string","null"],"maxLength":3,"description":"x"}`, plain), ""},
		{"an operation without an id", around(``, `{}`), `GET /a: operationId "" is none`},
		{"an id twice", `{"openapi":"3.1.0","paths":{"/a":{"get":` + plain + `,"put":` + plain + `}}}`, `PUT /a: operationId "a" is none, or there twice`},
		{"a keyword that is not judged", around(`"A":{"contains":"^a"}`, plain), "#/components/schemas/A: contains is a keyword"},
		{"a type of none", around(`"A":{"type":"text"}`, plain), "type is a keyword, or has a value"},
		{"a format of none", around(`"A":{"type":"string","format":"uuid"}`, plain), "format is"},
		{"a limit that is text", around(`"A":{"maxLength":"3"}`, plain), "maxLength is"},
		{"a limit beyond numbers", around(`"A":{"maximum":1e999}`, plain), "maximum is"},
		{"no properties", around(`"A":{"properties":[]}`, plain), "properties is"},
		{"no schema", around(`"A":[]`, plain), "is no schema"},
		{"no schema within", around(`"A":{"properties":{"b":true}}`, plain), "#/components/schemas/A/properties/b: is no schema"},
		{"an enum of nothing", around(`"A":{"enum":[]}`, plain), "enum is"},
		{"a choice of nothing", around(`"A":{"anyOf":[]}`, plain), "anyOf is"},
		{"a reference to nothing", around(`"A":{"$ref":"#/components/schemas/B"}`, plain), "#/components/schemas/B: refers to nothing"},
		{"a reference elsewhere", around(`"A":{"$ref":"other.json"}`, plain), "refers to nothing within the document"},
		{"a reference into a schema", around(`"A":{"properties":{"b":{}}},"B":{"$ref":"#/components/schemas/A/properties/b"}`, plain), "no named schema"},
		{"a reference out of an operation", around(``, `{"operationId":"a","parameters":[{"$ref":"#/components/parameters/B"}]}`), "/parameters/0: #/components/parameters/B: refers to nothing"},
		{"a bad schema in an operation", around(``, `{"operationId":"a","parameters":[{"name":"x","schema":{"not":{}}}]}`), "/parameters/0/schema: not is"},
		{"a schema that is itself", around(`"A":{"$ref":"#/components/schemas/A"}`, plain), "is made of itself"},
		{"a schema that is itself, by another", around(`"A":{"allOf":[{"$ref":"#/components/schemas/B"}]},"B":{"anyOf":[{"type":"null"},{"$ref":"#/components/schemas/A"}]}`, plain), "is made of itself"},
		{"a schema that holds itself", around(`"A":{"type":"object","properties":{"more":{"$ref":"#/components/schemas/A"}}}`, plain), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := openapitest.NewValidator([]byte(tt.document))
			expect(t, err, tt.want)
		})
	}
}

func TestKeywords(t *testing.T) {
	tests := []struct{ schema, value, want string }{
		{`{}`, `{"a":[1,null]}`, ""},
		{`{"type":"integer"}`, `1.0`, ""},
		{`{"type":"integer"}`, `10e-1`, ""},
		{`{"type":"integer"}`, `1.5`, "is no integer"},
		{`{"type":"integer"}`, `1e999`, "is no integer"},
		{`{"type":"number"}`, `1e-999999999`, "is no number in range"},
		{`{"type":["integer","null"]}`, `"1"`, "is no integer or null"},
		{`{"type":["integer","null"]}`, `null`, ""},
		{`{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991}`, `9007199254740991`, ""},
		{`{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991}`, `9007199254740992`, "is above"},
		{`{"type":"integer","minimum":-9007199254740991}`, `-9007199254740992`, "is below"},
		{`{"const":2}`, `2.0`, ""},
		{`{"const":2}`, `"2"`, "is 2, not 2"},
		{`{"enum":["a",null,1]}`, `null`, ""},
		{`{"enum":["a",null,1]}`, `1.0`, ""},
		{`{"enum":["a",null,1]}`, `"b"`, "none of"},
		{`{"type":"array","minItems":1,"maxItems":2,"items":{"type":"string"}}`, `[]`, "fewer than 1"},
		{`{"type":"array","minItems":1,"maxItems":2,"items":{"type":"string"}}`, `["a","b","c"]`, "more than 2"},
		{`{"type":"array","minItems":1,"maxItems":2,"items":{"type":"string"}}`, `["a",1]`, "/1: is no string"},
		{`{"type":"string","minLength":2,"maxLength":2}`, `"😀é"`, ""},
		{`{"type":"string","pattern":"^[a-c]*$"}`, `"abc"`, ""},
		{`{"type":"string","pattern":"^[a-c]*$"}`, `"abd"`, "does not match"},
		{`{"type":"string","format":"date-time"}`, `"2026-02-29T12:00:00Z"`, "is no date-time"},
		{`{"type":"string","format":"email"}`, `"ada@localhost"`, "is no email"},
		{`{"type":"string","format":"email"}`, `"ada@bücher.example"`, ""},
		{`{"type":"object","additionalProperties":{"type":"integer"}}`, `{"a":1,"b":"x"}`, "/b: is no integer"},
		{`{"type":"object","additionalProperties":true}`, `{"a":{"b":[]}}`, ""},
		{`{"type":"object"}`, `{"a":1}`, "/a: is not in the document"},
		{`{"allOf":[{"type":"object","properties":{"a":{}}},{"type":"object","properties":{"b":{}}}]}`, `{"a":1,"b":{"c":1}}`, ""},
		{`{"allOf":[{"type":"object","properties":{"a":{}}},{"type":"object","properties":{"b":{}}}]}`, `{"c":1}`, "/c: is not in the document"},
		{`{"anyOf":[{"type":"object","properties":{"a":{"type":"object"}}},{"type":"null"}]}`, `{"a":{"b":1}}`, "/a/b: is not in the document"},
		{`{"type":"object","required":["a"]}`, `{}`, "/a: is absent"},
	}
	for _, tt := range tests {
		t.Run(tt.schema+tt.value, func(t *testing.T) {
			v := validator(t, []byte(around(`"A":`+tt.schema, plain)))
			expect(t, v.Schema("A", []byte(tt.value)), tt.want)
		})
	}
}

// FuzzSchema: no document and no value brings the judge down, or keeps it.
func FuzzSchema(f *testing.F) {
	f.Add(committed(f), []byte(`{"id":"usr_1"}`))
	f.Add([]byte(around(`"A":{"$ref":"#/components/schemas/A"}`, plain)), []byte(`{}`))
	f.Add([]byte(around(`"A":{"anyOf":[{"type":"null"},{"type":"object","properties":{"a":{"$ref":"#/components/schemas/A"}}}]}`, plain)), []byte(`{"a":{"a":null}}`))
	f.Add([]byte(around(`"A":{"type":"number","maximum":1e300}`, plain)), []byte(`1e308`))
	f.Fuzz(func(t *testing.T, document, value []byte) {
		v, err := openapitest.NewValidator(document)
		if err != nil {
			return
		}
		for _, name := range []string{"A", "User", "Problem"} {
			if err := v.Schema(name, value); err != nil && !strings.HasPrefix(err.Error(), "openapitest: ") {
				t.Errorf("%v", err)
			}
		}
	})
}
