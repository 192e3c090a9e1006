// Package lambdatest runs a built function as Lambda does: the binary as a
// process, driven through the Lambda Runtime API.
package lambdatest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Function is a running function.
type Function struct {
	server    *httptest.Server
	process   *exec.Cmd
	events    chan []byte
	answers   chan answer
	ready     chan struct{} // closed at the first request for an event
	readyOnce sync.Once
	output    safeBuffer
}

type answer struct {
	body  []byte
	fault bool
}

// Start starts a function's binary with these environment variables. Stop it when done.
func Start(binary string, environment []string) (*Function, error) {
	f := &Function{events: make(chan []byte), answers: make(chan answer, 1), ready: make(chan struct{})}
	f.server = httptest.NewServer(http.HandlerFunc(f.serve))
	f.process = exec.Command(binary) //nolint:gosec,noctx // a binary of the test's own
	f.process.Env = append(append([]string{}, environment...),
		"AWS_LAMBDA_RUNTIME_API="+strings.TrimPrefix(f.server.URL, "http://"),
		"AWS_LAMBDA_FUNCTION_NAME=test", "AWS_LAMBDA_FUNCTION_VERSION=$LATEST", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=256")
	f.process.Stdout, f.process.Stderr = &f.output, &f.output
	if err := f.process.Start(); err != nil {
		f.server.Close()
		return nil, fmt.Errorf("lambdatest: starting %s: %w", binary, err)
	}
	return f, nil
}

// Stop ends the function.
func (f *Function) Stop() {
	_ = f.process.Process.Signal(os.Kill)
	_ = f.process.Wait()
	close(f.events)
	f.server.Close()
}

// Ready is closed when the function first asks for an event: the end of its cold start.
func (f *Function) Ready() <-chan struct{} { return f.ready }

// Output is what the function has logged.
func (f *Function) Output() string { return f.output.String() }

// ErrFunction is what an invocation wraps that the function itself failed.
var ErrFunction = errors.New("the function failed")

// Invoke hands the function an event and waits for what it answers.
func (f *Function) Invoke(ctx context.Context, event []byte) ([]byte, error) {
	select {
	case f.events <- event:
	case <-ctx.Done():
		return nil, fmt.Errorf("lambdatest: the function did not ask for an event: %w\n%s", ctx.Err(), f.Output())
	}
	select {
	case a := <-f.answers:
		if a.fault {
			return a.body, fmt.Errorf("lambdatest: %w: %s", ErrFunction, a.body)
		}
		return a.body, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("lambdatest: no answer: %w\n%s", ctx.Err(), f.Output())
	}
}

// serve is the Runtime API: the function asks for the next event and posts its answer or error.
func (f *Function) serve(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/invocation/next") {
		f.next(w, r)
		return
	}
	body, _ := io.ReadAll(r.Body)
	f.answers <- answer{body, strings.HasSuffix(r.URL.Path, "/error")}
	w.WriteHeader(http.StatusAccepted)
}

func (f *Function) next(w http.ResponseWriter, r *http.Request) {
	f.readyOnce.Do(func() { close(f.ready) })
	select {
	case event, ok := <-f.events:
		if !ok {
			return
		}
		h := w.Header()
		h.Set("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
		h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(time.Now().Add(10*time.Second).UnixMilli(), 10))
		h.Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:test")
		_, _ = w.Write(event)
	case <-r.Context().Done():
	}
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// PeakKiB is the most memory the process has had resident so far, in KiB, or 0
// where the system does not say (it is read from Linux's /proc).
func (f *Function) PeakKiB() int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", f.process.Process.Pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	peak := 0
	_, _ = fmt.Sscanf(after, "%d", &peak)
	return peak
}

// PID is the process's id.
func (f *Function) PID() int { return f.process.Process.Pid }

// CPU is the processor time the process has used so far, all threads, or 0 where the system does not say (it is read
// from Linux's /proc).
func (f *Function) CPU() time.Duration {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", f.PID()))
	sum := time.Duration(0)
	for _, name := range threads {
		text, _ := os.ReadFile(name) //nolint:gosec // of our own process
		var ns int64
		_, _ = fmt.Sscan(string(text), &ns)
		sum += time.Duration(ns)
	}
	return sum
}
