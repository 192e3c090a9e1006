// Command run runs a program with a local database and a local mailbox beside it:
//
//	go run ./local/run -- go test ./pkg/store ./pkg/core/organization
//
// It starts one DynamoDB Local in memory and one aws-ses-v2-local, tells the program where they are by
// AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_SESV2, passes signals on to it, stops both servers when it ends,
// and ends with its exit status. (`go run` itself turns every status but 0 into 1.) See package process.
//
// With USHER_LOCAL_LOG=1 the servers' own output goes to standard error.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"usher/pkg/local/process"
)

func main() {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	command := process.Command{
		Args:  arguments(os.Args[1:]),
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Signals: signals,
		Log:     log(),
	}
	status, err := command.Run(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, "run:", err)
	}
	os.Exit(status)
}

// arguments drops the -- that keeps `go run` and the reader from taking the program's flags for this one's.
func arguments(arguments []string) []string {
	if len(arguments) > 0 && arguments[0] == "--" {
		return arguments[1:]
	}
	return arguments
}

func log() io.Writer {
	if os.Getenv("USHER_LOCAL_LOG") == "" {
		return io.Discard
	}
	return os.Stderr
}
