package bench_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"usher/test/bench"
)

// TestTape counts what reaches a server: everything but while playing, when what
// was recorded is answered and nothing else.
func TestTape(t *testing.T) {
	t.Parallel()
	reached := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		reached++
		w.Header().Set("X-Amz-Crc32", "1")
		w.WriteHeader(http.StatusTeapot)
		_, _ = fmt.Fprintf(w, "answer %d", reached)
	}))
	defer server.Close()
	tape := &bench.Tape{Next: http.DefaultTransport}
	ask := func(target, body, want string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Amz-Target", "DynamoDB_20120810."+target)
		response, err := (&http.Client{Transport: tape}).Do(r)
		if err != nil {
			if want != "" {
				t.Errorf("%s of %s: %v", target, body, err)
			}
			return
		}
		defer func() { _ = response.Body.Close() }()
		got, err := io.ReadAll(response.Body)
		if err != nil || string(got) != want || response.StatusCode != http.StatusTeapot ||
			response.Header.Get("X-Amz-Crc32") != "1" {
			t.Errorf("%s of %s: %d %q, %v; want %q", target, body, response.StatusCode, got, err, want)
		}
	}
	ask("Query", `{"a":1,"b":2}`, "answer 1")
	tape.Record()
	ask("Query", `{"a":1,"b":2}`, "answer 2")
	ask("TransactWriteItems", `{"token":"abc"}`, "answer 3")
	tape.Play()
	ask("Query", `{"b":2,"a":1}`, "answer 2")
	ask("TransactWriteItems", `{"token":"xyz"}`, "answer 3")
	ask("Query", `{"a":1,"b":3}`, "")
	ask("GetItem", `{"a":1,"b":2}`, "")
	tape.Pass()
	ask("Query", `{"a":1,"b":2}`, "answer 4")
	tape.Record()
	tape.Play()
	ask("Query", `{"a":1,"b":2}`, "")
}
