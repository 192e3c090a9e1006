package tour_test

import (
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"usher/test/localsystem"
)

const integrate = "../../docs/integrate.md"

var (
	tenMinutes = regexp.MustCompile(`(?s)\n## Ten minutes\n(.*?)\n## `)
	starts     = regexp.MustCompile("```sh\n(?:ROLES=(\\S+) EVENTS_URL=http://localhost:8090(\\S+) make dev|make example)\n```\n")
)

// TestIntegrate runs the section of docs/integrate.md that has nothing before it: Usher as its first command starts it,
// on other ports and in memory, the product by make example, and then its commands.
func TestIntegrate(t *testing.T) {
	text, err := os.ReadFile(integrate)
	if err != nil {
		t.Fatal(err)
	}
	section := tenMinutes.FindString(string(text))
	started, rest := starts.FindAllStringSubmatch(section, -1), starts.ReplaceAllString(section, "")
	blocks := block.FindAllStringSubmatch(rest, -1)
	if len(started) != 2 || len(blocks) < 5 || len(blocks) != strings.Count(rest, "```sh\n") {
		t.Fatalf("%d blocks of commands have what they print behind them, and %d start something", len(blocks), len(started))
	}
	port := localsystem.FreePort(t)
	address := "http://localhost:" + port
	system := localsystem.Start(t, "ROLES=../../"+started[0][1], "EVENTS_URL="+address+started[0][2])
	makeExample(t, address, "EXAMPLE_PORT="+port, "USHER_URL="+system.URL)
	newShell(t, "E="+address, "M="+system.Mailbox).print(integrate, blocks)
}

// makeExample runs make example until the test ends.
func makeExample(t *testing.T, address string, environment ...string) {
	t.Helper()
	cmd := exec.Command("make", "example")
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = "../..", append(os.Environ(), environment...), t.Output(), t.Output()
	cmd.SysProcAttr, cmd.WaitDelay = &syscall.SysProcAttr{Setpgid: true}, time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) // make and what it runs
		_ = cmd.Wait()                                      // it was stopped
	})
	for until := time.Now().Add(limit); ; time.Sleep(100 * time.Millisecond) {
		response, err := http.Get(address + "/healthz") //nolint:gosec,noctx // this machine's; it is Usher's, through it
		if err == nil && response.Body.Close() == nil && response.StatusCode == http.StatusOK {
			return
		}
		if time.Now().After(until) {
			t.Fatalf("make example does not start: %v", err)
		}
	}
}
