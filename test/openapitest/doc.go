// Package openapitest checks HTTP exchanges against an OpenAPI 3.1 document, so that a test that sends a request
// anyway also proves that the document tells the truth:
//
//	v, err := openapitest.NewValidator(document)
//	...
//	err = v.Request("create-user", request, body)   // where it should succeed
//	err = v.Response("create-user", status, header, answer)
//
// Schemas are validated by package jsonschema. The check is stricter than clients have to be: wherever a schema
// stands for a value, a member that the document does not name is an error (unevaluatedProperties), and so is a
// header of the contract.
package openapitest
