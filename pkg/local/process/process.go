package process

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync/atomic"
	"time"
)

const (
	// graceful is how long a process has between being asked to end and being killed.
	graceful = 5 * time.Second
	// pipesLeft is how long the output of a dead process is still waited for, when something it started holds it.
	pipesLeft = time.Second
)

// Process is a running local server. It lives until [Process.Close], until it ends by itself or, on Linux, until
// the program that started it ends. Its methods may be called by several goroutines at once.
type Process struct {
	name     string
	endpoint string
	cmd      *exec.Cmd
	output   *tail
	closing  atomic.Bool
	done     chan struct{}
	exit     error // what Wait returned
	err      error // why it ended, if nobody asked it to
}

// start runs cmd in a process group of its own, its output copied to log. A cmd that has its Stdout set keeps it.
func start(name string, cmd *exec.Cmd, log io.Writer) (*Process, error) {
	if err := isolate(cmd); err != nil {
		return nil, err
	}
	p := &Process{name: name, cmd: cmd, output: &tail{next: orDiscard(log)}, done: make(chan struct{})}
	if cmd.Stdout == nil {
		cmd.Stdout, cmd.Stderr = p.output, p.output
	}
	cmd.WaitDelay = pipesLeft
	started := make(chan error, 1)
	go p.keep(started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	return p, nil
}

// keep starts the process and stays with it. The kernel's "kill it when its parent dies" is about the parent's
// thread, not its process, so the thread must not go before the process does.
func (p *Process) keep(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := p.cmd.Start()
	started <- err
	if err != nil {
		return
	}
	p.exit = p.cmd.Wait()
	if !p.closing.Load() {
		p.err = p.death()
	}
	close(p.done)
}

func (p *Process) death() error {
	why := p.exit
	if why == nil {
		why = errors.New("exit status 0")
	}
	if words := p.output.String(); words != "" {
		return fmt.Errorf("%s ended by itself: %w; its last words:\n%s", p.name, why, words)
	}
	return fmt.Errorf("%s ended by itself: %w", p.name, why)
}

// Endpoint is where the server answers, such as "http://127.0.0.1:8000": without a slash at the end, as the AWS
// SDK's BaseEndpoint and the AWS_ENDPOINT_URL_… variables want it.
func (p *Process) Endpoint() string { return p.endpoint }

// Done is closed once the process has ended, by itself or by [Process.Close]; [Process.Err] tells which.
func (p *Process) Done() <-chan struct{} { return p.done }

// Err is nil while the process runs and after a [Process.Close]. After it ended by itself, Err is the reason, with
// the last of what it wrote.
func (p *Process) Err() error {
	select {
	case <-p.done:
		return p.err
	default:
		return nil
	}
}

// Close asks the process and all that it started to end, kills them if they have not after five seconds, and
// returns when they are gone. To close one that has ended is no error, so Close may be called more than once.
func (p *Process) Close() error {
	p.closing.Store(true)
	for _, end := range []func(*os.Process) error{terminate, kill} {
		if p.ended() {
			return nil
		}
		if err := end(p.cmd.Process); err != nil {
			return fmt.Errorf("stop %s: %w", p.name, err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), graceful)
		p.await(ctx)
		cancel()
	}
	if !p.ended() {
		return fmt.Errorf("stop %s: process %d is still there after it was killed", p.name, p.cmd.Process.Pid)
	}
	return nil
}

func (p *Process) await(ctx context.Context) {
	select {
	case <-p.done:
	case <-ctx.Done():
	}
}

func (p *Process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

func kill(process *os.Process) error { return signalGroup(process, os.Kill) }

// sleep waits, or returns why ctx ended first.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
