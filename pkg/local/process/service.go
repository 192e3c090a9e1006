package process

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strconv"
	"time"
)

const (
	// startLimit is how long a server may take to answer; on an idle laptop the slower one takes just over a second.
	startLimit = time.Minute
	// lostPorts is how often another port is tried, when the one found free was taken before the server had it.
	lostPorts = 3
)

// errPortLost says that another program took the port between the check and the server's start.
var errPortLost = errors.New("the port was taken while the server started")

// Options are how a local server is to run. The zero value is good: a free port, nothing kept, no output.
type Options struct {
	// Root is the module's folder, the one with go.mod; empty to find it from the working directory.
	Root string
	// Port to listen on, 1 to 65535; 0 picks a free one.
	Port int
	// PortVariable is the environment variable that Port was read from, for the error that says to change it.
	PortVariable string
	// Dir is the folder that the database keeps its file in, made if need be; empty keeps everything in memory, to
	// be lost at the end. Two databases must not run on one folder at a time. The mailbox has no such setting.
	Dir string
	// Log takes the server's output and what the installation has to tell; nil drops it. Writes come from one
	// goroutine a server, so a Log given to two must bear that.
	Log io.Writer
}

// service is what differs between one server and the other.
type service struct {
	name    string
	command func(port int) *exec.Cmd
	// ready tells whether p answers at its endpoint: p, not another program that was quicker to take the port.
	ready func(ctx context.Context, p *Process) bool
	// portLost is what p writes when it finds its port taken. One that writes it may well live on, deaf.
	portLost string
	// check finds out whether a server that died was run by too old a program.
	check func(ctx context.Context) error
}

func (o Options) launch(ctx context.Context, s service) (*Process, error) {
	if err := o.checkPort(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, startLimit, fmt.Errorf("%s did not answer within %v", s.name, startLimit))
	defer cancel()
	for try := 1; ; try++ {
		p, err := o.launchOnce(ctx, s)
		switch {
		case !errors.Is(err, errPortLost) || try == lostPorts:
			return p, err
		case o.Port != 0:
			return nil, o.taken()
		}
	}
}

func (o Options) launchOnce(ctx context.Context, s service) (*Process, error) {
	port := o.Port
	if port == 0 {
		var err error
		if port, err = freePort(); err != nil {
			return nil, err
		}
	}
	p, err := start(s.name, s.command(port), o.Log)
	if err != nil {
		return nil, err
	}
	p.endpoint = "http://127.0.0.1:" + strconv.Itoa(port)
	if err := s.await(ctx, p); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// await returns when p answers, or why it never will.
func (s service) await(ctx context.Context, p *Process) error {
	for !s.ready(ctx, p) {
		if p.output.contains(s.portLost) {
			return fmt.Errorf("%s at %s: %w", s.name, p.endpoint, errPortLost)
		}
		if p.ended() {
			if err := s.check(ctx); err != nil {
				return err
			}
			return p.Err()
		}
		if err := sleep(ctx, 10*time.Millisecond); err != nil {
			return fmt.Errorf("wait for %s: %w", s.name, err)
		}
	}
	return nil
}

// probe asks for a path of p, by a connection of its own, and returns nil when there is no answer.
func probe(ctx context.Context, method string, p *Process, path string, header http.Header) *http.Response {
	request, err := http.NewRequestWithContext(ctx, method, p.endpoint+path, nil)
	if err != nil {
		return nil
	}
	request.Header = header
	request.Close = true
	response, err := HTTPClient().Do(request)
	if err != nil {
		return nil
	}
	_ = response.Body.Close()
	return response
}
