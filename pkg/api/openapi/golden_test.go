package openapi_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"usher/pkg/api"
	"usher/pkg/api/openapi"
	"usher/pkg/api/openapi/document"
)

var update = flag.Bool("update", false, "write the document anew")

// The document's two places: for people and the dashboard, and to serve.
var goldenFiles = []string{"../../../docs/openapi.json", "document/openapi.json"}

func made(t *testing.T) []byte {
	t.Helper()
	b, err := openapi.Document(api.Operations())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDocumentIsUpToDate(t *testing.T) {
	want := made(t)
	for _, file := range goldenFiles {
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil { //nolint:gosec // a public document
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the operations give; run: go test ./pkg/openapi -update", file)
		}
	}
	if !*update && !bytes.Equal(document.JSON, want) {
		t.Error("the embedded document is an old one")
	}
}

func TestDocumentIsTheSameEveryTime(t *testing.T) {
	first := made(t)
	for range 20 {
		if !bytes.Equal(made(t), first) {
			t.Fatal("made twice, it differs")
		}
	}
}
