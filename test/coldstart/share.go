package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// period is how often a share of the processor is granted, in microseconds.
const period = 20_000

// fullCPU is the memory that buys one processor, in MB (AWS Lambda's developer guide, "Configure Lambda function
// memory").
const fullCPU = 1769

// share is a control group of Linux that bounds how much of a processor its processes get.
type share struct {
	folder string
	limit  func(us int) error
}

// newShare makes one by version 2 or 1 of cgroups, or returns nil where that is not possible.
func newShare() *share {
	name := "usher-coldstart-" + strconv.Itoa(os.Getpid())
	second := filepath.Join("/sys/fs/cgroup", name)
	first := filepath.Join("/sys/fs/cgroup/cpu", name)
	for _, s := range []*share{
		{folder: first, limit: func(us int) error {
			if us == 0 {
				us = -1
			}
			return put(first, "cpu.cfs_quota_us", strconv.Itoa(us))
		}},
		{folder: second, limit: func(us int) error {
			if us == 0 {
				return put(second, "cpu.max", "max "+strconv.Itoa(period))
			}
			return put(second, "cpu.max", fmt.Sprintf("%d %d", us, period))
		}},
	} {
		if os.Mkdir(s.folder, 0o755) != nil { //nolint:gosec // as cgroups are
			continue
		}
		_ = put(s.folder, "cpu.cfs_period_us", strconv.Itoa(period)) // version 1 only
		if s.limit(0) == nil {
			return s
		}
		s.close()
	}
	return nil
}

// put writes a control file, which must be there: a folder that is no control group has none.
func put(folder, name, value string) error {
	file, err := os.OpenFile(filepath.Join(folder, name), os.O_WRONLY, 0) //nolint:gosec // a control group's
	if err != nil {
		return err
	}
	_, err = file.WriteString(value)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}

// take puts a process into the group, with no bound so far.
func (s *share) take(pid int) error {
	if s == nil {
		return nil
	}
	if err := s.limit(0); err != nil {
		return err
	}
	return put(s.folder, "cgroup.procs", strconv.Itoa(pid))
}

// bound bounds the group to what a function of that memory gets.
func (s *share) bound(memoryMB int) error {
	if s == nil || memoryMB >= fullCPU {
		return nil
	}
	return s.limit(period * memoryMB / fullCPU)
}

func (s *share) close() {
	if s != nil {
		_ = os.Remove(s.folder)
	}
}
