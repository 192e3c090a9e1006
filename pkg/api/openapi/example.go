package openapi

import (
	_ "embed" // the examples are a file
	"encoding/json"
	"fmt"
	"strings"

	"usher/pkg/api"
)

//go:embed examples.json
var examplesFile []byte

// Examples returns the examples by the name of their schema. If a body is not JSON, or
// has no named schema, the name is the operation id, a space and the media type. It
// returns an error if the file is not JSON.
func Examples() (map[string]json.RawMessage, error) {
	all := map[string]json.RawMessage{}
	if err := json.Unmarshal(examplesFile, &all); err != nil {
		return nil, fmt.Errorf("openapi: examples.json: %w", err)
	}
	return all, nil
}

// content returns a media type object: the schema, which for JSON typed makes, and
// the example.
func (g *generator) content(o api.Declared, media string, typed func() object) object {
	schema, key := object{{"type", "string"}, {"format", "binary"}}, o.ID+" "+media
	if media == api.JSONBody {
		schema = typed()
		if reference, ok := schema.get("$ref").(string); ok {
			key = reference[strings.LastIndexByte(reference, '/')+1:]
		}
	}
	c := object{{"schema", schema}}
	example, ok := g.examples[key]
	switch {
	case ok:
		c = c.with("example", example)
	case media == api.JSONBody && schema.get("properties") == nil && schema.get("additionalProperties") == false:
		c = c.with("example", object{})
	}
	return c
}
