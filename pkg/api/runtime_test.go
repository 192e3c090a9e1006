package api_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"usher/pkg/api"
)

// TestRuntime: whatever memory a function has, where little is alive the heap takes a small part of it, and it collects no more often than usual.
func TestRuntime(t *testing.T) {
	for memory, want := range map[int]string{
		128: "map[GOGC:400 GOMEMLIMIT:96MiB SSL_CERT_DIR:/none]", 256: "map[GOGC:800 GOMEMLIMIT:192MiB SSL_CERT_DIR:/none]",
		1024: "map[GOGC:3200 GOMEMLIMIT:768MiB SSL_CERT_DIR:/none]",
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
	}
}
