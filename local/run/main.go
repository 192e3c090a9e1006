// Command run runs a program with a local database and a local mailbox beside it:
//
//	go run ./local/run -- go test ./pkg/store ./pkg/core/organization
//
// It starts one DynamoDB Local in memory and one aws-ses-v2-local, passes their addresses to the program in
// AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_SESV2, stops both servers when the program ends, and exits with its
// status. (`go run` itself turns every status except 0 into 1.) An interrupt stops all of them. See package process.
//
// With USHER_LOCAL_LOG=1 the output of the servers goes to standard error.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"usher/pkg/local/process"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	command := process.Command{Args: arguments(os.Args[1:]), Stdout: os.Stdout, Stderr: os.Stderr}
	if os.Getenv("USHER_LOCAL_LOG") != "" {
		command.Log = os.Stderr
	}
	status, err := command.Run(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "run:", err)
	}
	os.Exit(status)
}

// arguments drops the -- that separates the program's flags from those of `go run`.
func arguments(arguments []string) []string {
	if len(arguments) > 0 && arguments[0] == "--" {
		return arguments[1:]
	}
	return arguments
}
