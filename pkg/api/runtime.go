package api

import (
	"fmt"
	"strconv"
)

// Runtime is what a function with that memory has in its environment for Go's runtime (package runtime, "Environment
// Variables"), beside its settings. A collection begins when a sixteenth of the memory is allocated rather than at the
// usual 4 MB, which is what a small live heap amounts to otherwise; where much is alive, three quarters of the memory
// are the bound, and the rest is for the program itself and what the kernel holds for it.
func Runtime(memoryMB int) map[string]string {
	const least = 4 // MB: where GOGC=100 begins
	return map[string]string{
		"GOGC":       strconv.Itoa(max(100, memoryMB/16*100/least)),
		"GOMEMLIMIT": fmt.Sprintf("%dMiB", memoryMB*3/4),
	}
}
