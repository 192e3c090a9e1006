package invoices

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// caller is who calls, as Usher says.
type caller struct {
	Organization string `json:"organization"`
	UserID       string `json:"user_id"` // of an API key, the person whose it is
}

// most is how many bytes are read of what others send.
const most = 256 << 10

// may lets those through who have a permission in the path's organization. It asks Usher each time, so that whoever is
// blocked is out at the next request. Who is refused gets Usher's own answer.
func (s *Server) may(permission string, next func(http.ResponseWriter, *http.Request, caller)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		said, body, err := s.ask(r, permission)
		var who caller
		if err == nil && said.StatusCode == http.StatusOK {
			err = json.Unmarshal(body, &who)
		}
		switch {
		case err == nil && who.UserID != "" && who.Organization == r.PathValue("org"):
			next(w, r, who)
		case err == nil && said.StatusCode/100 == 4:
			for _, name := range []string{"Content-Type", "Retry-After"} {
				w.Header()[name] = said.Header[name]
			}
			w.WriteHeader(said.StatusCode)
			_, _ = w.Write(body)
		default:
			refuse(w, http.StatusServiceUnavailable, "try_again", "Who you are cannot be checked now. Try again.")
		}
	}
}

// ask asks Usher whether the caller of a request has a permission, with the cookie or API key that they sent.
func (s *Server) ask(r *http.Request, permission string) (*http.Response, []byte, error) {
	at := s.usher.JoinPath("v1", "organizations", url.PathEscape(r.PathValue("org")), "authorization")
	at.RawQuery = url.Values{"permission": {permission}}.Encode()
	asked, err := http.NewRequestWithContext(r.Context(), http.MethodGet, at.String(), http.NoBody)
	if err != nil {
		return nil, nil, fmt.Errorf("ask Usher: %w", err)
	}
	for _, name := range []string{"Authorization", "Cookie"} {
		if v := r.Header[name]; v != nil {
			asked.Header[name] = v
		}
	}
	said, err := s.client.Do(asked)
	if err != nil {
		return nil, nil, fmt.Errorf("ask Usher: %w", err)
	}
	body, err := io.ReadAll(io.LimitReader(said.Body, most))
	return said, body, errors.Join(err, said.Body.Close())
}
