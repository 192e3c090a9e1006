package openapi_test

import (
	"bytes"
	"os"
	"testing"

	"usher/pkg/api"
	"usher/pkg/api/openapi"
)

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
	got, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the operations give; run: go generate ./pkg/api/openapi", golden)
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
