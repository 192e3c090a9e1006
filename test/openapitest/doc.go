// Package openapitest holds HTTP exchanges against an OpenAPI document, so that
// a test that sends a request anyway also proves that the document tells the
// truth:
//
//	v, err := openapitest.NewValidator(document.JSON)
//	...
//	err = v.Request("create-user", request, body)   // where it should succeed
//	err = v.Response("create-user", status, header, answer)
//
// It is stricter than clients have to be. An answer may hold no member that the
// document does not tell of, and no header of the contract; a document with a
// schema keyword that is not judged here is refused, rather than passed.
//
// The schemas are those of OpenAPI 3.1, which is JSON Schema 2020-12, as far as
// package openapi uses them: $ref, type, enum, const, properties, required,
// additionalProperties, items, minItems, maxItems, minLength, maxLength,
// pattern (where RE2 takes it), minimum, maximum, format, allOf and anyOf.
package openapitest
