package transport

import (
	"cmp"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"usher/pkg/api/problem"
)

// protection refuses mutating requests of other origins than the dashboard's
// (OWASP ASVS 5.0, 3.5.1; docs/decisions/0017-cross-origin.md).
func protection(dashboard string) *http.CrossOriginProtection {
	p := http.NewCrossOriginProtection()
	if u, err := url.Parse(dashboard); err == nil {
		_ = p.AddTrustedOrigin(u.Scheme + "://" + u.Host) // where it fails, none is trusted
	}
	return p
}

// checkOrigin refuses a mutating request that a page of another origin makes
// the browser send. With an API key the origin does not matter.
func (h *Handler) checkOrigin(r Request) error {
	if r.Header.Get("Authorization") != "" {
		return nil
	}
	asked := http.Request{Method: cmp.Or(r.Asked, h.Route.Method), Header: r.Header, Host: r.Header.Get("Host")}
	if err := h.origins.Check(&asked); err != nil {
		e := problem.New(problem.CrossOrigin, "Do this from the dashboard itself: %s", h.o.Dashboard)
		e.Cause = err
		return e
	}
	return nil
}

// bearer is the token of an Authorization header whose scheme is Bearer, in any case and with any number of spaces
// behind it (RFC 9110, section 11.4). Of any other header, a token without a scheme too, it is empty.
func bearer(header string) string {
	scheme, token, _ := strings.Cut(strings.TrimSpace(header), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimLeft(token, " ")
}

// checkBody checks the body's type and size.
func (h *Handler) checkBody(r Request) error {
	switch {
	case h.Route.BodyLimit == 0 && strings.TrimSpace(string(r.Body)) == "":
		return nil
	case h.Route.BodyLimit == 0 && len(r.Body) <= emptyObject && strings.TrimSpace(string(r.Body)) == "{}":
		return nil // clients that send an empty object for "nothing" are understood
	case h.Route.BodyLimit == 0:
		return problem.New(problem.InvalidRequest, "This operation takes no body. Send it without one.")
	case len(r.Body) > h.Route.BodyLimit:
		return problem.New(problem.TooLarge, "The body may have %d bytes at most.", h.Route.BodyLimit)
	}
	coding := strings.TrimSpace(r.Header.Get("Content-Encoding"))
	if coding != "" && !strings.EqualFold(coding, "identity") {
		return problem.New(problem.UnsupportedMediaType, "Send the body as it is, without Content-Encoding.")
	}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(h.Route.Bodies, media) { // as declared; what pictures really are is checked later
		return problem.New(problem.UnsupportedMediaType, "Send the body as %s and say so in Content-Type.",
			strings.Join(h.Route.Bodies, " or "))
	}
	return nil
}

const emptyObject = 64
