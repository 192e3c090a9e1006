package process

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
)

// The AWS SDK's own variables for the address of each service. [Command] sets them, package localtest reads them.
const (
	DatabaseVariable = "AWS_ENDPOINT_URL_DYNAMODB"
	MailboxVariable  = "AWS_ENDPOINT_URL_SESV2"
)

// Command is a program to run with a database in memory and a mailbox beside it, such as `go test` over many
// packages whose tests share them.
//
// The program finds them by AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_SESV2. AWS_REGION, AWS_ACCESS_KEY_ID and
// AWS_SECRET_ACCESS_KEY are set for it unless they are set already. A server whose variable is set already is not
// started, but used. The program runs in its own process group, so it can write to the terminal but not read from it.
type Command struct {
	// Root is the module's folder; empty to find it from the working directory.
	Root string
	// Args are the program and its arguments; at least one.
	Args []string
	// Stdout and Stderr are the program's, as in [exec.Cmd].
	Stdout, Stderr io.Writer
	// Log takes what the servers write; nil drops it.
	Log io.Writer
}

// Run starts the servers, runs the program and stops the servers. It returns the program's exit status, which is 128
// plus the signal's number if a signal ended it, as in a shell. If the run itself fails, because a server does not
// start or there is no such program, the status is 1 and the error says why. When ctx ends, the program and all that
// it started are stopped, and the error is ctx's cause.
func (c Command) Run(ctx context.Context) (int, error) {
	if len(c.Args) == 0 {
		return 1, errors.New("no program to run: name one after the two dashes")
	}
	environment, stop, err := c.startServers(ctx)
	defer stop()
	if err != nil {
		return 1, err
	}
	cmd := exec.Command(c.Args[0], c.Args[1:]...)
	cmd.Env, cmd.Stdout, cmd.Stderr = environment, c.Stdout, c.Stderr
	p, err := start(c.Args[0], cmd, nil)
	if err != nil {
		return 1, err
	}
	select {
	case <-ctx.Done():
		return 1, errors.Join(context.Cause(ctx), p.Close())
	case <-p.Done():
	}
	if wait, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && wait.Signaled() {
		return 128 + int(wait.Signal()), nil
	}
	return cmd.ProcessState.ExitCode(), nil
}

// startServers starts the missing servers, side by side, and returns the program's environment.
func (c Command) startServers(ctx context.Context) (environment []string, stop func(), err error) {
	o := Options{Root: c.Root, Log: &tail{next: c.Log}} // which both may write to at once
	servers := []struct {
		variable string
		start    func(context.Context, Options) (*Process, error)
		*Process
		err error
	}{{variable: DatabaseVariable, start: StartDatabase}, {variable: MailboxVariable, start: StartMailbox}}
	var wait sync.WaitGroup
	for i := range servers {
		if s := &servers[i]; os.Getenv(s.variable) == "" {
			wait.Go(func() { s.Process, s.err = s.start(ctx, o) })
		}
	}
	wait.Wait()
	set := func(name, value string) { environment = append(environment, name+"="+value) }
	for name, value := range map[string]string{
		"AWS_REGION": Region, "AWS_ACCESS_KEY_ID": Credential, "AWS_SECRET_ACCESS_KEY": Credential,
	} {
		set(name, cmp.Or(os.Getenv(name), value))
	}
	for _, s := range servers {
		err = errors.Join(err, s.err)
		if s.Process != nil {
			set(s.variable, s.Endpoint())
		}
	}
	return append(os.Environ(), environment...), func() {
		for _, s := range servers {
			if s.Process != nil {
				_ = s.Close() // the run is over; what is left ends with this process
			}
		}
	}, err
}
