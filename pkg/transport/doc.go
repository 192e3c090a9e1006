// Package transport runs an operation: it stands between a server (API Gateway by package lambdahttp, or net/http by
// package httpserver) and a use case.
//
//	lambdahttp    API Gateway events
//	lambdaevent   the table's stream, EventBridge and schedules
//	httpserver    net/http, for the local server and tests
//	requestlog    the one log line of a request
//
// It may import lib, api, store, core and aws.
//
// The order is fixed: request id and trace, the caller's claim, origin, limits by caller, type and size of the body, a
// proof of the caller where the body is large, strict decoding and validation, idempotency key, use case (which
// authorizes and acts), encoding to a buffer, one log line. It is not a framework: there is nothing to plug in.
//
// A use case gets an access.Caller, which holds only what came in, and returns its output and, where the answer sets
// more than that, an access.Reply. Cookies are set only when there is no error.
//
// The log line says what the request was, how it went, what it cost and which trace
// (package trace) it belongs to; docs/operate.md lists its fields.
package transport
