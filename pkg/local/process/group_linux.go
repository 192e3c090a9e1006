package process

import "syscall"

// groupAttributes also has the kernel kill the process when this one dies, however it dies: a test binary that is
// killed leaves no server behind.
func groupAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
