package process

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// stampName is the file in node_modules that holds the hash of the lock that it was installed from. npm empties
// the folder before it installs, so an install that was broken off has no stamp.
const stampName = ".usher-lock.sha256"

// Install brings the npm packages that local/package-lock.json under root pins into local/node_modules, with
// `npm ci` and without running any script of theirs. It does nothing, in well under a millisecond, when they are
// there already. An empty root is found with [FindRoot]. What is going on, and npm's output, is written to log,
// which may be nil.
//
// Any number of goroutines and processes may call it at once: one installs, the others wait for it. When ctx ends,
// npm is stopped and the next call begins anew.
//
// It fails, in one sentence, when npm or Node is missing or Node is too old, and with npm's last words when
// npm fails, as without a network.
func Install(ctx context.Context, root string, log io.Writer) error {
	root, err := rootOr(root)
	if err != nil {
		return err
	}
	hash, err := lockHash(root)
	if err != nil {
		return err
	}
	if installed(root, hash) {
		return nil
	}
	log = orDiscard(log)
	unlock, err := lockInstall(ctx, root, log)
	if err != nil {
		return err
	}
	defer unlock()
	if installed(root, hash) {
		return nil // another process did it while this one waited
	}
	return install(ctx, root, hash, log)
}

func install(ctx context.Context, root, hash string, log io.Writer) error {
	npm, err := installer(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(log, "local: installing the packages in %s\n", filepath.Join(root, "local"))
	cmd := exec.Command(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
	cmd.Dir = filepath.Join(root, "local")
	p, err := start("npm ci", cmd, log)
	if err != nil {
		return err
	}
	if err := p.finish(ctx); err != nil {
		return fmt.Errorf("install the local services' packages: %w", err)
	}
	return stamp(root, hash)
}

// finish waits for a process that is meant to end by itself.
func (p *Process) finish(ctx context.Context) error {
	select {
	case <-p.Done():
	case <-ctx.Done():
		_ = p.Close() // ctx's own error says more
		return context.Cause(ctx)
	}
	if p.exit == nil {
		return nil
	}
	return p.Err()
}

func lockHash(root string) (string, error) {
	content, err := os.ReadFile(lockPath(root))
	if err != nil {
		return "", fmt.Errorf("read the list of packages to install: %w", err)
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:]), nil
}

func installed(root, hash string) bool {
	content, err := os.ReadFile(filepath.Join(packagesDir(root), stampName))
	return err == nil && string(bytes.TrimSpace(content)) == hash
}

func stamp(root, hash string) error {
	dir := packagesDir(root)
	if err := os.MkdirAll(dir, 0o755); err != nil { // npm makes none for an empty lock
		return fmt.Errorf("note what is installed: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, stampName), []byte(hash+"\n"), 0o644); err != nil {
		return fmt.Errorf("note what is installed: %w", err)
	}
	return nil
}

func lockInstall(ctx context.Context, root string, log io.Writer) (unlock func(), err error) {
	dir, err := stateDir(root)
	if err != nil {
		return nil, err
	}
	return lockFile(ctx, filepath.Join(dir, "install.lock"), func() {
		fmt.Fprintln(log, "local: waiting for another process that installs the packages")
	})
}

func rootOr(root string) (string, error) {
	if root == "" {
		return FindRoot("")
	}
	return filepath.Abs(root)
}

func orDiscard(log io.Writer) io.Writer {
	if log == nil {
		return io.Discard
	}
	return log
}
