package process

// PID lets tests end a server behind its Process's back.
func (p *Process) PID() int { return p.cmd.Process.Pid }
