package process_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"usher/pkg/local/process"
)

// module makes a module whose local/ pins no packages: npm still has its whole work to do with it, but quickly.
func module(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	write(t, filepath.Join(root, "go.mod"), "module example\n")
	write(t, filepath.Join(root, "local", "package.json"), `{"name":"example","version":"0.0.0"}`)
	write(t, filepath.Join(root, "local", "package-lock.json"),
		`{"name":"example","version":"0.0.0","lockfileVersion":3,"requires":true,"packages":{"":{"name":"example","version":"0.0.0"}}}`)
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

type lockedBuffer struct {
	mutex  sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) installs() int {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return strings.Count(b.buffer.String(), "installing the packages")
}

func TestInstallOnceForMany(t *testing.T) {
	t.Parallel()
	root := module(t)
	log := &lockedBuffer{}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if err := process.Install(t.Context(), root, log); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if n := log.installs(); n != 1 {
		t.Errorf("8 at once installed %d times", n)
	}
}

func TestInstallAgainWhenTheLockChanges(t *testing.T) {
	t.Parallel()
	root := module(t)
	log := &lockedBuffer{}
	install := func(want int, when string) {
		t.Helper()
		if err := process.Install(t.Context(), root, log); err != nil {
			t.Fatal(err)
		}
		if n := log.installs(); n != want {
			t.Errorf("%s: %d installs so far, want %d", when, n, want)
		}
	}
	install(1, "at first")
	install(1, "with nothing changed")
	lock := filepath.Join(root, "local", "package-lock.json")
	content, err := os.ReadFile(lock)
	if err != nil {
		t.Fatal(err)
	}
	write(t, lock, string(content)+"\n")
	install(2, "after the lock changed")
	if err := os.RemoveAll(filepath.Join(root, "local", "node_modules")); err != nil {
		t.Fatal(err)
	}
	install(3, "after node_modules was deleted")
}

func TestInstallTellsWhatNpmSaid(t *testing.T) {
	t.Parallel()
	root := module(t)
	write(t, filepath.Join(root, "local", "package.json"), `{"name":"example","dependencies":{"not-in-the-lock":"1.0.0"}}`)
	err := process.Install(t.Context(), root, nil)
	if err == nil || !strings.Contains(err.Error(), "not-in-the-lock") {
		t.Errorf("error is %v", err)
	}
	if err := process.Install(t.Context(), root, nil); err == nil {
		t.Error("a failed install was taken for done")
	}
}

func TestInstallEndsWithItsContext(t *testing.T) {
	t.Parallel()
	root := module(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := process.Install(ctx, root, onWrite(func(string) { cancel() }))
	if err == nil || !strings.Contains(err.Error(), context.Canceled.Error()) {
		t.Errorf("error is %v", err)
	}
	if err := process.Install(t.Context(), root, nil); err != nil {
		t.Errorf("the next install: %v", err)
	}
}

func TestFindRoot(t *testing.T) {
	t.Parallel()
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

// only puts programs of these names alone in PATH: a script where one is given, else the real one.
func only(t *testing.T, programs map[string]string) {
	t.Helper()
	bin := t.TempDir()
	for name, script := range programs {
		path := filepath.Join(bin, name)
		if script != "" {
			write(t, path, script)
			continue
		}
		real, err := exec.LookPath(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(real, path); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("JAVA_HOME", "")
	t.Setenv("PATH", bin)
}
