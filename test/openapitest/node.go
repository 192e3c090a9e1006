package openapitest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// node is a JSON object of the document. Its accessors give the zero value for
// what is absent; verify has seen to it that what is there is of its type.
type node = map[string]any

func child(n node, name string) node {
	c, _ := n[name].(map[string]any)
	return c
}

func list(n node, name string) []any {
	l, _ := n[name].([]any)
	return l
}

func text(n node, name string) string {
	s, _ := n[name].(string)
	return s
}

// sorted are the names of an object's members, so that errors have an order.
func sorted(n node) []string { return slices.Sorted(maps.Keys(n)) }

// parse reads one JSON value, numbers as they are written.
func parse(b []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("not JSON: there is something behind the value")
	}
	return v, nil
}

var errReference = errors.New("refers to nothing")

// lookup finds what a reference within the document points to (RFC 6901).
func (v *Validator) lookup(reference string) (node, error) {
	at := any(v.document)
	path, ok := strings.CutPrefix(reference, "#/")
	if !ok {
		return nil, fmt.Errorf("%s: %w within the document", reference, errReference)
	}
	for part := range strings.SplitSeq(path, "/") {
		part = strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
		parent, ok := at.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("%s: %w", reference, errReference)
		}
		at = parent[part]
	}
	n, ok := at.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s: %w", reference, errReference)
	}
	return n, nil
}

// resolve follows the node's reference, if it is one. NewValidator has found
// every reference to point somewhere.
func (v *Validator) resolve(n node) node {
	if reference := text(n, "$ref"); reference != "" {
		target, err := v.lookup(reference)
		if err == nil {
			return target
		}
	}
	return n
}
