// Package tour_test runs docs/tour.md: every command in it, in order, against a local system of its own, and compares
// what they print with what the page says.
package tour_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"usher/pkg/local"
)

const page = "../../docs/tour.md"

// prelude replaces sleep, by which a reader gives a mail time to arrive, by waiting for the mailbox to have as many
// mails as should have been sent by then.
const prelude = `set -u
mails=(0 1 10 11) waits=0
sleep() {
  waits=$((waits + 1))
  for _ in $(seq 150); do
    [ "$(curl -s "$M/store" | jq '.emails | length')" -ge "${mails[waits]}" ] && return
    command sleep 0.2
  done
  echo "mail $waits did not arrive"
}
`

// block is a pair of fenced blocks: commands, and what they print.
var block = regexp.MustCompile("(?s)```sh\n(.*?)```\n\n```text\n(.*?)```")

func TestTour(t *testing.T) {
	for _, tool := range []string{"bash", "curl", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("the tour needs %s: install it", tool)
		}
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	blocks := block.FindAllStringSubmatch(string(text), -1)
	if len(blocks) < 5 || len(blocks) != strings.Count(string(text), "```sh\n") {
		t.Fatalf("%d blocks of commands have what they print behind them", len(blocks))
	}
	url, mailbox := start(t)
	script := prelude
	for i, b := range blocks {
		script += fmt.Sprintf("%s\necho '== end %d'\n", b[1], i)
	}
	cmd := exec.CommandContext(t.Context(), "bash", "-c", script)
	cmd.Dir, cmd.Env = t.TempDir(), append(os.Environ(), "U="+url, "M="+mailbox)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	rest := strings.ReplaceAll(string(out), url, "http://localhost:8080")
	for i, b := range blocks {
		printed, after, _ := strings.Cut(rest, fmt.Sprintf("== end %d\n", i))
		if rest = after; !pattern(b[2]).MatchString(printed) {
			t.Errorf("these commands\n%sprint\n%s\nand not as %s says\n%s", b[1], printed, page, b[2])
		}
	}
}

// pattern matches what a block says is printed: "..." stands for anything, on a line of its own for any lines.
func pattern(says string) *regexp.Regexp {
	quoted := regexp.QuoteMeta(says)
	quoted = strings.ReplaceAll(quoted, "\n"+regexp.QuoteMeta("...")+"\n", "\n(?s:.*\n)?")
	return regexp.MustCompile("^" + strings.ReplaceAll(quoted, regexp.QuoteMeta("..."), ".*") + "$")
}

// start runs a local system in memory until the test ends. It returns where the system and its mailbox are.
func start(t *testing.T) (url, mailbox string) {
	t.Helper()
	environment := map[string]string{"DATA": "memory"}
	for _, name := range []string{"PORT", "MAIL_PORT", "DB_PORT"} {
		environment[name] = freePort(t)
	}
	settings, err := local.ReadSettings(func(name string) string { return environment[name] })
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- local.Run(ctx, settings, t.Output()) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the local system: %v", err)
		}
	})
	for until := time.Now().Add(5 * time.Minute); !healthy(settings.URL()); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(until) || len(ended) > 0 {
			t.Fatal("the local system does not start")
		}
	}
	return settings.URL(), "http://127.0.0.1:" + environment["MAIL_PORT"]
}

func healthy(url string) bool {
	response, err := http.Get(url + "/healthz")
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}
