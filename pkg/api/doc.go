// Package api is Usher's contract as Go values: every operation is declared once,
// as data, with its method, path, permission, limits, table access, input and
// output. The functions, the local server, the OpenAPI document, the stack and the
// tests all read it, so they cannot disagree.
//
// To add an operation: declare it here and list it in Operations, write its use
// case, a main in functions/<id>, and a sample in events/<id>.json. Structural
// tests fail until all four are there.
//
// The package has no behaviour beyond looking things up, and imports nothing of
// AWS, so that the programs that read it stay small.
//
//	problem  RFC 9457 problem documents: every failure a caller can see
//	bind     reading and validating a request into an operation's input
//	page     cursors of lists
//	openapi  the OpenAPI document
//
// It may import lib.
package api
