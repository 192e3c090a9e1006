// Command coldstart measures the cold start of every function: from the start
// of the process to its first request for an event, as a ratio to an empty Go
// function in the same run, with the size of its zip and its peak memory then.
// It prints a Markdown table.
package main

import (
	"archive/zip"
	"compress/flate"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"usher/pkg/api"
	"usher/test/lambdatest"
)

func main() {
	rounds := flag.Int("rounds", 20, "starts of each function, of which the median counts")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, "coldstart:", err)
		os.Exit(1)
	}
}

// empty is the name of the function the others are measured against.
const empty = "empty"

func run(ctx context.Context, rounds int) error {
	dir, err := os.MkdirTemp("", "coldstart")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	here, deployed := filepath.Join(dir, runtime.GOARCH), filepath.Join(dir, "deployed")
	for folder, arch := range map[string]string{here: runtime.GOARCH, deployed: "arm64"} {
		if err := build(ctx, folder, arch); err != nil {
			return err
		}
	}
	ids := []string{empty}
	for _, o := range api.Operations() {
		ids = append(ids, o.ID)
	}
	for _, c := range api.Consumers() {
		ids = append(ids, c.ID)
	}
	times, peaks, err := measure(ctx, here, ids, rounds)
	if err != nil {
		return err
	}
	return report(deployed, ids, times, peaks)
}

// build builds the functions with the flags they are deployed with.
func build(ctx context.Context, dir, arch string) error {
	cmd := exec.CommandContext(ctx, "go", "build", //nolint:gosec // fixed
		"-tags", "lambda.norpc", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid=", "-o", dir+"/",
		"./functions/...", "./test/coldstart/empty")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOARCH="+arch)
	cmd.Stderr = os.Stderr
	return cmd.Run()
}

// warmUps are starts that do not count: they bring the binaries into memory.
const warmUps = 2

// measure starts every function in turn, round by round, so that what disturbs
// the machine disturbs all alike.
func measure(ctx context.Context, dir string, ids []string, rounds int) (times map[string][]time.Duration,
	peaks map[string]int, err error) {
	times, peaks = map[string][]time.Duration{}, map[string]int{}
	for round := range rounds + warmUps {
		for _, id := range ids {
			took, peak, err := start(ctx, filepath.Join(dir, id))
			if err != nil {
				return nil, nil, fmt.Errorf("%s: %w", id, err)
			}
			if round >= warmUps {
				times[id] = append(times[id], took)
				peaks[id] = max(peaks[id], peak)
			}
		}
	}
	return times, peaks, nil
}

func start(ctx context.Context, binary string) (time.Duration, int, error) {
	begun := time.Now()
	f, err := lambdatest.Start(binary, []string{"AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=x", "AWS_SECRET_ACCESS_KEY=x",
		"USHER_TABLE=usher"})
	if err != nil {
		return 0, 0, err
	}
	defer f.Stop()
	select {
	case <-f.Ready():
		return time.Since(begun), f.PeakKiB(), nil
	case <-ctx.Done():
		return 0, 0, ctx.Err()
	case <-time.After(10 * time.Second):
		return 0, 0, fmt.Errorf("did not ask for an event\n%s", f.Output())
	}
}

func report(dir string, ids []string, times map[string][]time.Duration, peaks map[string]int) error {
	base := median(times[empty])
	fmt.Println("| function | start / empty | zip for arm64, MB | peak, MB |")
	fmt.Println("|---|---|---|---|")
	for _, id := range ids {
		size, err := zipped(filepath.Join(dir, id))
		if err != nil {
			return err
		}
		fmt.Printf("| %s | %.2f | %.2f | %.1f |\n", id, float64(median(times[id]))/float64(base), float64(size)/1e6,
			float64(peaks[id])/1024)
	}
	return nil
}

func median(all []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// zipped is the size of the binary as Lambda gets it.
func zipped(path string) (int64, error) {
	file, err := os.Open(path) //nolint:gosec // built just now
	if err != nil {
		return 0, err
	}
	defer func() { _ = file.Close() }()
	var size counter
	z := zip.NewWriter(&size)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser,
		error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	w, err := z.Create("bootstrap")
	if err != nil {
		return 0, err
	}
	if _, err := io.Copy(w, file); err != nil {
		return 0, err
	}
	return int64(size), z.Close()
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
