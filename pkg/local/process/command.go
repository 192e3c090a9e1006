package process

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
)

// The AWS SDK's own variables for where each service is. [Command] sets them, package localtest reads them.
const (
	DatabaseVariable = "AWS_ENDPOINT_URL_DYNAMODB"
	MailboxVariable  = "AWS_ENDPOINT_URL_SESV2"
)

// Command is a program to run with a database in memory and a mailbox beside it, such as `go test` over many
// packages whose tests are to share them.
//
// The program finds them by AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_SESV2, and AWS_REGION,
// AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set for it where they are not yet. A server whose variable is set
// already is not started: that one is used. The program runs in a process group of its own, so it can write to the
// terminal but not read from it.
type Command struct {
	// Root is the module's folder; empty to find it from the working directory.
	Root string
	// Args are the program and its arguments; at least one.
	Args []string
	// Stdin, Stdout and Stderr are the program's, as in [exec.Cmd]. The nil Stdout or Stderr drops what is written.
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// Signals are passed on to the program and all that it started. One that comes while the servers still start
	// ends the run. Nil passes none on.
	Signals <-chan os.Signal
	// Log takes what the servers write and what the run itself has to tell; nil drops it.
	Log io.Writer
}

// Run starts the servers, runs the program and stops the servers. It returns the program's exit status: 128 and
// the signal's number if a signal ended it, as a shell has it. When the run itself fails, since a server does not
// start or there is no such program, the status is 1 and the error says why. When ctx ends, the program is
// stopped and the error is ctx's cause.
func (c Command) Run(ctx context.Context) (int, error) {
	if len(c.Args) == 0 {
		return 1, errors.New("no program to run: name one after the two dashes")
	}
	servers, signal, err := c.startServers(ctx)
	defer servers.close()
	if signal != nil {
		return status(signal), nil
	}
	if err != nil {
		return 1, err
	}
	return c.runProgram(ctx, servers.environment())
}

func (c Command) runProgram(ctx context.Context, environment []string) (int, error) {
	cmd := exec.Command(c.Args[0], c.Args[1:]...)
	cmd.Env = environment
	cmd.Stdin, cmd.Stdout, cmd.Stderr = c.Stdin, orDiscard(c.Stdout), orDiscard(c.Stderr)
	p, err := start(c.Args[0], cmd, nil)
	if err != nil {
		return 1, err
	}
	for {
		select {
		case signal := <-c.Signals:
			_ = signalGroup(cmd.Process, signal) // it may be gone, as Done will tell
		case <-ctx.Done():
			return 1, errors.Join(context.Cause(ctx), p.Close())
		case <-p.Done():
			return exitStatus(cmd.ProcessState), nil
		}
	}
}

// startServers starts what is not there yet, side by side. A signal breaks it off and is returned.
func (c Command) startServers(ctx context.Context) (*servers, os.Signal, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &servers{}
	finished := make(chan error, 1)
	go func() { finished <- s.start(ctx, Options{Root: c.Root, Log: &tail{next: orDiscard(c.Log)}}) }()
	select {
	case err := <-finished:
		return s, nil, err
	case signal := <-c.Signals:
		cancel()
		<-finished
		return s, signal, nil
	}
}

// servers are those that one run started; one that was there before is nil.
type servers struct{ database, mailbox *Process }

func (s *servers) start(ctx context.Context, o Options) error {
	var wait sync.WaitGroup
	var databaseErr, mailboxErr error
	if os.Getenv(DatabaseVariable) == "" {
		wait.Go(func() { s.database, databaseErr = StartDatabase(ctx, o) })
	}
	if os.Getenv(MailboxVariable) == "" {
		wait.Go(func() { s.mailbox, mailboxErr = StartMailbox(ctx, o) })
	}
	wait.Wait()
	return errors.Join(databaseErr, mailboxErr)
}

func (s *servers) close() {
	for _, p := range []*Process{s.database, s.mailbox} {
		if p != nil {
			_ = p.Close() // the run is over; what is left dies with this process
		}
	}
}

func (s *servers) environment() []string {
	environment := os.Environ()
	set := func(name, value string) { environment = append(environment, name+"="+value) }
	if s.database != nil {
		set(DatabaseVariable, s.database.Endpoint())
	}
	if s.mailbox != nil {
		set(MailboxVariable, s.mailbox.Endpoint())
	}
	for name, value := range map[string]string{
		"AWS_REGION": Region, "AWS_ACCESS_KEY_ID": Credential, "AWS_SECRET_ACCESS_KEY": Credential,
	} {
		if os.Getenv(name) == "" {
			set(name, value)
		}
	}
	return environment
}

func exitStatus(state *os.ProcessState) int {
	if wait, ok := state.Sys().(syscall.WaitStatus); ok && wait.Signaled() {
		return status(wait.Signal())
	}
	return state.ExitCode()
}

func status(signal os.Signal) int {
	if number, ok := signal.(syscall.Signal); ok {
		return 128 + int(number)
	}
	return 1
}
