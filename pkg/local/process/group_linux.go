package process

import "syscall"

// group is a process group of its own, which the kernel kills when this process dies, however it dies: a test
// binary that is killed leaves no server behind.
func group() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
