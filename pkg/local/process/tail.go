package process

import (
	"io"
	"strings"
	"sync"
)

// tailSize is how much of a process's output is kept for the error when it ends, in bytes: enough for a stack trace.
const tailSize = 8 << 10

// tail passes on what is written to it and keeps the last of it. It never fails: a log that cannot be written must not
// stop the process.
type tail struct {
	mutex sync.Mutex
	next  io.Writer // may be nil
	kept  []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.next != nil {
		_, _ = t.next.Write(p)
	}
	t.kept = append(t.kept, p...)
	t.kept = t.kept[max(0, len(t.kept)-tailSize):]
	return len(p), nil
}

func (t *tail) String() string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return strings.TrimSpace(string(t.kept))
}
