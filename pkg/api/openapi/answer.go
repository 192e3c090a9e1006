package openapi

import (
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"usher/pkg/api"
)

type (
	paged     interface{ Next() string }
	versioned interface{ Tag() string }
	created   interface{ Identifier() string }
	binary    interface{ Content() (string, []byte) }
)

// conditional reports whether the operation responds with 304 if the caller already
// has its output. All do whose output is not JSON (RFC 9110, section 13.1.2).
func conditional(o api.Declared) bool {
	return o.Output.Implements(reflect.TypeFor[binary]()) && o.Output.Implements(reflect.TypeFor[versioned]())
}

func notModified() object {
	return object{
		{"description", http.StatusText(http.StatusNotModified)},
		{"headers", object{headerOf("X-Request-Id"), headerOf("ETag")}},
	}
}

// answers returns all responses of an operation by their status.
func (g *generator) answers(o api.Declared) object {
	all := object{{status(o.Status), g.success(o)}}
	if conditional(o) {
		all = append(all, reference(status(http.StatusNotModified), "#/components/responses/NotModified"))
	}
	return g.failures(all, o)
}

// success returns the response of an operation that succeeded.
func (g *generator) success(o api.Declared) object {
	r := object{{"description", http.StatusText(o.Status)}, {"headers", successHeaders(o)}}
	if o.Status == http.StatusNoContent {
		return r
	}
	answers := o.Answers
	if len(answers) == 0 {
		answers = []string{api.JSONBody}
	}
	content := object{}
	for _, media := range answers {
		content = content.with(media, g.content(o, media, func() object { return g.got(o.Output, o.ID) }))
	}
	r = r.with("content", content)
	if to := links(o, g.operations); to != nil {
		r = r.with("links", to)
	}
	return r
}

func successHeaders(o api.Declared) object {
	h := object{headerOf("X-Request-Id")}
	if o.Output.Implements(reflect.TypeFor[versioned]()) {
		h = append(h, headerOf("ETag"))
	}
	if o.Status == http.StatusCreated && o.Output.Implements(reflect.TypeFor[created]()) {
		h = append(h, headerOf("Location"))
	}
	if o.Output.Implements(reflect.TypeFor[paged]()) {
		h = append(h, headerOf("X-Next-Cursor"))
	}
	switch {
	case beginsSession(o):
		h = append(h, reference("Set-Cookie", "#/components/headers/SessionBegins"))
	case o.ID == api.ResetPassword.ID, o.ID == api.RestoreEmail.ID:
		h = append(h, reference("Set-Cookie", "#/components/headers/DeviceKnown"))
	case mayEndSession(o):
		h = append(h, reference("Set-Cookie", "#/components/headers/SessionEnds"))
	}
	if o.Creates {
		h = append(h, headerOf("Idempotency-Replayed"))
	}
	return h
}

// beginsSession: only an operation that begins a session reads how long one lasts, and to prove oneself renews it.
func beginsSession(o api.Declared) bool {
	return o.ID == api.ProveSession.ID || slices.Contains(o.Settings, api.SettingSessionLifetime)
}

// mayEndSession: an operation that deletes sessions may delete the caller's; another address, and what deletes the
// caller, ends all; those of an organization end there only.
func mayEndSession(o api.Declared) bool {
	return o.ID == api.ConfirmEmailChange.ID || o.ID == api.ErasePerson.ID || o.Method == http.MethodDelete &&
		o.Permission == "" && slices.Contains(strings.Split(o.Path, "/"), "sessions")
}

func headerOf(name string) member {
	return reference(name, "#/components/headers/"+strings.ReplaceAll(name, "-", ""))
}

func reference(name, to string) member { return member{name, object{{"$ref", to}}} }

// headers returns the headers that responses share.
func headers() object {
	return object{
		{"ETag", header("The version of the resource, to send as If-Match (RFC 9110, section 8.8.3).", true)},
		{"IdempotencyReplayed", object{
			{"description", "Present if this is the stored answer to an earlier request with the same Idempotency-Key."},
			{"schema", object{{"type", "string"}, {"enum", []string{"true"}}}},
		}},
		{"Location", header("The path of what was created.", true)},
		{"RetryAfter", object{
			{"description", "Seconds to wait before the next attempt."}, {"required", true},
			{"schema", object{{"type", "integer"}, {"minimum", 1}}},
		}},
		{"DeviceKnown", header("The cookie of the device, by which attempts to sign in from this browser are counted apart "+
			"from strangers': HttpOnly, SameSite=Lax, and Secure wherever the dashboard is on https.", true)},
		{"SessionBegins", header("The cookie of the session, and from a browser that is not known yet that of the device: "+
			"HttpOnly, SameSite=Lax, and Secure wherever the dashboard is on https.", true)},
		{"SessionEnds", header("Removes the session's cookie.", false)},
		{"WWWAuthenticate", header("How to authenticate (RFC 9110, section 11.6.1).", true)},
		{"XNextCursor", header("With a file that does not hold everything: the cursor to continue from.", false)},
		{"XRequestId", header("The request's id, to mention when you ask for help.", true)},
	}
}

func header(description string, required bool) object {
	h := object{{"description", description}}
	if required {
		h = h.with("required", true)
	}
	return h.with("schema", object{{"type", "string"}, {"minLength", 1}})
}

func status(code int) string { return strconv.Itoa(code) }
