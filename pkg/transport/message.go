package transport

import (
	"net/http"
	"net/url"
)

// Request is an HTTP request as every transport hands it over.
type Request struct {
	ID     string            // the transport's request id; empty: the handler makes one
	Path   map[string]string // placeholders of the path, decoded
	Query  url.Values
	Header http.Header
	Cookie func(name string) string // "" when absent
	Body   []byte                   // a transport may cut it off one byte above the operation's limit
	Client string                   // network address of the caller
	Cold   bool                     // the first one of this process
	// PastProxy: it reached the API by its own address, not through the proxy that alone may pass requests on.
	PastProxy bool
	// Asked is the method of a request to another API, about whose sender an authorizer asks; empty for a request of ours.
	// Then its origin decides, as if it were ours, and that API limits how many there are.
	Asked string
}

// Response is an HTTP response for the transport to send.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// ParseQuery reads a raw query string. One that is malformed gives a parameter
// that no operation has, which the strict decoder refuses with the others.
func ParseQuery(raw string) url.Values {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return url.Values{"malformed query": {""}}
	}
	return query
}

func (r *Response) set(name, value string) {
	if value != "" {
		r.Header.Set(name, value)
	}
}
