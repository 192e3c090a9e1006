//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package process

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// isolate makes cmd the leader of a process group of its own: then all that it starts can be signalled with it,
// and a Ctrl-C in the terminal reaches it only through this process, which ends it in good order.
func isolate(cmd *exec.Cmd) error {
	cmd.SysProcAttr = groupAttributes()
	return nil
}

// signalGroup signals the group that process leads. That it is gone already is no error.
func signalGroup(process *os.Process, signal os.Signal) error {
	number, ok := signal.(syscall.Signal)
	if !ok {
		return fmt.Errorf("signal %v: not one of this system", signal)
	}
	if err := syscall.Kill(-process.Pid, number); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("signal %v to process group %d: %w", signal, process.Pid, err)
	}
	return nil
}

func terminate(process *os.Process) error { return signalGroup(process, syscall.SIGTERM) }
