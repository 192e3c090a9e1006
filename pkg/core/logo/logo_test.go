package logo_test

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// TestLogo follows a picture from its upload to its end.
func TestLogo(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	auditor := owner.Join(t, api.Auditor)
	u := harness.Into[api.User](t, auditor.PutLogo(t, auditor.ID).Want(t, 200, ""))
	if u.LogoURL == nil || u.Version != 3 { // created, accepted, and this
		t.Fatalf("user %+v", u)
	}
	auditor.PutLogo(t, owner.ID).Want(t, 403, "forbidden")
	a := owner.Do(t, "GET", *u.LogoURL, nil)
	picture, err := png.Decode(bytes.NewReader(a.Body))
	if a.Status != 200 || err != nil || picture.Bounds().Dx() != 256 || picture.Bounds().Dy() != 256 {
		t.Errorf("%d %v %v", a.Status, err, picture)
	}
	tag := a.Header.Get("ETag")
	if tag == "" || strings.HasPrefix(tag, "W/") || !strings.HasPrefix(a.Header.Get("Cache-Control"), "private") {
		t.Errorf("ETag %q, Cache-Control %q", tag, a.Header.Get("Cache-Control"))
	}
	owner.Header.Set("If-None-Match", tag)
	if a := owner.Do(t, "GET", *u.LogoURL, nil); a.Status != 304 || len(a.Body) != 0 {
		t.Errorf("a known picture: %d, %d bytes", a.Status, len(a.Body))
	}
	owner.Header.Del("If-None-Match")
	owner.Do(t, "PUT", owner.Path("users", auditor.ID, "logo"),
		append(harness.Square(10, 10), "<script>alert(1)</script>"...)).Want(t, 200, "")
	if a := owner.Do(t, "GET", owner.Path("users", auditor.ID, "logo"), nil); bytes.Contains(a.Body, []byte("script")) ||
		a.Header.Get("ETag") == tag {
		t.Error("the tail survived, or another picture has the same tag")
	}
	owner.Do(t, "PUT", owner.Path("users", auditor.ID, "logo"), make([]byte, 1<<20+1)).Want(t, 413, "too_large")
	owner.Do(t, "PUT", owner.Path("users", auditor.ID, "logo"), harness.Square(4097, 1)).Want(t, 400, "invalid_request")
	owner.Do(t, "DELETE", owner.Path("users", auditor.ID, "logo"), nil).Want(t, 204, "")
	owner.Do(t, "DELETE", owner.Path("users", auditor.ID, "logo"), nil).Want(t, 204, "")
	owner.Do(t, "GET", owner.Path("users", auditor.ID, "logo"), nil).Want(t, 404, "not_found")
	if got := harness.Into[api.User](t, owner.Do(t, "GET", owner.Path("users", auditor.ID), nil)); got.LogoURL != nil {
		t.Errorf("logo_url %q", *got.LogoURL)
	}
}
