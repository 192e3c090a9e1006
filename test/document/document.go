// Package document writes measured figures into the documentation, between markers that stay where they are.
package document

import (
	"fmt"
	"os"
	"strings"
)

// Between gives a text with what is between two markers replaced. It returns an error where one of them is missing, or
// they are the wrong way round.
func Between(text, begin, end, figures string) (string, error) {
	head, rest, ok := strings.Cut(text, begin)
	_, tail, closed := strings.Cut(rest, end)
	if !ok || !closed {
		return "", fmt.Errorf("document: there is no %q to %q", strings.TrimSpace(begin), strings.TrimSpace(end))
	}
	return head + begin + figures + end + tail, nil
}

// Write replaces what is between two markers of a file. Its errors are those of Between, and of reading and writing.
func Write(name, begin, end, figures string) error {
	old, err := os.ReadFile(name) //nolint:gosec // named by the caller
	if err != nil {
		return err
	}
	text, err := Between(string(old), begin, end, figures)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return os.WriteFile(name, []byte(text), 0o644) //nolint:gosec // a document
}
