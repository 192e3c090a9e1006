// Package api is Usher's contract as Go values: every operation declared once,
// as data, with its method, path, permission, limits, table access, input and
// output. The functions, the local server, the OpenAPI document, the stack and
// the tests all read it, so they cannot disagree.
//
// To add an operation: declare it here and list it in Operations, write its use
// case, a main in functions/<id>, and a sample in events/<id>.json. Structural
// tests fail until all four are there.
//
// The package holds no behaviour beyond looking things up, and imports nothing
// of AWS, so that whatever reads it stays small.
package api
