//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package process

import "syscall"

// groupAttributes can't tie the process to this one's life here: a program that is killed before it calls
// [Process.Close] leaves its servers running.
func groupAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
