package lambdahttp

import (
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// proved reports whether a request carries one of the texts in proofs, separated by commas, by which the trusted proxy
// proves itself. There are two while they are rotated. It compares with all of them, in constant time.
func proved(header http.Header, proofs string) bool {
	got, found := []byte(header.Get("X-Usher-Proxy")), 0
	for proof := range strings.SplitSeq(proofs, ",") {
		if proof != "" {
			found |= subtle.ConstantTimeCompare(got, []byte(proof))
		}
	}
	return found == 1
}

// client is the caller's network address. Behind the trusted proxy it is the last but one of X-Forwarded-For: the
// proxy adds the viewer, API Gateway the proxy; what stands before may be anybody's invention.
func client(e events.APIGatewayV2HTTPRequest, header http.Header, proved bool) string {
	chain := strings.Split(header.Get("X-Forwarded-For"), ",")
	if proved && len(chain) >= 2 {
		return strings.TrimSpace(chain[len(chain)-2])
	}
	return e.RequestContext.HTTP.SourceIP
}
