package transport

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
)

// Versioned is an output that has a version, answered as ETag.
type Versioned interface{ Tag() string }

// Created is an output that has an id, answered with its Location.
type Created interface{ Identifier() string }

// Binary is an output that is, or may be, something other than JSON: then its media
// type is not empty.
type Binary interface {
	Content() (mediaType string, body []byte)
}

// Paged is an output that may go on behind a cursor, "" where it does not.
type Paged interface{ Next() string }

// keepPicture is how long a browser may keep what its address changes with.
const keepPicture = "private, max-age=86400"

// binary answers an output that is not JSON, or 304 where the caller has it already
// (RFC 9110, section 13.1.2).
func (h *Handler) binary(response Response, r Request, out any, media string, body []byte) Response {
	response.set("Content-Security-Policy", "default-src 'none'; sandbox")
	if v, ok := out.(Versioned); ok {
		response.set("ETag", v.Tag())
		response.set("Cache-Control", keepPicture)
		if strings.Contains(r.Header.Get("If-None-Match"), v.Tag()) {
			response.Status = http.StatusNotModified
			return response
		}
	}
	if p, ok := out.(Paged); ok {
		response.set("X-Next-Cursor", p.Next())
	}
	response.set("Content-Type", media)
	response.Body = body
	return response
}

// success encodes an output. Everything is in the buffer before anything is
// sent, so a failure to encode is still an honest 500.
func (h *Handler) success(c *access.Caller, r Request, out any, reply access.Reply) (Response, error) {
	response := Response{Status: h.Route.Status, Header: h.header(c)}
	if p, ok := out.(Binary); ok {
		if media, body := p.Content(); media != "" {
			return h.binary(response, r, out, media, body), nil
		}
	}
	if response.Status != http.StatusNoContent {
		body, err := json.Marshal(out)
		if err != nil {
			return response, fmt.Errorf("transport: encoding the answer: %w", err)
		}
		response.Body = body
		response.set("Content-Type", "application/json")
	}
	if v, ok := out.(Versioned); ok {
		response.set("ETag", v.Tag())
	}
	if v, ok := out.(Created); ok && response.Status == http.StatusCreated {
		response.set("Location", h.location(r, v.Identifier()))
	}
	for _, cookie := range h.cookies(reply) {
		response.Header.Add("Set-Cookie", cookie.String()) //nolint:gosec // as cookies makes them
	}
	if reply.Ended {
		response.set("Clear-Site-Data", `"cache"`) // pictures are kept there
	}
	if reply.Replayed {
		response.set("Idempotency-Replayed", "true")
	}
	return response, nil
}

// failure encodes an error as a problem document.
func (h *Handler) failure(c *access.Caller, err error) Response {
	status, retryAfter, body := problem.From(err).Encode(h.o.Dashboard, c.RequestID)
	response := Response{Status: status, Header: h.header(c), Body: body}
	response.set("Content-Type", problem.MediaType)
	response.set("Retry-After", retryAfter)
	if status == http.StatusUnauthorized && h.Route.Caller != api.Anyone {
		response.set("WWW-Authenticate", `Bearer realm="usher"`) // RFC 9110, section 11.6.1
	}
	return response
}

// header is what every answer carries: no cache may store it, and no browser may
// take it for another type than it says.
func (h *Handler) header(c *access.Caller) http.Header {
	return http.Header{
		"Cache-Control":          {"no-store"},
		"X-Content-Type-Options": {"nosniff"},
		"X-Request-Id":           {c.RequestID},
	}
}

// location is the path of what was created: the operation's own path and the id.
func (h *Handler) location(r Request, id string) string {
	path := h.Route.Path
	for name, value := range r.Path {
		path = strings.ReplaceAll(path, "{"+name+"}", value)
	}
	return path + "/" + id
}

// cookieName is the session cookie's: __Host- wherever the page is https, which
// binds it to this host alone (OWASP ASVS 5.0, 3.3.1).
func (h *Handler) cookieName() string {
	if h.o.Secure {
		return "__Host-usher"
	}
	return "usher"
}

// deviceCookieName is the name of the cookie that a browser is known again by.
func (h *Handler) deviceCookieName() string { return h.cookieName() + "-device" }

// cookies are those that an answer sets: of a session that began or ended, and of a browser that is known from now on.
func (h *Handler) cookies(reply access.Reply) (all []http.Cookie) {
	set := func(name, value string, expires time.Time) {
		cookie := http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: h.o.Secure,
			SameSite: http.SameSiteLaxMode, MaxAge: int(expires.Sub(h.o.Now()) / time.Second)}
		if value == "" {
			cookie.MaxAge = -1
		}
		all = append(all, cookie)
	}
	switch {
	case reply.Started != nil:
		set(h.cookieName(), reply.Started.Token.Encode(), reply.Started.Expires)
	case reply.Ended:
		set(h.cookieName(), "", time.Time{})
	}
	if reply.Device != nil {
		set(h.deviceCookieName(), reply.Device.Token.Encode(), reply.Device.Expires)
	}
	return all
}
