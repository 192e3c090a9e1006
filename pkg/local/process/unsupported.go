//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package process

import (
	"context"
	"errors"
	"os"
	"os/exec"
)

var errUnsupported = errors.New("the local services run on Linux, macOS and the BSDs only: on Windows, use WSL")

func lockFile(context.Context, string, func()) (func(), error) { return nil, errUnsupported }

func isolate(*exec.Cmd) error { return errUnsupported }

func signalGroup(process *os.Process, signal os.Signal) error { return process.Signal(signal) }

func terminate(process *os.Process) error { return process.Kill() }
