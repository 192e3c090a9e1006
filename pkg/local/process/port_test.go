package process_test

import (
	"net"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"usher/pkg/local/process"
)

type onWrite func(string)

func (f onWrite) Write(p []byte) (int, error) {
	f(string(p))
	return len(p), nil
}

func itoa(n int) string { return strconv.Itoa(n) }

func TestTakenPort(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	port := listener.Addr().(*net.TCPAddr).Port
	for name, start := range map[string]starter{"database": process.StartDatabase, "mailbox": process.StartMailbox} {
		_, err := start(t.Context(), process.Options{Port: port, PortVariable: "USHER_SOME_PORT"})
		if err == nil {
			t.Fatalf("%s started on a taken port", name)
		}
		want := "port " + itoa(port) + " is taken by another program: stop that one, or set USHER_SOME_PORT to another port"
		if err.Error() != want {
			t.Errorf("%s says %q, want %q", name, err, want)
		}
	}
}

// TestFreePortTakenOnAnotherAddress has no parallel, since it loses the port that the system has just picked.
func TestFreePortTakenOnAnotherAddress(t *testing.T) {
	var addresses []string
	defer process.SetListen(func(network, address string) (net.Listener, error) {
		if addresses = append(addresses, address); len(addresses) == 2 {
			return nil, &net.OpError{Op: "listen", Net: network, Err: os.NewSyscallError("bind", syscall.EADDRINUSE)}
		}
		return net.Listen(network, address)
	})()
	started(t, process.StartMailbox, process.Options{})
	if len(addresses) != 4 {
		t.Errorf("listened on %q, want another free port after the second was taken", addresses)
	}
}

func TestNoSuchPort(t *testing.T) {
	t.Parallel()
	for _, port := range []int{-1, 65536} {
		_, err := process.StartMailbox(t.Context(), process.Options{Port: port, PortVariable: "USHER_SOME_PORT"})
		if err == nil || !strings.Contains(err.Error(), "set USHER_SOME_PORT to another port") {
			t.Errorf("port %d: %v", port, err)
		}
	}
}

// thief takes the port that the database says it is about to listen on, and answers on it as one that is up.
type thief struct {
	mutex     sync.Mutex
	output    string
	listeners []net.Listener
	limit     int
}

var portLine = regexp.MustCompile(`Port:\s+(\d+)`)

func (s *thief) Write(p []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.output += string(p)
	found := portLine.FindAllStringSubmatch(s.output, -1)
	if len(found) > len(s.listeners) && len(s.listeners) < s.limit {
		listener, err := net.Listen("tcp", ":"+found[len(found)-1][1])
		if err != nil {
			return len(p), nil // too late; the test sees it by the count
		}
		s.listeners = append(s.listeners, listener)
		go func() {
			_ = http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Access-Control-Allow-Origin", "*")
			}))
		}()
	}
	return len(p), nil
}

func (s *thief) close() (stolen int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, listener := range s.listeners {
		listener.Close()
	}
	return len(s.listeners)
}

func TestPortLostDuringStart(t *testing.T) {
	t.Parallel()
	s := &thief{limit: 1}
	p := started(t, process.StartDatabase, process.Options{Log: s})
	newTable(t, clientOf(p), "mine")
	if got := tables(t, clientOf(p)); !slices.Equal(got, []string{"mine"}) {
		t.Errorf("the tables are %q: this is the thief", got)
	}
	if stolen := s.close(); stolen != 1 {
		t.Fatalf("%d ports were stolen, so this tested nothing", stolen)
	}
}

func TestGivenPortLostDuringStart(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	s := &thief{limit: 1}
	_, err = process.StartDatabase(t.Context(), process.Options{Port: port, Log: s})
	if stolen := s.close(); stolen != 1 || err == nil || !strings.Contains(err.Error(), "was taken while the server started") {
		t.Errorf("%d ports stolen, error %v", stolen, err)
	}
}
