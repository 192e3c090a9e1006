package process

import "net"

// SetListen has f instead of net.Listen look for free ports, and returns what undoes it.
func SetListen(f func(network, address string) (net.Listener, error)) (undo func()) {
	listen = f
	return func() { listen = net.Listen }
}

// PID lets tests end a server behind its Process's back.
func (p *Process) PID() int { return p.cmd.Process.Pid }
