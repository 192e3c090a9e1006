package openapitest

import (
	"errors"
	"fmt"
	"strings"
)

// Validator judges exchanges by one document. It may be used by several
// goroutines at once.
type Validator struct {
	document   node
	operations map[string]operation
}

// operation is one operation of the document.
type operation struct {
	node
	method, path string
}

var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

// NewValidator reads an OpenAPI 3.1 document in JSON. It returns an error for
// what is no such document, for a reference to nothing, for a schema keyword,
// type or format that this package cannot judge, and for an operation without
// an id or with another's.
func NewValidator(document []byte) (*Validator, error) {
	parsed, err := parse(document)
	if err != nil {
		return nil, fmt.Errorf("openapitest: %w", err)
	}
	root, ok := parsed.(map[string]any)
	if !ok || !strings.HasPrefix(text(root, "openapi"), "3.1.") {
		return nil, errors.New("openapitest: not an OpenAPI 3.1 document")
	}
	v := &Validator{document: root, operations: map[string]operation{}}
	errs := append(v.index(), v.verify()...)
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("openapitest: %w", err)
	}
	return v, nil
}

// index finds the operations by their id.
func (v *Validator) index() (errs []error) {
	paths := child(v.document, "paths")
	for _, path := range sorted(paths) {
		item := child(paths, path)
		for _, method := range methods {
			if !has(item, method) {
				continue
			}
			op := operation{child(item, method), strings.ToUpper(method), path}
			id := text(op.node, "operationId")
			if _, taken := v.operations[id]; taken || id == "" {
				errs = append(errs, fmt.Errorf("%s %s: operationId %q is none, or there twice", op.method, path, id))
			}
			v.operations[id] = op
		}
	}
	return errs
}

// Schema judges a JSON value by the component schema of that name. Objects may
// have no other members than the schema tells of. It returns an error that
// names everything that is wrong.
func (v *Validator) Schema(name string, value []byte) error {
	schema := child(child(child(v.document, "components"), "schemas"), name)
	if schema == nil {
		return fmt.Errorf("openapitest: no schema %s", name)
	}
	return v.judge("schema "+name, schema, value, true)
}

// judge reads and judges a JSON value.
func (v *Validator) judge(what string, schema node, value []byte, closed bool) error {
	parsed, err := parse(value)
	if err != nil {
		return fmt.Errorf("openapitest: %s: %w", what, err)
	}
	return v.judgeValue(what, schema, parsed, closed)
}

func (v *Validator) judgeValue(what string, schema node, value any, closed bool) error {
	c := &checker{v: v, closed: closed}
	c.value("", schema, value)
	if err := errors.Join(c.errs...); err != nil {
		return fmt.Errorf("openapitest: %s: %w", what, err)
	}
	return nil
}
