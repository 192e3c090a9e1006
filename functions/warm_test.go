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

	"usher/pkg/app"
	"usher/pkg/local/seed"
	"usher/test/harness"
	"usher/test/lambdatest"
	"usher/test/localtest"
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

// connections are the requests of each connection so far.
func (r *requests) connections() [][]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all [][]string
	for _, methods := range r.byEnd {
		all = append(all, slices.Clone(methods))
	}
	return all
}

// TestConnectedBeforeTheFirstEvent: every function has a connection to DynamoDB before it asks for an event, and the
// first event goes over it. (A function's main cannot do without: see TestEachMainNamesItsOwnUseCase.)
func TestConnectedBeforeTheFirstEvent(t *testing.T) {
	t.Parallel()
	binaries := build(t)
	for _, id := range declared() {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			s := harness.New(t, func(a *app.App) { a.Config.LinkKeys = seed.LinkKeys })
			if err := seed.Seed(t.Context(), s.App); err != nil {
				t.Fatal(err)
			}
			event, err := os.ReadFile("../events/" + id + ".json") //nolint:gosec // a sample
			if err != nil {
				t.Fatal(err)
			}
			seen := &requests{byEnd: map[string][]string{}}
			roots := filepath.Join(t.TempDir(), "roots.pem")
			front, err := lambdatest.Front(localtest.Database(t), roots, nil, seen.saw)
			if err != nil {
				t.Fatal(err)
			}
			defer front.Close()
			f := start(t, filepath.Join(binaries, id), front.URL, s.Table, "SSL_CERT_FILE="+roots)
			if c := seen.connections(); len(c) != 1 || !slices.Equal(c[0], []string{http.MethodGet}) {
				t.Fatalf("before the first event: %v, want one connection, with one request that reads nothing", c)
			}
			if _, err := f.Invoke(t.Context(), event); err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(seen.connections(), func(m []string) bool { return m[0] == http.MethodGet && len(m) > 1 }) {
				t.Errorf("the first event had a connection of its own: %v", seen.connections())
			}
		})
	}
}

// start starts a function and waits until it asks for an event.
func start(t *testing.T, binary, database, table string, more ...string) *lambdatest.Function {
	t.Helper()
	f, err := lambdatest.Start(binary, append(environment(t, database, table), more...))
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
	binaries := build(t)
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
			event, err := os.ReadFile("../events/get-user.json")
			if err != nil {
				t.Fatal(err)
			}
			f := start(t, filepath.Join(binaries, "get-user"), "http://"+l.Addr().String(), "usher")
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
