package process

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// FindRoot returns the folder of the module that dir is in: dir itself or the nearest folder above it that holds
// both a go.mod and local/package-lock.json. An empty dir is the working directory. It fails when there is none,
// as for a program that was copied out of the repository and runs elsewhere.
func FindRoot(dir string) (string, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the module's folder: %w", err)
	}
	for at := start; ; at = filepath.Dir(at) {
		if isRoot(at) {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("neither %s nor a folder above it has a go.mod and local/package-lock.json: run this inside the repository", start)
		}
	}
}

func isRoot(dir string) bool {
	_, module := os.Stat(filepath.Join(dir, "go.mod"))
	_, lock := os.Stat(lockPath(dir))
	return errors.Join(module, lock) == nil
}

func packagesDir(root string) string { return filepath.Join(root, "local", "node_modules") }

func lockPath(root string) string { return filepath.Join(root, "local", "package-lock.json") }

// stateDir is where the servers run and keep what they leave behind; it is never committed.
func stateDir(root string) (string, error) {
	dir := filepath.Join(root, ".local")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("make the folder for local state: %w", err)
	}
	return dir, nil
}
