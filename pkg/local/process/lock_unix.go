//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package process

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// lockFile takes an exclusive lock on the file at path, making it if need be, and waits for it until ctx ends;
// waiting is called once if there is a wait. The kernel lets go of the lock when its holder dies, so none is ever
// left behind. The file stays: to delete it would let two hold a lock on files of one name.
func lockFile(ctx context.Context, path string, waiting func()) (unlock func(), err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	for wait := waiting; ; wait = func() {} {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { _ = file.Close() }, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			_ = file.Close()
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		wait()
		if err := sleep(ctx, 50*time.Millisecond); err != nil {
			_ = file.Close()
			return nil, fmt.Errorf("wait for the lock on %s: %w", path, err)
		}
	}
}
