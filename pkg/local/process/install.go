package process

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// Install installs the npm packages that local/package-lock.json under root pins into local/node_modules, with
// `npm ci` and without running their scripts, and returns root. It does nothing if they are there and no older than
// the lock. An empty root is found with [FindRoot]. Progress and npm's output are written to log, which may be nil.
// If several processes install at once, one does and the others wait for it.
//
// The error is one sentence if npm is missing, and has the last of npm's output if it fails, for example without a
// network.
func Install(ctx context.Context, root string, log io.Writer) (string, error) {
	root, err := FindRoot(root)
	if err != nil || installed(root) {
		return root, err
	}
	lock, err := os.Open(filepath.Join(root, "local", "package-lock.json"))
	if err != nil {
		return root, fmt.Errorf("install the local services: %w", err)
	}
	defer func() { _ = lock.Close() }() // which unlocks it
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return root, fmt.Errorf("install the local services: %w", err)
	}
	if installed(root) {
		return root, nil
	}
	return root, npmInstall(ctx, filepath.Join(root, "local"), log)
}

// installed compares the lock with the file that npm writes when it is done.
func installed(root string) bool {
	lock, err1 := os.Stat(filepath.Join(root, "local", "package-lock.json"))
	done, err2 := os.Stat(filepath.Join(packages(root), ".package-lock.json"))
	return err1 == nil && err2 == nil && !done.ModTime().Before(lock.ModTime())
}

func npmInstall(ctx context.Context, dir string, log io.Writer) error {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return errors.New("the local services are installed with npm, but there is no program \"npm\" in PATH: " +
			"install Node.js with npm")
	}
	output := &tail{next: log}
	fmt.Fprintf(output, "local: installing the packages in %s\n", dir)
	cmd := exec.CommandContext(ctx, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, output, output
	if err := cmd.Run(); err != nil {
		err = errors.Join(err, context.Cause(ctx))
		return fmt.Errorf("install the local services: %w; the last of npm's output:\n%s", err, output)
	}
	return nil
}

func packages(root string) string { return filepath.Join(root, "local", "node_modules") }
