// Package localsystem runs what `make dev` runs, for a test: the whole system, with a server, a database and a mailbox
// of its own on free ports, in memory.
package localsystem

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"usher/pkg/local"
)

// System is where the parts of a running system are.
type System struct{ URL, Mailbox, Database string }

// Start runs a system until the test ends, with variables of `make dev` ("NAME=value"). The test fails if it does not
// start, or ends with an error.
func Start(t testing.TB, variables ...string) System {
	t.Helper()
	set := map[string]string{"PORT": FreePort(t), "MAIL_PORT": FreePort(t), "DB_PORT": FreePort(t), "DATA": "memory"}
	for _, v := range variables {
		name, value, _ := strings.Cut(v, "=")
		set[name] = value
	}
	settings, err := local.ReadSettings(func(name string) string { return set[name] })
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- local.Run(ctx, settings, t.Output()) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the local system: %v", err)
		}
	})
	for until := time.Now().Add(5 * time.Minute); !healthy(settings.URL()); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(until) || len(ended) > 0 {
			t.Fatal("the local system does not start")
		}
	}
	at := func(port string) string { return fmt.Sprintf("http://127.0.0.1:%s", set[port]) }
	return System{settings.URL(), at("MAIL_PORT"), at("DB_PORT")}
}

func healthy(url string) bool {
	response, err := http.Get(url + "/healthz") //nolint:gosec,noctx // this machine's; it answers within seconds
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// FreePort is a port that nobody listens on, as a text. It is below those that machines give to outgoing connections:
// one of these could otherwise take it before the system does.
func FreePort(t testing.TB) string {
	t.Helper()
	const from, to, attempts = 10_000, 32_000, 100
	for range attempts {
		port := strconv.Itoa(from + rand.IntN(to-from)) //nolint:gosec // no secret
		if l, err := net.Listen("tcp", ":"+port); err == nil {
			_ = l.Close()
			return port
		}
	}
	t.Fatal("no port is free")
	return ""
}
