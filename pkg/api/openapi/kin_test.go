package openapi_test

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// TestAnotherReaderTakesTheDocument: what we hold to be OpenAPI 3.1, another
// implementation does too, examples included.
func TestAnotherReaderTakesTheDocument(t *testing.T) {
	d, err := openapi3.NewLoader().LoadFromData(made(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Validate(t.Context(), openapi3.EnableExamplesValidation()); err != nil {
		t.Error(err)
	}
	if got, want := len(d.Paths.Map()), len(read(t, made(t)).Paths); got != want || got == 0 {
		t.Errorf("it reads %d paths of %d", got, want)
	}
}
