package smoke_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"usher/pkg/local/localapp"
	"usher/pkg/local/seed"
	"usher/test/localsystem"
	"usher/test/smoke"
)

// without is a transport that leaves a header out of the responses to paths that begin so.
type without struct{ path, header string }

func (w without) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && strings.HasPrefix(r.URL.Path, w.path) {
		response.Header.Del(w.header)
	}
	return response, err
}

// broken is a transport that fails at paths that end so.
type broken string

func (b broken) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, string(b)) {
		return nil, errors.New("broken")
	}
	return http.DefaultTransport.RoundTrip(r)
}

// TestLocalSystem runs it on a new system, and on the same one again, where it finds its Owner; and then with things
// that it must notice. What a run that failed has left, the next one must remove.
func TestLocalSystem(t *testing.T) {
	t.Parallel()
	system := localsystem.Start(t)
	app, err := localapp.New(system.Database, func(name string) string {
		return map[string]string{"USHER_TABLE": "usher", "USHER_LINK_KEYS": seed.LinkKeys}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		what      string
		transport http.RoundTripper
		fails     string // "" for a run that has to succeed
	}{
		{"a new system", nil, ""},
		{"without a header at the API", without{"/v1/me", "X-Content-Type-Options"}, "X-Content-Type-Options"},
		{"without block-user", broken("/block"), "an Auditor"},
		{"again", nil, ""},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
		var out bytes.Buffer
		err := smoke.Run(ctx, smoke.Options{URL: system.URL, Transport: tt.transport, App: app,
			Mailbox: system.Mailbox + "/store", Patience: time.Minute, Out: &out})
		cancel()
		if tt.fails == "" && (err != nil || strings.Count(out.String(), "ok   ") != 12) {
			t.Fatalf("%s: %v\n%s", tt.what, err, &out)
		}
		if tt.fails != "" && (err == nil || !strings.Contains(err.Error(), tt.fails)) {
			t.Errorf("%s: %v\n%s", tt.what, err, &out)
		}
	}
}
