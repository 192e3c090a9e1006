// Package document holds the OpenAPI document as it was last generated, for a
// function to serve. It imports nothing else, so serving it costs no function
// its cold start.
//
// The file is made by package openapi from the declared operations and is never
// edited: go test ./pkg/openapi -update writes it anew.
package document

import _ "embed" // the document is a file

// JSON is the OpenAPI 3.1 document, indented, in UTF-8. It must not be changed.
//
//go:embed openapi.json
var JSON []byte
