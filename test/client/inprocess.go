package client

import (
	"net/http"
	"net/http/httptest"
)

// InProcess is a transport that calls a handler, without a connection. The handler sees the requests come from
// 192.0.2.1.
func InProcess(h http.Handler) http.RoundTripper { return inProcess{h} }

type inProcess struct{ handler http.Handler }

// RoundTrip calls the handler. It returns no error.
func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	in := r.Clone(r.Context())
	in.RemoteAddr, in.RequestURI, in.Host = "192.0.2.1:1234", r.URL.RequestURI(), r.URL.Host
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, in)
	response := w.Result()
	response.Request = r
	return response, nil
}
