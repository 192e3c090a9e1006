package process_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"usher/pkg/local/process"
)

func TestMailboxStartsAndCloses(t *testing.T) {
	t.Parallel()
	p := started(t, process.StartMailbox, process.Options{})
	if !strings.HasPrefix(p.Endpoint(), "http://127.0.0.1:") {
		t.Errorf("Endpoint() = %q, not on this machine's loopback address", p.Endpoint())
	}
	answers(t, p.Endpoint())
	closes(t, p)
}

// closes closes p, twice, and fails the test unless p is gone without a complaint.
func closes(t *testing.T, p *process.Process) {
	t.Helper()
	if err := p.Err(); err != nil {
		t.Errorf("Err() of a running server = %v", err)
	}
	for range 2 {
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
	}
	<-p.Done()
	if err := p.Err(); err != nil {
		t.Errorf("Err() after Close() = %v", err)
	}
	gone(t, p.Endpoint())
}

func TestEndsByItself(t *testing.T) {
	t.Parallel()
	p := started(t, process.StartMailbox, process.Options{})
	server, err := os.FindProcess(p.PID())
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	<-p.Done()
	err = p.Err()
	if err == nil || !strings.Contains(err.Error(), "killed") || !strings.Contains(err.Error(), "server running at") {
		t.Errorf("Err() = %v, want how it ended and the last of its output", err)
	}
	if err := p.Close(); err != nil {
		t.Errorf("Close() of a dead server = %v", err)
	}
	if p.Err() == nil {
		t.Error("Close() took away the reason for the end")
	}
}

func TestStartEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	// The first output comes long before the server answers.
	p, err := process.StartMailbox(ctx, process.Options{Log: onWrite(func(string) { cancel() })})
	if err == nil {
		t.Fatalf("a start whose context ended succeeded: %s", p.Endpoint())
	}
	if !strings.Contains(err.Error(), context.Canceled.Error()) {
		t.Errorf("error is %q, which does not mention the context", err)
	}
}

func TestMailboxSendsNothingOn(t *testing.T) {
	// With this variable it would fail to start, or send mail out.
	t.Setenv("SMTP_TRANSPORT", `{"host":"127.0.0.1","port":1}`)
	p := started(t, process.StartMailbox, process.Options{})
	environment, err := os.ReadFile("/proc/" + itoa(p.PID()) + "/environ")
	if err != nil {
		t.Skip("no /proc to read its environment from:", err)
	}
	if strings.Contains(string(environment), "SMTP_TRANSPORT") {
		t.Error("the mailbox knows an SMTP server to send to")
	}
}
