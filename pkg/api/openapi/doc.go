// Package openapi makes the OpenAPI 3.1 document from the declared operations.
//
// Everything in it comes from package api by reflection: the routes, and the rules that package bind applies to
// requests. So the document always describes what the functions do. Only examples.json is written by hand: an example
// for every named schema that is a request body or a response.
//
// To write the document again after a declaration has changed:
//
//	go generate ./pkg/api/openapi
//
// It goes to docs/openapi.json. The dashboard's types are generated from it, and the dashboard's bucket and the local
// system serve it at /v1/openapi.json. Package openapitest checks HTTP exchanges against it.
//
// The document has five extensions: operations carry x-permission (the permission needed in the path's organization),
// x-self (true if a person may do this to their own user without it) and x-proof (true if it may ask for a recent proof
// of the person), bodies and free objects carry x-max-bytes,
// and the document carries x-new-password (how many characters a new password must have).
package openapi

//go:generate go run ./cmd/openapi ../../../docs/openapi.json
