// Package httpserver serves the operations over net/http, at the same paths and
// with the same answers as API Gateway and the functions do in an account. The
// local system and the tests use it.
package httpserver

import (
	"crypto/rand"
	"io"
	"maps"
	"net"
	"net/http"
	"strings"
	"time"

	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/lib/id"
	"usher/pkg/transport"
)

// New routes requests to the operations. A path below /v1/ that is no operation's
// is answered not_found, with a problem type at this dashboard; other paths go to
// rest.
func New(handlers []*transport.Handler, dashboard string, rest http.Handler) http.Handler {
	mux := http.NewServeMux()
	for _, h := range handlers {
		mux.Handle(h.Route.Method+" "+h.Route.Path, serve(h))
	}
	mux.HandleFunc("/v1/", func(w http.ResponseWriter, r *http.Request) { noRoute(w, r, dashboard) })
	mux.Handle("/", rest)
	return mux
}

// serve runs one operation. The body is read only as far as the operation
// takes it, and one byte more to tell that it is too large.
func serve(h *transport.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		limit := max(h.Route.BodyLimit, 1024)
		body, err := io.ReadAll(io.LimitReader(r.Body, int64(limit)+1))
		if err != nil {
			body = nil // the caller has gone, or sent less than announced
		}
		write(w, h.Handle(r.Context(), request(r, h.Route.Path, body)))
	})
}

func request(r *http.Request, path string, body []byte) transport.Request {
	header := r.Header.Clone()
	header.Set("Host", r.Host)
	return transport.Request{
		Path: pathValues(r, path), Query: transport.ParseQuery(r.URL.RawQuery),
		Header: header, Body: body, Client: clientOf(r),
		Cookie: func(name string) string {
			c, err := r.Cookie(name)
			if err != nil {
				return ""
			}
			return c.Value
		},
	}
}

// pathValues reads the placeholders of a path such as /v1/organizations/{org}.
func pathValues(r *http.Request, path string) map[string]string {
	values := map[string]string{}
	for part := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			name = strings.TrimSuffix(name, "}")
			values[name] = r.PathValue(name)
		}
	}
	return values
}

func clientOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

func write(w http.ResponseWriter, r transport.Response) {
	maps.Copy(w.Header(), r.Header)
	w.WriteHeader(r.Status)
	_, _ = w.Write(r.Body) // fails where the caller has gone
}

func noRoute(w http.ResponseWriter, r *http.Request, dashboard string) {
	c := access.Caller{RequestID: id.Source{Random: rand.Reader, Now: time.Now}.New(id.Request)}
	w.Header().Set("X-Request-Id", c.RequestID)
	e := problem.New(problem.NotFound, "There is no operation at %s %s.", r.Method, r.URL.Path)
	status, _, body := e.Encode(dashboard, c.RequestID)
	w.Header().Set("Content-Type", problem.MediaType)
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
