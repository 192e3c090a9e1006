package process

import (
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
)

// graceful is how long a process has to end before it is killed.
const graceful = 5 * time.Second

// Process is a running local server. It runs until [Process.Close], until it ends by itself or, on Linux, until the
// program that started it ends. Its methods may be called by several goroutines at once.
type Process struct {
	name     string
	endpoint string
	cmd      *exec.Cmd
	output   *tail
	closing  atomic.Bool
	done     chan struct{}
	err      error // why it ended, if nobody asked it to
}

// start runs cmd in its own process group, so that everything it starts can be stopped with it, and so that Ctrl-C in
// the terminal reaches it only through this process. Its output goes to log, unless cmd has a Stdout.
func start(name string, cmd *exec.Cmd, log io.Writer) (*Process, error) {
	p := &Process{name: name, cmd: cmd, output: &tail{next: log}, done: make(chan struct{})}
	if cmd.Stdout == nil {
		cmd.Stdout, cmd.Stderr = p.output, p.output
	}
	cmd.SysProcAttr, cmd.WaitDelay = group(), time.Second
	started := make(chan error, 1)
	go p.keep(started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	return p, nil
}

// keep starts the process and waits for it. The kernel kills it when the thread that started it ends, not only when
// this process does, so that thread must not end before.
func (p *Process) keep(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := p.cmd.Start()
	started <- err
	if err != nil {
		return
	}
	if err = p.cmd.Wait(); err == nil {
		err = errors.New("exit status 0")
	}
	if !p.closing.Load() {
		p.err = fmt.Errorf("%s ended by itself: %w; the last of its output:\n%s", p.name, err, p.output)
	}
	close(p.done)
}

// Endpoint returns the address of the server, such as "http://127.0.0.1:8000": without a slash at the end, as the AWS
// SDK's BaseEndpoint and the AWS_ENDPOINT_URL_… variables need it.
func (p *Process) Endpoint() string { return p.endpoint }

// Done is closed once the process has ended, by itself or by [Process.Close]; [Process.Err] says which.
func (p *Process) Done() <-chan struct{} { return p.done }

// Err returns nil while the process runs and after [Process.Close]. If the process ended by itself, Err returns the
// reason, with the last of its output.
func (p *Process) Err() error {
	select {
	case <-p.done:
		return p.err
	default:
		return nil
	}
}

// Close asks the process and everything it started to end, kills them after five seconds if they have not, and
// returns when they are gone. It may be called more than once. It returns an error if the process cannot be stopped.
func (p *Process) Close() error {
	p.closing.Store(true)
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		select {
		case <-p.done:
			return nil
		default:
		}
		if err := syscall.Kill(-p.cmd.Process.Pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("stop %s: %w", p.name, err)
		}
		select {
		case <-p.done:
			return nil
		case <-time.After(graceful):
		}
	}
	return fmt.Errorf("stop %s: process %d is still there after it was killed", p.name, p.cmd.Process.Pid)
}
