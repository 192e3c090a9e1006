package harness

import (
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"usher/pkg/api"
	"usher/test/client"
	"usher/test/openapitest"
)

// contract is the committed OpenAPI document, and which operation answers a request.
var contract = sync.OnceValues(func() (*contracted, error) {
	_, here, _, _ := runtime.Caller(0)
	document, err := os.ReadFile(filepath.Join(filepath.Dir(here), "..", "..", "docs", "openapi.json"))
	if err != nil {
		return nil, err
	}
	v, err := openapitest.NewValidator(document)
	if err != nil {
		return nil, err
	}
	c := &contracted{validator: v, mux: http.NewServeMux(), ids: map[string]string{}}
	for _, o := range api.Operations() {
		pattern := o.Method + " " + o.Path
		c.mux.Handle(pattern, http.NotFoundHandler())
		c.ids[pattern] = o.ID
	}
	return c, nil
})

type contracted struct {
	validator *openapitest.Validator
	mux       *http.ServeMux
	ids       map[string]string // by pattern
}

// holdToContract holds an exchange to the document: every answer, and every request that succeeded.
func holdToContract(t testing.TB, method, path string, header http.Header, body []byte, a client.Answer) {
	t.Helper()
	c, err := contract()
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(method, "http://usher.test"+path, http.NoBody) //nolint:noctx // not sent
	if err != nil {
		return // a path that is none on purpose
	}
	r.Header = header
	_, pattern := c.mux.Handler(r)
	id, ok := c.ids[pattern]
	if !ok {
		return
	}
	if err := c.validator.Response(id, a.Status, a.Header, a.Body); err != nil {
		t.Errorf("%s %.80s answered %d against the document: %v", method, path, a.Status, err)
	}
	if a.Status < http.StatusMultipleChoices {
		if err := c.validator.Request(id, r, body); err != nil {
			t.Errorf("%s %.80s was taken against the document: %v", method, path, err)
		}
	}
}
