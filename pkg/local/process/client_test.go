package process_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"usher/pkg/local/process"
)

type watchedBody struct {
	io.Reader
	closed atomic.Bool
}

func (b *watchedBody) Close() error {
	b.closed.Store(true)
	return nil
}

func TestHTTPClientCopiesTheBodyFirst(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{"empty": "", "short": "{}", "long": strings.Repeat("0123456789", 100_000)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := &watchedBody{Reader: strings.NewReader(content)}
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				if !body.closed.Load() {
					t.Error("the request went out before its body was copied and closed")
				}
				got, err := io.ReadAll(r.Body)
				if err != nil || string(got) != content {
					t.Errorf("the server read %d bytes, %v; want %d", len(got), err, len(content))
				}
				if r.ContentLength != int64(len(content)) {
					t.Errorf("Content-Length is %d, want %d", r.ContentLength, len(content))
				}
			}))
			defer server.Close()
			response, err := process.HTTPClient().Post(server.URL, "application/json", body)
			if err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
		})
	}
}

func TestHTTPClientTellsOfABodyThatFails(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("a request with half a body was sent")
	}))
	defer server.Close()
	broken := errors.New("disk on fire")
	_, err := process.HTTPClient().Post(server.URL, "text/plain", &watchedBody{Reader: failing{broken}})
	if !errors.Is(err, broken) {
		t.Errorf("error is %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestHTTPClientFollowsNoRedirect(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.RedirectHandler("/elsewhere", http.StatusFound))
	defer server.Close()
	response, err := process.HTTPClient().Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusFound {
		t.Errorf("status is %s", response.Status)
	}
}
