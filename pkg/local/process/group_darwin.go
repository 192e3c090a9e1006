package process

import "syscall"

// group makes a new process group. It keeps running if this process is killed before it calls [Process.Close].
func group() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
