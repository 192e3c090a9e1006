// Package invoices is an example of a product that Usher is part of: a small API of invoices. It asks Usher who calls
// and what they may do, at every request, and locks the drafts of whoever leaves when Usher's event says so. It imports
// nothing of Usher's, and keeps its invoices in memory.
package invoices

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// What the product's roles have beside Usher's permissions: roles.json.
const (
	read  = "invoices:read"
	write = "invoices:write"
)

// HookPath is where Usher posts its events.
const HookPath = "/hooks/usher"

// Server answers below /invoices and at HookPath. Everything else it passes on to Usher, so that one origin has both,
// as CloudFront does it in an account.
type Server struct {
	usher  *url.URL
	client *http.Client
	events *webhooks.Webhook
	store  store
}

// patience is how long Usher may take to say what somebody may do.
const patience = 5 * time.Second

// New makes a server beside the Usher at an address, whose events are signed with a secret ("whsec_" and a key in
// base64). Its error says which of the two is wrong.
func New(usher, secret string) (http.Handler, error) {
	at, err := url.Parse(usher)
	if err != nil || at.Host == "" {
		return nil, fmt.Errorf("the address of Usher must be such as http://localhost:8080, not %q", usher)
	}
	events, err := webhooks.NewWebhook(secret)
	if secret == "" || err != nil {
		return nil, fmt.Errorf("the secret of the events must be whsec_ and a key in base64")
	}
	s := &Server{usher: at, events: events, store: newStore(), client: &http.Client{Timeout: patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	own := http.NewServeMux()
	own.HandleFunc("GET /invoices/{org}", s.may(read, s.list))
	own.HandleFunc("POST /invoices/{org}", s.may(write, s.create))
	own.HandleFunc("POST /invoices/{org}/{invoice}/send", s.may(write, s.send))
	own.HandleFunc("POST /invoices/{org}/{invoice}/take", s.may(write, s.take))
	origin := http.NewCrossOriginProtection() // the session is a cookie
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusForbidden, "cross_origin", "Do this from a page of this origin.")
	}))
	mux := http.NewServeMux()
	mux.Handle("/invoices/", origin.Handler(own))
	mux.HandleFunc("POST "+HookPath, s.hook)
	mux.Handle("/", passOn(at))
	return mux, nil
}

// passOn passes requests on to Usher. It keeps the Host that was asked for, by which Usher knows that a request comes
// from a page of the same origin.
func passOn(to *url.URL) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = r.In.Host
	}}
}

// refuse answers with a problem (RFC 9457), of the form that Usher's own have.
func refuse(w http.ResponseWriter, status int, code, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"title": http.StatusText(status), "status": status, "code": code,
		"detail": detail})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
