// Package tour_test runs docs/tour.md: every command in it, in order, against a local system of its own, and compares
// what they print with what the page says. It does the same with the first section of docs/integrate.md.
package tour_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"usher/test/localsystem"
)

const page = "../../docs/tour.md"

// block is a pair of fenced blocks: commands, and what they print.
var block = regexp.MustCompile("(?s)```sh\n(.*?)```\n\n```text\n(.*?)```")

func TestTour(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	blocks := block.FindAllStringSubmatch(string(text), -1)
	if len(blocks) < 5 || len(blocks) != strings.Count(string(text), "```sh\n") {
		t.Fatalf("%d blocks of commands have what they print behind them", len(blocks))
	}
	system := localsystem.Start(t)
	newShell(t, "U="+system.URL, "M="+system.Mailbox).print(page, blocks)
}

// shell is a bash that runs the blocks one after the other, as a reader's terminal does.
type shell struct {
	t      *testing.T
	input  io.Writer
	output *bufio.Scanner
}

// limit is how long the tour may take: it waits for mails without an end of its own.
const limit = 3 * time.Minute

func newShell(t *testing.T, environment ...string) shell {
	t.Helper()
	for _, tool := range []string{"bash", "curl", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("the tour needs %s: install it", tool)
		}
	}
	ctx, stop := context.WithTimeout(t.Context(), limit)
	cmd := exec.CommandContext(ctx, "bash", "-s")
	cmd.Dir, cmd.Env, cmd.WaitDelay = t.TempDir(), append(os.Environ(), environment...), time.Second
	input, errIn := cmd.StdinPipe()
	output, errOut := cmd.StdoutPipe()
	cmd.Stderr = cmd.Stdout
	if err := errors.Join(errIn, errOut, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = cmd.Wait() // it was stopped
	})
	return shell{t, input, bufio.NewScanner(output)}
}

// anyPort is the address of a local system, wherever it runs.
var anyPort = regexp.MustCompile(`http://localhost:\d+`)

// print runs blocks, and fails the test where they do not print what the page says.
func (s shell) print(page string, blocks [][]string) {
	s.t.Helper()
	for _, b := range blocks {
		printed := anyPort.ReplaceAllString(s.run(b[1]), "http://localhost:8080")
		if !pattern(b[2]).MatchString(printed) { // what follows builds on it
			s.t.Fatalf("these commands\n%sprint\n%s\nand not as %s says\n%s", b[1], printed, page, b[2])
		}
	}
}

// run runs commands, and returns what they print.
func (s shell) run(commands string) string {
	s.t.Helper()
	const end = "== end"
	if _, err := io.WriteString(s.input, commands+"\necho '"+end+"'\n"); err != nil {
		s.t.Fatal(err)
	}
	printed := ""
	for s.output.Scan() {
		if s.output.Text() == end {
			return printed
		}
		printed += s.output.Text() + "\n"
	}
	s.t.Fatalf("these commands\n%sdo not come to an end within %s; they print\n%s", commands, limit, printed)
	return ""
}

// pattern matches what a block says is printed: "..." stands for anything, on a line of its own for any lines.
func pattern(says string) *regexp.Regexp {
	quoted := regexp.QuoteMeta(says)
	quoted = strings.ReplaceAll(quoted, "\n"+regexp.QuoteMeta("...")+"\n", "\n(?s:.*\n)?")
	return regexp.MustCompile("^" + strings.ReplaceAll(quoted, regexp.QuoteMeta("..."), ".*") + "$")
}
