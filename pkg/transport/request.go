package transport

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"usher/pkg/api/problem"
)

// checkOrigin refuses a mutating request that a page of another origin makes
// the browser send (OWASP ASVS 5.0, 3.5.1). Browsers say so in Sec-Fetch-Site,
// older ones in Origin; what is not a browser sends neither and carries no
// cookie that it did not put there itself.
func (h *Handler) checkOrigin(r Request) error {
	if h.Route.Method == http.MethodGet || r.Header.Get("Authorization") != "" {
		return nil
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return nil
	case "":
		if origin := r.Header.Get("Origin"); origin != "" && !h.ownOrigin(origin, r.Header.Get("Host")) {
			return h.errOrigin()
		}
		return nil
	}
	return h.errOrigin()
}

func (h *Handler) errOrigin() error {
	return problem.New(problem.CrossOrigin, "Do this from the dashboard itself: %s", h.o.Dashboard)
}

// ownOrigin reports whether an Origin is the dashboard's, or that of the very
// host that was asked, which is how the local system is reached by several names.
func (h *Handler) ownOrigin(origin, host string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return false
	}
	own, _ := url.Parse(h.o.Dashboard)
	return own != nil && u.Scheme == own.Scheme && u.Host == own.Host || !h.o.Secure && u.Host == host
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
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(h.Route.Bodies, media) { // as declared; what pictures really are is checked later
		return problem.New(problem.UnsupportedMediaType, "Send the body as %s and say so in Content-Type.",
			strings.Join(h.Route.Bodies, " or "))
	}
	return nil
}

const emptyObject = 64
