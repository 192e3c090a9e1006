package api

import (
	"fmt"
	"strconv"
)

// Runtime is what a function with that memory has in its environment for Go's runtime and libraries, beside its
// settings. A collection begins when an eighth of the memory is allocated, rather than at 4 MB, as it would while few
// objects are alive (package runtime, "Environment Variables"). Where many are, three quarters of the memory are the
// bound; the rest is for the program itself. Certificates are read from the system's one file, and not from its
// folders, where Amazon Linux has the same ones twice more (package crypto/x509, SystemCertPool).
func Runtime(memoryMB int) map[string]string {
	const usual = 4 // MB: where GOGC=100 begins
	return map[string]string{
		"GOGC":         strconv.Itoa(max(100, memoryMB/8*100/usual)),
		"GOMEMLIMIT":   fmt.Sprintf("%dMiB", memoryMB*3/4),
		"SSL_CERT_DIR": "/none",
	}
}
