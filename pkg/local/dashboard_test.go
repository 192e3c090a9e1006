package local_test

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/core/brand"
	"usher/pkg/local"
)

func TestFiles(t *testing.T) {
	root := t.TempDir()
	for name, content := range map[string]string{
		"docs/openapi.json": `{"openapi":"3.1.1"}`, "dashboard/dist/index.html": "the page", "dashboard/dist/assets/a.js": "a()",
	} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	acme := brand.Brand{Product: "Acme", Logo: "https://cdn.acme.example/logo.svg"}
	script, err := acme.Script(api.Roles{})
	if err != nil {
		t.Fatal(err)
	}
	const page, immutable = "text/html; charset=utf-8", "public, max-age=31536000, immutable"
	for _, tt := range []struct {
		method, path string
		status       int
		media, cache string
		body         string
	}{
		{"GET", "/v1/openapi.json", 200, "application/json", "no-cache", `{"openapi":"3.1.1"}`},
		{"GET", "/", 200, page, "no-cache", "the page"},
		{"GET", "/problems/email_taken", 200, page, "no-cache", "the page"},
		{"GET", "/invitations/a-token", 200, page, "no-cache", "the page"},
		{"GET", "/invitations/a-token.", 200, page, "no-cache", "the page"},
		{"GET", "/assets/a.js", 200, "text/javascript; charset=utf-8", immutable, "a()"},
		{"GET", "/config.js", 200, "text/javascript; charset=utf-8", "no-cache", script},
		{"POST", "/users", 405, "text/plain; charset=utf-8", "", "method not allowed\n"},
		{"DELETE", "/v1/openapi.json", 405, "text/plain; charset=utf-8", "", "method not allowed\n"},
	} {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			w := httptest.NewRecorder()
			local.Files(root, acme, api.Roles{}).ServeHTTP(w, httptest.NewRequest(tt.method, tt.path, nil))
			h := w.Header()
			if w.Code != tt.status || h.Get("Content-Type") != tt.media || h.Get("Cache-Control") != tt.cache || w.Body.String() != tt.body {
				t.Errorf("%d %v %q", w.Code, h, w.Body)
			}
			if !strings.Contains(h.Get("Content-Security-Policy"), "img-src 'self' data: blob: https://cdn.acme.example;") || h.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("headers %v", h)
			}
		})
	}
}
