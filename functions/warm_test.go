package functions_test

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"usher/test/lambdatest"
)

// requests are the methods of the requests that came over each connection.
type requests struct {
	mu    sync.Mutex
	byEnd map[string][]string
}

func (r *requests) saw(request *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.byEnd[request.RemoteAddr] = append(r.byEnd[request.RemoteAddr], request.Method)
}

// atStart fails a test unless there is one connection, over which came one request that reads nothing.
func (r *requests) atStart(t *testing.T) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, methods := range r.byEnd {
		if slices.Equal(methods, []string{http.MethodGet}) && len(r.byEnd) == 1 {
			return
		}
	}
	t.Fatalf("before the first event: %v; want one connection", r.byEnd)
}

// atFirstEvent fails a test where calls were made, none of them over the connection of before.
func (r *requests) atFirstEvent(t *testing.T) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, methods := range r.byEnd {
		if methods[0] == http.MethodGet && (len(methods) > 1 || !r.called()) {
			return
		}
	}
	t.Errorf("the first event opened a connection of its own: %v", r.byEnd)
}

// called reports whether anything but what opens a connection was asked.
func (r *requests) called() bool {
	for _, methods := range r.byEnd {
		if slices.Contains(methods, http.MethodPost) {
			return true
		}
	}
	return false
}

// start starts a function and waits until it asks for an event.
func start(t *testing.T, binary string, environment []string) *lambdatest.Function {
	t.Helper()
	f, err := lambdatest.Start(binary, environment)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Stop)
	select {
	case <-f.Ready():
	case <-time.After(time.Minute):
		t.Fatalf("it does not ask for an event\n%s", f.Output())
	}
	return f
}

// TestDatabaseDownAtTheStart: a function starts nevertheless, and its first event gets its answer.
func TestDatabaseDownAtTheStart(t *testing.T) {
	t.Parallel()
	binary := filepath.Join(build(t, "./get-user"), "get-user")
	event, err := os.ReadFile("../events/get-user.json")
	if err != nil {
		t.Fatal(err)
	}
	for what, listens := range map[string]bool{"refuses": false, "does not answer": true} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = l.Close() }()
			if !listens {
				_ = l.Close()
			}
			f := start(t, binary, environment(t, "http://"+l.Addr().String(), "usher"))
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			answer, err := f.Invoke(ctx, event)
			var response events.APIGatewayV2HTTPResponse
			if err != nil || json.Unmarshal(answer, &response) != nil || response.StatusCode != http.StatusServiceUnavailable {
				t.Errorf("%s, %v", answer, err)
			}
		})
	}
}
