package openapitest_test

import (
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
		{"two values", `{} {}`, "not JSON"},
		{"no document", `[]`, "not an OpenAPI 3.1 document"},
		{"an older one", `{"openapi":"3.0.3"}`, "not an OpenAPI 3.1 document"},
		{"an empty one", `{"openapi":"3.1.0"}`, ""},
		{"nothing wrong", around(`"A":{"type":["string","null"],"maxLength":3,"description":"x"}`, plain), ""},
		{"an operation without an id", around(``, `{}`), `GET /a: operationId "" is none`},
		{"an id twice", `{"openapi":"3.1.0","paths":{"/a":{"get":` + plain + `,"put":` + plain + `}}}`, `operationId "a" is none, or there twice`},
		{"a type of none", around(`"A":{"type":"text"}`, plain), "not valid against metaschema"},
		{"a limit that is text", around(`"A":{"maxLength":"3"}`, plain), "not valid against metaschema"},
		{"no schema within", around(`"A":{"properties":{"b":1}}`, plain), "not valid against metaschema"},
		{"a reference to nothing", around(`"A":{"$ref":"#/components/schemas/B"}`, plain), "components/schemas/B"},
		{"a reference out of an operation", around(``, `{"operationId":"a","parameters":[{"$ref":"#/components/parameters/B"}]}`), "#/components/parameters/B leads nowhere"},
		{"a bad schema in an operation", around(``, `{"operationId":"a","parameters":[{"name":"x","schema":{"type":"text"}}]}`), "not valid against metaschema"},
		{"a schema that holds itself", around(`"A":{"type":"object","properties":{"more":{"$ref":"#/components/schemas/A"}}}`, plain), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := openapitest.NewValidator([]byte(tt.document))
			expect(t, err, tt.want)
		})
	}
}

// TestMembersThatAreNotNamed: those of every part of a schema are named, those of no part are refused, at any depth.
func TestMembersThatAreNotNamed(t *testing.T) {
	tests := []struct{ schema, value, want string }{
		{`{"type":"object","properties":{"a":{}}}`, `{"a":[1,null,{"b":2}]}`, ""},
		{`{"type":"object","additionalProperties":{"type":"integer"}}`, `{"a":1,"b":"x"}`, "/b: got string, want integer"},
		{`{"type":"object","additionalProperties":true}`, `{"a":{"b":[]}}`, ""},
		{`{"type":"object"}`, `{"a":1}`, "/a: is not in the document"},
		{`{"type":"array","items":{"type":"object"}}`, `[{},{"a":1}]`, "/1/a: is not in the document"},
		{`{"type":"object","properties":{"a":{"type":"object"}}}`, `{"a":{"b":1}}`, "/a/b: is not in the document"},
		{`{"type":"object","additionalProperties":{"type":"object"}}`, `{"a":{"b":1}}`, "/a/b: is not in the document"},
		{`{"allOf":[{"type":"object","properties":{"a":{}}},{"type":"object","properties":{"b":{}}}]}`, `{"a":1,"b":{"c":1}}`, ""},
		{`{"allOf":[{"type":"object","properties":{"a":{}}},{"type":"object","properties":{"b":{}}}]}`, `{"c":1}`, "/c: is not in the document"},
		{`{"anyOf":[{"type":"object","properties":{"a":{"type":"object"}}},{"type":"null"}]}`, `{"a":{"b":1}}`, "/a/b: is not in the document"},
		{`{"type":"string","format":"email"}`, `"ada@localhost"`, "is not valid email"},
		{`{"type":"string","format":"email"}`, `"ada@bücher.example"`, ""},
		{`{"type":"string","format":"date-time"}`, `"2026-02-29T12:00:00Z"`, "is not valid date-time"},
	}
	for _, tt := range tests {
		t.Run(tt.schema+tt.value, func(t *testing.T) {
			v := validator(t, []byte(around(`"A":`+tt.schema, plain)))
			expect(t, v.Schema("A", []byte(tt.value)), tt.want)
		})
	}
}
