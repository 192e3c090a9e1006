package process

import "syscall"

// group is a process group of its own. It lives on when this process is killed before it calls [Process.Close].
func group() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
