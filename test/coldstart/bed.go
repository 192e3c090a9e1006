package main

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/local/process"
	"usher/pkg/local/seed"
	"usher/test/harness"
	"usher/test/lambdatest"
)

// bed is what the functions run in.
type bed struct {
	database, mailbox *process.Process
	front             *httptest.Server // the database, behind TLS
	roots             string           // the file of the certificates that functions trust
	share             *share           // nil where there is none
	systems           []*harness.System
}

func newBed(ctx context.Context, dir string) (*bed, error) {
	b := &bed{share: newShare(), roots: filepath.Join(dir, "roots.pem")}
	var err error
	if b.database, err = process.StartDatabase(ctx, process.Options{}); err == nil {
		b.mailbox, err = process.StartMailbox(ctx, process.Options{})
	}
	if err == nil {
		b.front, err = lambdatest.Front(b.database.Endpoint(), b.roots, systemRoots(), nil)
	}
	if err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

// systemRoots are the certificates of a usual system, which a function has to read before it trusts one.
func systemRoots() []byte {
	for _, name := range []string{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"} {
		if text, err := os.ReadFile(name); err == nil { //nolint:gosec // fixed
			return text
		}
	}
	return nil
}

func (b *bed) close() {
	for _, s := range b.systems {
		s.Close()
	}
	if b.front != nil {
		b.front.Close()
	}
	for _, p := range []*process.Process{b.database, b.mailbox} {
		if p != nil {
			_ = p.Close()
		}
	}
	b.share.close()
}

// environment is a function's, on a table of its own.
func (b *bed) environment(ctx context.Context, f function) ([]string, error) {
	s, err := harness.Start(ctx, b.database.Endpoint(), func(a *app.App) { a.Config.LinkKeys = seed.LinkKeys })
	if err != nil {
		return nil, err
	}
	b.systems = append(b.systems, s)
	all := []string{
		"AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=local", "AWS_SECRET_ACCESS_KEY=local",
		"AWS_ENDPOINT_URL_DYNAMODB=" + b.front.URL,
		"AWS_ENDPOINT_URL_SESV2=" + b.mailbox.Endpoint(), "SSL_CERT_FILE=" + b.roots,
		"USHER_TABLE=" + s.Table, "USHER_SIGN_UP=open", "USHER_LINK_KEYS=" + seed.LinkKeys,
		"USHER_DASHBOARD_URL=http://localhost:8080",
	}
	for name, value := range api.Runtime(f.memoryMB) {
		all = append(all, name+"="+value)
	}
	return all, seed.Seed(ctx, s.App)
}
