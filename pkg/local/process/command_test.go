package process_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"usher/pkg/local/process"
	"usher/test/localtest"
)

// besides has servers there already, so that a Command starts none and runs its program at once.
func besides(t *testing.T) {
	t.Helper()
	t.Setenv(process.DatabaseVariable, "http://127.0.0.1:1")
	t.Setenv(process.MailboxVariable, "http://127.0.0.1:2")
}

func TestCommandExitStatus(t *testing.T) {
	besides(t)
	for script, want := range map[string]int{"exit 0": 0, "exit 3": 3, "kill -9 $$": 137} {
		status, err := process.Command{Args: []string{"sh", "-c", script}}.Run(t.Context())
		if status != want || err != nil {
			t.Errorf("%q: status %d, %v; want %d", script, status, err, want)
		}
	}
}

func TestCommandThatCannotRun(t *testing.T) {
	besides(t)
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"nothing":         {nil, "no program to run"},
		"no such program": {[]string{"no-such-program"}, `"no-such-program": executable file not found`},
	} {
		status, err := process.Command{Args: c.args}.Run(t.Context())
		if status != 1 || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: status %d, %v; want 1 and %q", name, status, err, c.want)
		}
	}
}

func TestCommandEnvironment(t *testing.T) {
	besides(t)
	t.Setenv("AWS_REGION", "eu-central-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	var output bytes.Buffer
	status, err := process.Command{
		Args:   []string{"sh", "-c", `echo $AWS_REGION $AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $` + process.DatabaseVariable},
		Stdout: &output,
	}.Run(t.Context())
	if status != 0 || err != nil {
		t.Fatal(status, err)
	}
	if got, want := output.String(), "eu-central-1 local local http://127.0.0.1:1\n"; got != want {
		t.Errorf("the program sees %q, want %q", got, want)
	}
}

func TestCommandStartsBothServersAndStopsThem(t *testing.T) {
	t.Setenv(process.DatabaseVariable, "")
	t.Setenv(process.MailboxVariable, "")
	var output bytes.Buffer
	script := `echo $` + process.DatabaseVariable + ` $` + process.MailboxVariable + `; curl=$(command -v curl) || exit 0
		$curl -sf $` + process.MailboxVariable + `/health-check && $curl -s $` + process.DatabaseVariable + ` >&2`
	status, err := process.Command{Args: []string{"sh", "-c", script}, Stdout: &output}.Run(t.Context())
	if status != 0 || err != nil {
		t.Fatal(status, err)
	}
	endpoints := strings.Fields(output.String())
	if len(endpoints) != 2 || endpoints[0] == endpoints[1] {
		t.Fatalf("the program found %q", endpoints)
	}
	for _, endpoint := range endpoints {
		gone(t, endpoint)
	}
}

func TestCommandEndsWithItsContext(t *testing.T) {
	besides(t)
	ctx, cancel := context.WithCancel(t.Context())
	output, input, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer output.Close()
	if deadline, ok := patience(t).Deadline(); ok {
		if err := output.SetReadDeadline(deadline); err != nil {
			t.Fatal(err)
		}
	}
	go func() {
		_, _ = output.Read(make([]byte, 1)) // the program runs, and has started another
		cancel()
	}()
	status, err := process.Command{Args: []string{"sh", "-c", "sleep 1000 & echo; wait"}, Stdout: input}.Run(ctx)
	if status != 1 || !errors.Is(err, context.Canceled) {
		t.Errorf("status %d, %v; want 1 and why", status, err)
	}
	input.Close()
	if _, err := io.Copy(io.Discard, output); err != nil { // ends when nobody is left to write
		t.Errorf("what the program started outlived it: %v", err)
	}
}

func TestCommandUsesWhatIsThere(t *testing.T) {
	endpoint := localtest.Mailbox(t).Endpoint()
	t.Setenv(process.DatabaseVariable, "http://127.0.0.1:1")
	t.Setenv(process.MailboxVariable, endpoint)
	var output bytes.Buffer
	status, err := process.Command{Args: []string{"sh", "-c", "echo $" + process.MailboxVariable}, Stdout: &output}.Run(t.Context())
	if status != 0 || err != nil || output.String() != endpoint+"\n" {
		t.Errorf("status %d, %v; the program sees %q, want %q", status, err, output.String(), endpoint)
	}
	answers(t, endpoint)
}
