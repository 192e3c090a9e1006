package process

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

const (
	javaNeeded = "the local database needs Java 11 or newer"
	nodeNeeded = "the local mailbox needs Node 20.19, 22.12 or newer"
)

// java finds the program by JAVA_HOME, as Java's own tools do, else by PATH.
func java() (string, error) {
	name := "java"
	if home := os.Getenv("JAVA_HOME"); home != "" {
		name = filepath.Join(home, "bin", "java")
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("%s, but there is no program %q: install a Java runtime or set JAVA_HOME", javaNeeded, name)
	}
	return path, nil
}

func node() (string, error) {
	path, err := exec.LookPath("node")
	if err != nil {
		return "", fmt.Errorf("%s, but there is no program \"node\" in PATH: install Node.js", nodeNeeded)
	}
	return path, nil
}

// installer finds npm and checks the Node that it would run on and install for.
func installer(ctx context.Context) (string, error) {
	path, err := node()
	if err != nil {
		return "", err
	}
	if err := checkNode(ctx, path); err != nil {
		return "", err
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", errors.New("the local services are installed with npm, but there is no program \"npm\" in PATH: install it beside Node.js")
	}
	return npm, nil
}

// checkJava tells whether the program at path is too old. It costs a start of Java, so it is asked only once the
// database has failed to start.
func checkJava(ctx context.Context, path string) error {
	output, err := exec.CommandContext(ctx, path, "-version").CombinedOutput()
	version, ok := javaVersion(string(output))
	if !ok {
		return fmt.Errorf("%s, but %s -version tells none (%s)", javaNeeded, path, said(output, err))
	}
	if version[0] < 11 {
		return fmt.Errorf("%s, but %s is Java %d: install a newer one or set JAVA_HOME", javaNeeded, path, version[0])
	}
	return nil
}

func checkNode(ctx context.Context, path string) error {
	output, err := exec.CommandContext(ctx, path, "--version").CombinedOutput()
	version, ok := parseVersion(strings.TrimPrefix(strings.TrimSpace(string(output)), "v"))
	if !ok {
		return fmt.Errorf("%s, but %s --version tells none (%s)", nodeNeeded, path, said(output, err))
	}
	if !nodeServes(version) {
		return fmt.Errorf("%s, but %s is Node %d.%d", nodeNeeded, path, version[0], version[1])
	}
	return nil
}

// nodeServes tells whether a version can require an ES module, which the mailbox's packages do.
func nodeServes(version [2]int) bool {
	switch version[0] {
	case 20:
		return version[1] >= 19
	case 22:
		return version[1] >= 12
	default:
		return version[0] > 22
	}
}

// javaVersion reads `java -version`: a line such as `openjdk version "17.0.15" 2025-04-15`, up to Java 8
// `java version "1.8.0_292"`. Lines may stand before it, as when JAVA_TOOL_OPTIONS is set.
func javaVersion(output string) ([2]int, bool) {
	_, rest, found := strings.Cut(output, ` version "`)
	quoted, _, closed := strings.Cut(rest, `"`)
	if !found || !closed {
		return [2]int{}, false
	}
	version, ok := parseVersion(quoted)
	if ok && version[0] == 1 {
		version = [2]int{version[1], 0}
	}
	return version, ok
}

// parseVersion reads the first two numbers of a version; a missing second one is 0, and whatever follows them
// (patch, "-ea", "+build") does not matter.
func parseVersion(s string) ([2]int, bool) {
	major, rest := leadingNumber(s)
	first, err := strconv.Atoi(major)
	if err != nil {
		return [2]int{}, false
	}
	minor, _ := leadingNumber(strings.TrimPrefix(rest, "."))
	second, err := strconv.Atoi(minor)
	if err != nil || !strings.HasPrefix(rest, ".") {
		second = 0
	}
	return [2]int{first, second}, true
}

func leadingNumber(s string) (number, rest string) {
	rest = strings.TrimLeft(s, "0123456789")
	return s[:len(s)-len(rest)], rest
}

func said(output []byte, err error) string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(output)), "\n")
	if line == "" && err != nil {
		return err.Error()
	}
	return strconv.Quote(line)
}
