// Package lambdahttp runs an operation behind API Gateway: it turns the HTTP API's event (payload format 2.0) into a
// transport.Request and the response back, and nothing else.
package lambdahttp

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/textproto"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"usher/pkg/transport"
)

// Start runs the function. Build is called at the first request, so that a cold
// start reaches Lambda's runtime before anything else is set up.
func Start(build func() (*transport.Handler, error), proxy func() string) {
	f := &function{build: build, proxy: proxy}
	lambda.Start(f.handle)
}

type function struct {
	build   func() (*transport.Handler, error)
	proxy   func() string
	handler *transport.Handler
}

// handle answers one event; Lambda never calls it twice at once.
func (f *function) handle(
	ctx context.Context, e events.APIGatewayV2HTTPRequest,
) (events.APIGatewayV2HTTPResponse, error) {
	cold := f.handler == nil
	if cold {
		handler, err := f.build()
		if err != nil {
			return events.APIGatewayV2HTTPResponse{}, err
		}
		f.handler = handler
	}
	request, err := Request(e, f.proxy())
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	request.Cold = cold
	return Response(f.handler.Handle(ctx, request)), nil
}

// Request reads an event. Proofs are the texts, separated by commas, one of which the header X-Usher-Proxy must hold
// for X-Forwarded-For to be believed; without it the caller is whoever reached the API itself, past the proxy. Where
// there is no proxy, proofs are empty. It returns an error only for an event that API Gateway does not send.
func Request(e events.APIGatewayV2HTTPRequest, proofs string) (transport.Request, error) {
	body := []byte(e.Body)
	if e.IsBase64Encoded {
		decoded, err := base64.StdEncoding.DecodeString(e.Body)
		if err != nil {
			return transport.Request{}, fmt.Errorf("lambdahttp: body is not base64: %w", err)
		}
		body = decoded
	}
	header := headers(e.Headers)
	known := proved(header, proofs)
	return transport.Request{
		ID: e.RequestContext.RequestID, Path: e.PathParameters, Query: transport.ParseQuery(e.RawQueryString), Header: header,
		Cookie: cookies(e.Cookies), Body: body, Client: client(e, header, known),
		PastProxy: proofs != "" && !known,
	}, nil
}

func headers(from map[string]string) http.Header {
	header := make(http.Header, len(from))
	for name, value := range from {
		header[textproto.CanonicalMIMEHeaderKey(name)] = []string{value}
	}
	return header
}

func cookies(all []string) func(string) string {
	return func(name string) string {
		for _, c := range all {
			if value, ok := strings.CutPrefix(c, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

// Response turns a response into API Gateway's form. Set-Cookie goes into the
// event's own list, a body that is not text, or takes less room so, as base64.
func Response(r transport.Response) events.APIGatewayV2HTTPResponse {
	out := events.APIGatewayV2HTTPResponse{StatusCode: r.Status, Headers: map[string]string{}}
	for name, values := range r.Header {
		if name == "Set-Cookie" {
			out.Cookies = values
			continue
		}
		out.Headers[name] = strings.Join(values, ", ")
	}
	if utf8.Valid(r.Body) && !dense(r.Body) {
		out.Body = string(r.Body)
	} else {
		out.Body, out.IsBase64Encoded = base64.StdEncoding.EncodeToString(r.Body), true
	}
	return out
}

// large is the size from which it matters how a body is sent.
const large = 1 << 20

// dense reports whether a large text takes more room as a JSON string, which API Gateway's form is made of, than as
// base64: Lambda sends 6 MB at most.
func dense(text []byte) bool {
	if len(text) < large {
		return false
	}
	more := 0
	for _, c := range text {
		switch {
		case c == '"' || c == '\\' || c == '\n':
			more++
		case c < ' ' || c == '<' || c == '>' || c == '&':
			more += len(`\u003c`) - 1
		}
	}
	return more > len(text)/3
}
