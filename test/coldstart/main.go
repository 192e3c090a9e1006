// Command coldstart measures how every function begins: the processor time from the start of the process to its first
// request for an event, as a ratio to an empty Go function with a connection in the same run, and that of its first
// event, as a ratio to a later one. It holds both to a limit, and fails with the names of the functions that exceed it.
//
// As at Lambda, a function starts at the machine's full speed and handles events at the share of a processor that its
// memory buys (1769 MB are one): a cgroup sees to that, where this user may make one (root on Linux). DynamoDB is
// DynamoDB Local behind TLS. Every function has a table of its own with the demo's data, and gets its sample of events/
// again and again.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"usher/pkg/api"
	"usher/test/document"
)

func main() {
	rounds := flag.Int("rounds", 15, "starts of each function, of which the median counts")
	write := flag.String("write", "", "the document to write the table into, between its markers")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *rounds, *write, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "coldstart:", err)
		os.Exit(1)
	}
}

// function is what is measured.
type function struct {
	id       string
	memoryMB int
}

// The functions that the others are measured against: the least there can be, and the least with a connection.
const bare, empty = "bare", "empty"

// functions are the empty one and those declared, or only those named.
func functions(named []string) []function {
	all := []function{}
	for _, o := range api.Operations() {
		all = append(all, function{o.ID, o.MemoryMB})
	}
	for _, c := range api.Consumers() {
		all = append(all, function{c.ID, c.MemoryMB})
	}
	chosen := []function{{bare, 256}, {empty, 256}}
	for _, f := range all {
		if len(named) == 0 || slices.Contains(named, f.id) {
			chosen = append(chosen, f)
		}
	}
	return chosen
}

func run(ctx context.Context, rounds int, write string, named []string) error {
	dir, err := os.MkdirTemp("", "coldstart")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	here, deployed := filepath.Join(dir, runtime.GOARCH), filepath.Join(dir, "deployed")
	all := functions(named)
	for folder, arch := range map[string]string{here: runtime.GOARCH, deployed: "arm64"} {
		if err := build(ctx, folder, arch, all); err != nil {
			return err
		}
	}
	b, err := newBed(ctx, dir)
	if err != nil {
		return err
	}
	defer b.close()
	results, err := b.measure(ctx, here, all, rounds)
	if err != nil {
		return err
	}
	text, err := table(deployed, all, results)
	if err != nil {
		return err
	}
	fmt.Print(text)
	if write != "" {
		command := strings.TrimSpace(fmt.Sprintf("go run ./test/coldstart -rounds %d -write docs/performance.md %s", rounds,
			strings.Join(named, " ")))
		head := fmt.Sprintf("    %s\n\nAt commit %s.\n\n", command, commit(ctx))
		if err := document.Write(write, "<!-- coldstart -->\n", "<!-- /coldstart -->", head+text); err != nil {
			return err
		}
	}
	return exceeded(all, results)
}

// build builds the functions with the flags they are deployed with.
func build(ctx context.Context, dir, arch string, all []function) error {
	arguments := []string{"build", "-tags", "lambda.norpc", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid=",
		"-o", dir + "/", "./test/coldstart/" + bare, "./test/coldstart/" + empty}
	for _, f := range all[2:] {
		arguments = append(arguments, "./functions/"+f.id)
	}
	cmd := exec.CommandContext(ctx, "go", arguments...) //nolint:gosec // declared ids
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOARCH="+arch)
	cmd.Stderr = os.Stderr
	return cmd.Run()
}

// commit is what is checked out, "" outside of a repository.
func commit(ctx context.Context) string {
	out, _ := exec.CommandContext(ctx, "git", "rev-parse", "--short", "HEAD").Output()
	return strings.TrimSpace(string(out))
}
