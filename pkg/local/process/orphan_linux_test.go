package process_test

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A test binary that is killed, as by go test's time limit, must leave no server behind.
func TestNoOrphan(t *testing.T) {
	t.Parallel()
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), orphanVariable+"=1")
	output, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	endpoint := strings.TrimSpace(line)
	if err != nil || !strings.HasPrefix(endpoint, "http://") {
		t.Fatalf("the parent said %q, %v", line, err)
	}
	answers(t, endpoint)
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait() // says that it was killed
	gone(t, endpoint)
}
