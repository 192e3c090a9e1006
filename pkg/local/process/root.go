package process

import (
	"fmt"
	"os"
	"path/filepath"
)

// FindRoot returns the folder of the module that dir is in: dir itself or the nearest folder above it that holds
// local/package-lock.json. An empty dir is the working directory. It returns an error if there is none, for example
// when the program runs outside the repository.
func FindRoot(dir string) (string, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the module's folder: %w", err)
	}
	for at := start; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "local", "package-lock.json")); err == nil {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("neither %s nor a folder above it has a local/package-lock.json: "+
				"run this inside the repository", start)
		}
	}
}
