package lambdatest

import (
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"

	"usher/pkg/local/process"
)

// Front puts TLS before a database, as DynamoDB speaks it: version 1.3, HTTP/1.1. Each request is shown to seen, unless
// that is nil. It writes the certificate to the file roots, after those of more, for a function to trust
// (SSL_CERT_FILE). Close the server when done.
func Front(database, roots string, more []byte, seen func(*http.Request)) (*httptest.Server, error) {
	to, err := url.Parse(database)
	if err != nil {
		return nil, fmt.Errorf("lambdatest: the database's address: %w", err)
	}
	front := httptest.NewUnstartedServer(&httputil.ReverseProxy{Transport: process.HTTPClient().Transport,
		Rewrite: func(r *httputil.ProxyRequest) {
			if seen != nil {
				seen(r.In)
			}
			r.SetURL(to)
		}})
	front.TLS = &tls.Config{NextProtos: []string{"http/1.1"}, MinVersion: tls.VersionTLS13}
	front.StartTLS()
	own := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: front.Certificate().Raw})
	if err := os.WriteFile(roots, append(more, own...), 0o600); err != nil {
		front.Close()
		return nil, fmt.Errorf("lambdatest: %w", err)
	}
	return front, nil
}
