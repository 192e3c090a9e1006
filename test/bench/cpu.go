package bench

import (
	"runtime/debug"
	"strconv"
	"syscall"
	"testing"
	"time"

	"usher/pkg/api"
)

// CPU is the unit that Loop reports processor time in, in nanoseconds.
const CPU = "cpu-ns/op"

// Loop runs f as often as the benchmark takes, and reports the processor time and the allocations of each run.
func Loop(b *testing.B, f func()) {
	b.ReportAllocs()
	f()
	begun := used()
	for b.Loop() {
		f()
	}
	b.ReportMetric(float64((used()-begun).Nanoseconds())/float64(b.N), CPU)
}

// Collect has garbage collected, until the benchmark ends, as in a function of that memory.
func Collect(b *testing.B, memoryMB int) {
	b.Helper()
	percent, err := strconv.Atoi(api.Runtime(memoryMB)["GOGC"])
	if err != nil {
		b.Fatal(err)
	}
	before := debug.SetGCPercent(percent)
	b.Cleanup(func() { debug.SetGCPercent(before) })
}

// used is the processor time of this process so far, all threads, user and system.
func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic("bench: " + err.Error()) // fails only for a bad argument
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
