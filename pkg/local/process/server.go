package process

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// startLimit is how long a server may take to start; on an idle laptop the slower one takes just over a second.
const startLimit = time.Minute

// Options say how a local server runs. The zero value means a free port, nothing kept and no output.
type Options struct {
	// Root is the module's folder, the one with go.mod; empty to find it from the working directory.
	Root string
	// Port to listen on, 1 to 65535; 0 picks a free one.
	Port int
	// PortVariable is the environment variable that Port was read from, for the error that says to change it.
	PortVariable string
	// Dir is the folder for the database's file, made if necessary; empty keeps everything in memory. Two databases
	// must not use the same folder at once. The mailbox ignores it.
	Dir string
	// Log receives the output of the server and of npm; nil drops it.
	Log io.Writer
}

// server holds what differs between the database and the mailbox.
type server struct {
	name     string
	command  func(port int) *exec.Cmd
	ready    func(ctx context.Context, p *Process) bool // p itself answers, not another program on its port
	portLost string                                     // what it writes when its port is taken; it may keep running
}

// listen is net.Listen; tests lose ports by it.
var listen = net.Listen

var errPortLost = errors.New("the port was taken while the server started")

// launch starts a server and returns when it answers. If a free port is taken by another program before the server has
// it, launch takes another one.
func (o Options) launch(ctx context.Context, s server) (*Process, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, startLimit, fmt.Errorf("it did not answer within %v", startLimit))
	defer cancel()
	const attempts = 3
	for attempt := 1; ; attempt++ {
		port, err := o.freePort()
		if errors.Is(err, syscall.EADDRINUSE) && o.Port == 0 && attempt < attempts {
			continue
		}
		if err != nil {
			return nil, o.refused(err)
		}
		p, err := start(s.name, s.command(port), o.Log)
		if err != nil {
			return nil, err
		}
		p.endpoint = "http://127.0.0.1:" + strconv.Itoa(port)
		if err = s.await(ctx, p); err == nil {
			return p, nil
		}
		err = errors.Join(err, p.Close())
		if !errors.Is(err, errPortLost) || o.Port != 0 || attempt == attempts {
			return nil, err
		}
	}
}

// await returns when p answers, or an error that says why it will not.
func (s server) await(ctx context.Context, p *Process) error {
	for !s.ready(ctx, p) {
		if strings.Contains(p.output.String(), s.portLost) {
			return fmt.Errorf("%s at %s: %w", s.name, p.endpoint, errPortLost)
		}
		select {
		case <-p.Done():
			return p.Err()
		case <-ctx.Done():
			return fmt.Errorf("start %s: %w", s.name, context.Cause(ctx))
		case <-time.After(10 * time.Millisecond):
		}
	}
	return nil
}

// freePort returns the requested port if nothing listens on it, or any free port if none was requested; or an error
// that is EADDRINUSE if another program has it.
func (o Options) freePort() (int, error) {
	port := o.Port
	// Both hosts, since on macOS one program can listen on a single address while another listens on all of them. All
	// addresses come first: the system then picks a port that nobody has on any of them.
	for _, host := range []string{"", "127.0.0.1"} {
		listener, err := listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err != nil {
			return 0, err
		}
		port = listener.Addr().(*net.TCPAddr).Port
		_ = listener.Close()
	}
	return port, nil
}

// refused returns err as a sentence that says what to do.
func (o Options) refused(err error) error {
	remedy := "choose another port"
	if o.PortVariable != "" {
		remedy = "set " + o.PortVariable + " to another port"
	}
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("port %d is taken by another program: stop that one, or %s", o.Port, remedy)
	}
	return fmt.Errorf("port %d can't be used: %w: %s", o.Port, err, remedy)
}

// probe requests a path of p, on a new connection, and returns nil if there is no response.
func probe(ctx context.Context, method string, p *Process, path string, header http.Header) *http.Response {
	request, err := http.NewRequestWithContext(ctx, method, p.endpoint+path, nil)
	if err != nil {
		return nil
	}
	request.Header, request.Close = header, true
	response, err := HTTPClient().Do(request)
	if err != nil {
		return nil
	}
	_ = response.Body.Close()
	return response
}
