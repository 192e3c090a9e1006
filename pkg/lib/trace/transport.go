package trace

import "net/http"

// Transport names the span of a request's context in its headers, and sends it
// by Base. A request without a span goes out as it is. The headers come after
// AWS's signature, which they are no part of and do not disturb.
type Transport struct{ Base http.RoundTripper }

// RoundTrip sends the request. Its errors are Base's.
func (t Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if s, ok := From(r.Context()); ok {
		r = r.Clone(r.Context())
		r.Header.Set("Traceparent", s.Self.String())
		if s.State != "" {
			r.Header.Set("Tracestate", s.State)
		}
	}
	return t.Base.RoundTrip(r)
}
