package process

import "syscall"

// group makes a new process group, which the kernel kills when this process ends for any reason: a test binary that
// is killed leaves no server behind.
func group() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
