// Command openapi writes the OpenAPI document of all operations to the files named:
//
//	go run ./pkg/api/openapi/cmd/openapi docs/openapi.json
//
// which is what go generate ./pkg/api/openapi does.
package main

import (
	"log"
	"os"

	"usher/pkg/api"
	"usher/pkg/api/openapi"
)

func main() {
	log.SetFlags(0)
	document, err := openapi.Document(api.Operations())
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range os.Args[1:] {
		if err := os.WriteFile(name, document, 0o644); err != nil { //nolint:gosec // a public document
			log.Fatal(err)
		}
	}
}
