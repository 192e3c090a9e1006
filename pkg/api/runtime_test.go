package api_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"usher/pkg/api"
)

// TestRuntime: whatever memory a function has, its heap stays within, and it collects no more often than usual.
func TestRuntime(t *testing.T) {
	for memory, want := range map[int]string{
		128: "map[GOGC:200 GOMEMLIMIT:96MiB]", 256: "map[GOGC:400 GOMEMLIMIT:192MiB]", 1024: "map[GOGC:1600 GOMEMLIMIT:768MiB]",
	} {
		if got := fmt.Sprint(api.Runtime(memory)); got != want {
			t.Errorf("%d MB: %s, want %s", memory, got, want)
		}
	}
	for memory := 128; memory <= 10240; memory++ {
		r := api.Runtime(memory)
		percent, err := strconv.Atoi(r["GOGC"])
		limit, bad := strconv.Atoi(strings.TrimSuffix(r["GOMEMLIMIT"], "MiB"))
		if err != nil || bad != nil || percent < 100 || 4*percent/100 > limit/2 || limit > memory-32 {
			t.Fatalf("%d MB: %v", memory, r)
		}
		if names := slices.Sorted(maps.Keys(r)); !slices.Equal(names, []string{"GOGC", "GOMEMLIMIT"}) {
			t.Fatal(names)
		}
	}
}
