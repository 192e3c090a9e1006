package transport_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/lib/id"
	"usher/pkg/transport"
)

// TestOnlySuccessSetsACookie: whatever reply a use case returns with an error, or before a panic, is not answered.
func TestOnlySuccessSetsACookie(t *testing.T) {
	started := access.Reply{Started: &access.Started{Expires: time.Now().Add(time.Hour)}}
	tests := map[string]struct {
		reply  access.Reply
		err    error
		status int
		cookie bool
	}{
		"started":            {started, nil, http.StatusNoContent, true},
		"ended":              {access.Reply{Ended: true}, nil, http.StatusNoContent, true},
		"neither":            {access.Reply{}, nil, http.StatusNoContent, false},
		"started, but fails": {started, problem.New(problem.InvalidCredentials, ""), http.StatusUnauthorized, false},
		"ended, but fails":   {access.Reply{Ended: true}, problem.Unavailable(nil), http.StatusServiceUnavailable, false},
	}
	for name, tt := range tests {
		use := func(context.Context, *access.Caller, api.None) (api.None, access.Reply, error) {
			return api.None{}, tt.reply, tt.err
		}
		h := transport.NewReply(api.SignOut, use, transport.Options{IDs: id.Source{Random: rand.Reader, Now: time.Now},
			Now: time.Now, Logger: slog.New(slog.NewJSONHandler(&bytes.Buffer{}, nil)), Dashboard: "https://usher.example"})
		r := h.Handle(t.Context(), transport.Request{Header: http.Header{}, Cookie: func(string) string { return "" }})
		if got := r.Header.Get("Set-Cookie") != ""; got != tt.cookie || r.Status != tt.status {
			t.Errorf("%s: %d, cookie %t", name, r.Status, got)
		}
	}
}
