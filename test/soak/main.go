// Command soak runs the whole local system under a realistic mix for a while and looks for what only time shows:
// goroutines or memory that grow, errors, answers that get slower. It writes what it saw into docs/soak.md.
//
//	go run ./test/soak -for 3m -clients 6 -write docs/soak.md
//
// It fails where a request failed, or where the last quarter of the time holds
// more goroutines or memory than the second one.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"time"

	"usher/pkg/local"
	"usher/test/client"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		stop()
		os.Exit(1)
	}
}

// options are the command's.
type options struct {
	duration time.Duration
	clients  int
	seed     uint64
	write    string
}

func read(args []string, out io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.DurationVar(&o.duration, "for", 3*time.Minute, "how long")
	flags.IntVar(&o.clients, "clients", 6, "how many clients at once, each in an organization of its own")
	flags.Uint64Var(&o.seed, "seed", 1, "of what the clients do")
	flags.StringVar(&o.write, "write", "", "the document to write the figures into")
	err := flags.Parse(args)
	if err == nil && (o.clients < 1 || o.duration < shortest) {
		err = fmt.Errorf("at least one client and %s are needed", shortest)
	}
	return o, err
}

func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := read(args, out)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	settings, err := free()
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- local.Run(ctx, settings, io.Discard) }()
	if err := up(ctx, settings.URL(), ended); err != nil {
		return err
	}
	report, err := soak(ctx, settings.URL(), o, out)
	stop()
	if err := errors.Join(err, <-ended); err != nil {
		return err
	}
	_, _ = fmt.Fprintln(out, report.table())
	if o.write != "" {
		if err := report.publish(o); err != nil {
			return err
		}
	}
	return report.verdict()
}

// free is a system that keeps nothing, on ports that nobody uses.
func free() (local.Settings, error) {
	s := local.Settings{Memory: true, ScheduleEvery: 10 * time.Second, InvitationLifetime: "20s", Limits: "off"}
	for _, port := range []*int{&s.Port, &s.MailPort, &s.DBPort} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return s, err
		}
		*port = l.Addr().(*net.TCPAddr).Port
		defer func() { _ = l.Close() }() //nolint:gocritic // none is free before all are found
	}
	return s, nil
}

// up waits until the system answers.
func up(ctx context.Context, url string, ended <-chan error) error {
	c := client.New(url, nil)
	for {
		if a, err := c.Do(ctx, client.Request{Method: "GET", Path: "/healthz"}); err == nil && a.OK() {
			return nil
		}
		select {
		case err := <-ended:
			return fmt.Errorf("the system ended: %w", err)
		case <-time.After(200 * time.Millisecond):
		}
	}
}
