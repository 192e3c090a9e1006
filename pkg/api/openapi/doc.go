// Package openapi makes the OpenAPI 3.1 document from the declared operations.
//
// Everything in it comes from package api by reflection: the routes, and the
// rules that package bind reads requests by. So the document cannot say
// anything else than what the functions do. The one thing kept by hand is
// examples.json: an example for every named schema that is a request body or an
// answer.
//
// To write the document again after a declaration has changed:
//
//	go generate ./pkg/api/openapi
//
// It goes to docs/openapi.json, which the dashboard's types are made from, and
// which the dashboard's bucket and the local system serve at /v1/openapi.json.
// Package openapitest checks HTTP exchanges against it.
//
// Besides the standard, operations carry x-permission (the permission needed in
// the path's organization) and x-self (true where a person may do this to their
// own user without it), bodies and free objects x-max-bytes, and the document
// x-new-password: how many characters a new password must have.
package openapi

//go:generate go run ./cmd/openapi ../../../docs/openapi.json
