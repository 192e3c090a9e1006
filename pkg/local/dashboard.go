package local

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"

	"usher/pkg/api"
	"usher/pkg/core/brand"
)

// DocumentPath is where the OpenAPI document is served.
const DocumentPath = "/v1/openapi.json"

// Files serves what the bucket holds in an account, with the headers that CloudFront
// adds: the OpenAPI document from docs/, the brand's script, and the built dashboard. Paths that are not
// files are pages of the dashboard and get index.html. root is the module's folder.
func Files(root string, b brand.Brand, roles api.Roles) http.Handler {
	dir := filepath.Join(root, "dashboard", "dist")
	mux := http.NewServeMux()
	mux.HandleFunc(DocumentPath, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		http.ServeFile(w, r, filepath.Join(root, "docs", "openapi.json"))
	})
	mux.HandleFunc(brand.ScriptPath, func(w http.ResponseWriter, _ *http.Request) { serveScript(w, b, roles) })
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { serveDashboard(w, r, dir) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", b.ContentSecurityPolicy())
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func serveScript(w http.ResponseWriter, b brand.Brand, roles api.Roles) {
	script, err := b.Script(roles)
	if err != nil {
		http.Error(w, "the brand cannot be written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = io.WriteString(w, script)
}

func serveDashboard(w http.ResponseWriter, r *http.Request, dir string) {
	h := w.Header()
	file := filepath.Join(dir, filepath.FromSlash(path.Clean("/"+r.URL.Path)))
	if info, err := os.Stat(file); err == nil && !info.IsDir() {
		if strings.Contains(r.URL.Path, "/assets/") {
			h.Set("Cache-Control", "public, max-age=31536000, immutable") // their names change with their content
		}
		http.ServeFile(w, r, file)
		return
	}
	page, err := os.ReadFile(filepath.Join(dir, "index.html")) //nolint:gosec // a fixed name
	if err != nil {
		fmt.Fprintln(w, "Usher is running. The API is below /v1; the dashboard has not been built (make dashboard).")
		return
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	_, _ = w.Write(page)
}
