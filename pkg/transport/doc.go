// Package transport runs an operation: it is what stands between a transport
// (package lambdahttp, or the local server) and a use case.
//
//	lambdahttp    API Gateway events
//	lambdaevent   the table's stream, EventBridge and schedules
//	httpserver    net/http, for the local server and tests
//	requestlog    the one log line of a request
//
// It may import lib, api, store, core and aws.
//
// The order is fixed: request id and log record, origin, size limit, strict
// decode and validation, who is calling, use case (which authorizes and acts),
// encode to a buffer, one log line. It is not a framework: there is nothing to
// plug in.
//
// The line says what the request was, how it went, what it cost and which trace
// (package trace) it belongs to; docs/operate.md lists its fields.
package transport
