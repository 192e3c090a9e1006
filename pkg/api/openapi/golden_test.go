package openapi_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"usher/pkg/api"
	"usher/pkg/api/openapi"
)

var update = flag.Bool("update", false, "write the document")

const golden = "../../../docs/openapi.json"

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
	if *update {
		if err := os.WriteFile(golden, want, 0o644); err != nil { //nolint:gosec // a public document
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the operations give; run: go test ./pkg/api/openapi -update", golden)
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
