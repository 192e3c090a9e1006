package smoke

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"

	"usher/test/client"
)

// protection is what the headers of every response must contain.
func (t *trip) protection() map[string]string {
	headers := map[string]string{"X-Content-Type-Options": "nosniff"}
	if t.Account != nil { // CloudFront adds these
		headers["Content-Security-Policy"] = "default-src 'none'"
		headers["Referrer-Policy"] = "no-referrer"
		headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
		headers["X-Frame-Options"] = "DENY"
		headers["Permissions-Policy"] = "camera=()"
	}
	return headers
}

// get gets a path as anyone, and checks status, media type ("" for any) and the headers that protect.
func (t *trip) get(ctx context.Context, path string, status int, mediaType string) error {
	a, err := t.anyone.Do(ctx, client.Request{Method: http.MethodGet, Path: path})
	if err != nil {
		return err
	}
	got, _, _ := mime.ParseMediaType(a.Header.Get("Content-Type"))
	if a.Status != status || mediaType != "" && got != mediaType {
		return fmt.Errorf("GET %s: got %d %s %.300s, want %d %s", path, a.Status, got, a.Body, status, mediaType)
	}
	for name, part := range t.protection() {
		if !strings.Contains(a.Header.Get(name), part) {
			return fmt.Errorf("GET %s: %s is %q, without %q", path, name, a.Header.Get(name), part)
		}
	}
	return nil
}

func (t *trip) page(ctx context.Context) error {
	page := "text/html"
	if t.Account == nil {
		page = "" // the dashboard need not be built here
	}
	if err := t.get(ctx, "/users", http.StatusOK, page); err != nil {
		return err
	}
	return t.get(ctx, "/v1/openapi.json", http.StatusOK, "application/json")
}

func (t *trip) refusals(ctx context.Context) error {
	if err := t.get(ctx, "/v1/me", http.StatusUnauthorized, "application/problem+json"); err != nil {
		return err
	}
	missing := map[string][]int{"/v1/no-such-operation": {http.StatusNotFound}}
	if t.Account != nil { // S3 does not tell CloudFront, which may not list the bucket, whether there is such a file
		missing["/assets/no-such-file.js"] = []int{http.StatusNotFound, http.StatusForbidden}
	}
	for path, statuses := range missing {
		a, err := t.anyone.Do(ctx, client.Request{Method: http.MethodGet, Path: path})
		if err != nil {
			return err
		}
		if !slices.Contains(statuses, a.Status) {
			return fmt.Errorf("GET %s: got %d, want 404", path, a.Status)
		}
	}
	return nil
}
