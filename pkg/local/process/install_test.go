package process_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"usher/pkg/local/process"
)

// npm stands in for npm ci: it counts its runs, and writes what npm writes last.
const npm = `#!/bin/sh
echo run >>runs
[ ! -e fail ] || { echo "npm says no" >&2; exit 1; }
mkdir -p node_modules && echo {} >node_modules/.package-lock.json
`

// module makes a module to install for, with npm alone in PATH beside the shell's own programs.
func module(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	write(t, filepath.Join(root, "local", "package-lock.json"), "{}")
	bin := t.TempDir()
	write(t, filepath.Join(bin, "npm"), npm)
	t.Setenv("PATH", bin+":/usr/bin:/bin")
	return root
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o755); err != nil {
		t.Fatal(err)
	}
}

// ran is how often npm ran for a module.
func ran(t *testing.T, root string) int {
	t.Helper()
	runs, err := os.ReadFile(filepath.Join(root, "local", "runs"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(string(runs), "run")
}

func TestInstallOnceForMany(t *testing.T) {
	root := module(t)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if _, err := process.Install(t.Context(), root, nil); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if n := ran(t, root); n != 1 {
		t.Errorf("8 at once installed %d times", n)
	}
}

func TestInstallAgain(t *testing.T) {
	root := module(t)
	lock := filepath.Join(root, "local", "package-lock.json")
	for _, step := range []struct {
		when   string
		change func() error
		want   int
	}{
		{"at first", func() error { return nil }, 1},
		{"with nothing changed", func() error { return nil }, 1},
		{"after the lock changed", func() error { return os.Chtimes(lock, time.Time{}, time.Now().Add(time.Second)) }, 2},
		{"after node_modules was deleted", func() error { return os.RemoveAll(filepath.Join(root, "local", "node_modules")) }, 3},
	} {
		if err := step.change(); err != nil {
			t.Fatal(err)
		}
		if got, err := process.Install(t.Context(), root, nil); err != nil || got != root {
			t.Errorf("%s: %s, %v", step.when, got, err)
		}
		if n := ran(t, root); n != step.want {
			t.Errorf("%s: %d installs so far, want %d", step.when, n, step.want)
		}
	}
}

func TestInstallTellsWhatNpmSaid(t *testing.T) {
	root := module(t)
	write(t, filepath.Join(root, "local", "fail"), "")
	for range 2 { // a failed install is not taken for done
		if _, err := process.Install(t.Context(), root, nil); err == nil || !strings.Contains(err.Error(), "npm says no") {
			t.Errorf("error is %v", err)
		}
	}
}

func TestProgramsThatAreMissing(t *testing.T) {
	root := module(t)
	t.Setenv("PATH", t.TempDir())
	t.Setenv("JAVA_HOME", "")
	start := func(f starter) func() error {
		return func() error { _, err := f(t.Context(), process.Options{Root: root}); return err }
	}
	for want, do := range map[string]func() error{
		`needs Java 11 or newer, but there is no program "java"`:           start(process.StartDatabase),
		`needs Node 20.19, 22.12 or newer, but there is no program "node"`: start(process.StartMailbox),
		`there is no program "npm" in PATH`:                                func() error { _, err := process.Install(t.Context(), root, nil); return err },
	} {
		if err := do(); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("error is %v, want one line with %q", err, want)
		}
	}
	home := t.TempDir()
	t.Setenv("JAVA_HOME", home)
	if err := start(process.StartDatabase)(); err == nil || !strings.Contains(err.Error(), filepath.Join(home, "bin", "java")) {
		t.Errorf("error is %v, want one that names JAVA_HOME's", err)
	}
}

// TestTooOld: the error of a server on a runtime that is too old has the last of its output.
func TestTooOld(t *testing.T) {
	root := module(t)
	home := t.TempDir()
	write(t, filepath.Join(home, "bin", "java"), "#!/bin/sh\necho UnsupportedClassVersionError >&2\nexit 1\n")
	t.Setenv("JAVA_HOME", home)
	_, err := process.StartDatabase(t.Context(), process.Options{Root: root})
	if err == nil || !strings.Contains(err.Error(), "Java 11 or newer") || !strings.Contains(err.Error(), "UnsupportedClassVersionError") {
		t.Errorf("error is %v", err)
	}
}

func TestFindRoot(t *testing.T) {
	root := module(t)
	below := filepath.Join(root, "pkg", "deep")
	write(t, filepath.Join(below, "file"), "")
	for _, dir := range []string{root, below, filepath.Join(root, "local")} {
		if got, err := process.FindRoot(dir); err != nil || got != root {
			t.Errorf("FindRoot(%q) = %q, %v; want %q", dir, got, err, root)
		}
	}
	if got, err := process.FindRoot(t.TempDir()); err == nil {
		t.Errorf("FindRoot of a folder outside any module = %q", got)
	}
}
