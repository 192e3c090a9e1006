// Bench runs the benchmarks of package bench and makes tables of them: what each
// operation takes of processor time and memory, and whose code it is spent in.
//
//	go run ./test/cmd/bench -count 6 -write docs/performance.md
//
// What go test printed is in build/bench.txt then, for benchstat, and the
// processor profile in build/bench.pprof.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"

	"usher/test/bench"
	"usher/test/document"
)

type options struct {
	count           int
	time            string
	out, write      string
	profile, binary string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var o options
	flag.IntVar(&o.count, "count", 6, "runs of each benchmark, of which the median counts")
	flag.StringVar(&o.time, "time", "1s", "of each run, as go test's -benchtime")
	flag.StringVar(&o.out, "out", "build", "the folder for what go test prints, and the profile")
	flag.StringVar(&o.write, "write", "", "the document to write the tables into, between its markers")
	flag.Parse()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	if err := os.MkdirAll(o.out, 0o755); err != nil { //nolint:gosec // no secrets
		return err
	}
	folder, err := filepath.Abs(o.out)
	if err != nil {
		return err
	}
	o.profile, o.binary = filepath.Join(folder, "bench.pprof"), filepath.Join(folder, "bench.test")
	printed, err := o.measure(ctx, filepath.Join(folder, "bench.txt"))
	if err != nil {
		return err
	}
	results, err := bench.Read(bytes.NewReader(printed))
	if err != nil {
		return err
	}
	shares, err := o.shares(ctx)
	if err != nil {
		return err
	}
	text := bench.Table(results, "Handler/get-user") + "\n" + shares
	fmt.Print("\n" + text)
	if o.write == "" {
		return nil
	}
	return document.Write(o.write, "<!-- bench -->\n", "<!-- /bench -->",
		fmt.Sprintf("    go run ./test/cmd/bench -count %d -time %s -write docs/performance.md\n\n%s", o.count, o.time, text))
}

// measure runs the benchmarks and keeps what they print.
func (o options) measure(ctx context.Context, name string) ([]byte, error) {
	file, err := os.Create(name) //nolint:gosec // named on the command line
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	var printed bytes.Buffer
	cmd := exec.CommandContext(ctx, "go", "test", "./test/bench", "-run", "^$", "-bench", ".", "-count",
		strconv.Itoa(o.count), //nolint:gosec // fixed
		"-benchtime", o.time, "-timeout", "60m", "-cpuprofile", o.profile, "-o", o.binary)
	cmd.Stdout, cmd.Stderr = io.MultiWriter(file, &printed, os.Stdout), os.Stderr
	err = cmd.Run()
	return printed.Bytes(), err
}

// shares is the table of whose code the time was spent in.
func (o options) shares(ctx context.Context) (string, error) {
	//nolint:gosec // fixed
	traces, err := exec.CommandContext(ctx, "go", "tool", "pprof", "-traces", o.binary, o.profile).Output()
	if err != nil {
		return "", fmt.Errorf("go tool pprof: %w", err)
	}
	shares, err := bench.Shares(bytes.NewReader(traces))
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("| processor time of all these requests in | share |\n|---|---|\n")
	for _, owner := range bench.Owners() {
		fmt.Fprintf(&b, "| %s | %.0f %% |\n", owner, 100*shares[owner])
	}
	return b.String(), nil
}
