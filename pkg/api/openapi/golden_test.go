package openapi_test

import (
	"bytes"
	"os"
	"testing"

	"usher/pkg/api"
	"usher/pkg/api/openapi"
	"usher/pkg/api/openapi/document"
)

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
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the operations give; run: go generate ./pkg/api/openapi", file)
		}
	}
	if !bytes.Equal(document.JSON, want) {
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
