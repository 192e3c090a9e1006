// Package openapi makes the OpenAPI 3.1 document from the declared operations.
//
// Everything in it comes from package api by reflection: the routes, and the
// struct tags that package decode reads requests by. So the document cannot say
// anything else than what the functions do. The one thing kept by hand is
// examples.json: an example for every named schema that is a request body or an
// answer.
//
// To write the document anew after a declaration has changed:
//
//	go test ./pkg/openapi -update
//
// It goes to docs/openapi.json, for people and the dashboard's client, and to
// package document, for the function that serves it. Package openapitest checks
// HTTP exchanges against it.
//
// Besides the standard, operations carry x-permission (the permission needed in
// the path's organization) and x-self (true where a person may do this to their
// own user without it).
package openapi
