// Package client is the one Go client of Usher's HTTP API: the tests use it, and so do the commands that measure.
//
//	c := client.New("http://127.0.0.1:8080", nil)
//	answer, err := c.Do(ctx, client.SignIn("ada@example.com", "…"))
//	answer, err = c.Do(ctx, client.Request{Method: "GET", Path: client.Organization(org, "users")})
//	var page api.Page[api.User]
//	err = answer.Into(&page)
//
// A Client keeps its session cookie, as a browser does. What it sends goes over a socket, or with [InProcess] straight
// to a handler. Any answer is an [Answer], whatever its status; [Client.Must] makes an error of a refusal.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
)

// Client is one caller of the API, with a session of its own. It may be used by many goroutines at once, as long as
// none changes Header.
type Client struct {
	// Header is sent with every request.
	Header http.Header

	url  string
	http *http.Client
}

// shared lets many requests run at once without using up the machine's ports.
var shared = &http.Transport{MaxIdleConnsPerHost: 256}

// New makes a client of the system at a URL, which has no slash at its end. Without a transport, it shares one with
// all other clients.
func New(url string, transport http.RoundTripper) *Client {
	if transport == nil {
		transport = shared
	}
	jar, _ := cookiejar.New(nil) // fails for no options
	return &Client{Header: http.Header{}, url: url, http: &http.Client{Jar: jar, Transport: transport}}
}

// UseSession has every request carry this session token, in place of one that an answer set.
func (c *Client) UseSession(token string) { c.Header.Set("Cookie", "usher="+token) }

// UseKey has every request carry this API key.
func (c *Client) UseKey(secret string) { c.Header.Set("Authorization", "Bearer "+secret) }

// Request is one request.
type Request struct {
	Method, Path string
	// Body is nil for none; a string, []byte or [CSV] is sent as it is, anything else as JSON.
	Body any
	// IdempotencyKey and IfMatch are the headers of these names, left out where they are empty.
	IdempotencyKey, IfMatch string
	// Header is sent beside the client's own, and in place of what that has of the same name.
	Header http.Header
}

// CSV is a body that is a table.
type CSV string

// Do sends a request and reads the answer. The error is that of a body that cannot be encoded, of a path that
// makes no URL, or of a connection that failed.
func (c *Client) Do(ctx context.Context, r Request) (Answer, error) {
	raw, err := r.Encode()
	if err != nil {
		return Answer{}, fmt.Errorf("client: %s %s: %w", r.Method, r.Path, err)
	}
	out, err := http.NewRequestWithContext(ctx, r.Method, c.url+r.Path, bytes.NewReader(raw))
	if err != nil {
		return Answer{}, fmt.Errorf("client: %w", err)
	}
	out.GetBody = nil // net/http does not resend a body that it cannot get again; it still resends a request without one
	out.Header = c.HeaderOf(r)
	response, err := c.http.Do(out)
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return Answer{response.StatusCode, response.Header, body}, err
}

// Must is Do for a request that has to succeed, whose answer it decodes into a value unless that is nil. Its error for
// a refusal is a [Refused].
func (c *Client) Must(ctx context.Context, r Request, into any) error {
	a, err := c.Do(ctx, r)
	switch {
	case err != nil:
		return err
	case !a.OK():
		return &Refused{r.Method, r.Path, a}
	case into == nil:
		return nil
	}
	return a.Into(into)
}

// HeaderOf is what is sent with a request, without the cookies of earlier answers.
func (c *Client) HeaderOf(r Request) http.Header {
	header := c.Header.Clone()
	if r.Body != nil && header.Get("Content-Type") == "" {
		header.Set("Content-Type", mediaType(r.Body))
	}
	if r.IdempotencyKey != "" {
		header.Set("Idempotency-Key", r.IdempotencyKey)
	}
	if r.IfMatch != "" {
		header.Set("If-Match", r.IfMatch)
	}
	maps.Copy(header, r.Header)
	return header
}

// mediaType is what a body is sent as: bytes are pictures.
func mediaType(body any) string {
	switch body.(type) {
	case []byte:
		return "image/png"
	case CSV:
		return "text/csv; charset=utf-8"
	}
	return "application/json"
}

// Encode gives the body's bytes.
func (r Request) Encode() ([]byte, error) {
	switch body := r.Body.(type) {
	case nil:
		return nil, nil
	case string:
		return []byte(body), nil
	case []byte:
		return body, nil
	case CSV:
		return []byte(body), nil
	}
	return json.Marshal(r.Body)
}
