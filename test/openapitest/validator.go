package openapitest

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// node is a JSON object of the document. Its accessors give the zero value for
// what is absent.
type node = map[string]any

func child(n node, name string) node {
	c, _ := n[name].(node)
	return c
}

func text(n node, name string) string {
	s, _ := n[name].(string)
	return s
}

// Validator checks exchanges against one document. It may be used by several
// goroutines at once.
type Validator struct {
	document   node // where a schema stands for a value, it is a *jsonschema.Schema
	operations map[string]operation
	schemas    map[string]*jsonschema.Schema // the components by name
	compiler   *jsonschema.Compiler
}

// operation is one operation of the document.
type operation struct {
	node
	method, path string
}

// location stands for the document where schemas refer to each other.
const location = "https://usher.test/openapi.json"

// NewValidator reads an OpenAPI 3.1 document in JSON. It returns an error for
// what is no such document, for a reference to nothing, for a schema that JSON
// Schema 2020-12 does not allow, and for an operation without an id or with
// another's.
func NewValidator(document []byte) (*Validator, error) {
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		return nil, fmt.Errorf("openapitest: not JSON: %w", err)
	}
	root, _ := parsed.(node)
	if !strings.HasPrefix(text(root, "openapi"), "3.1.") {
		return nil, errors.New("openapitest: not an OpenAPI 3.1 document")
	}
	v := &Validator{document: root, operations: map[string]operation{}, schemas: map[string]*jsonschema.Schema{},
		compiler: newCompiler()}
	if err := errors.Join(v.index(), v.compileComponents(), v.compileAll("#", root)); err != nil {
		return nil, fmt.Errorf("openapitest: %w", err)
	}
	return v, nil
}

func newCompiler() *jsonschema.Compiler {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.RegisterFormat(&jsonschema.Format{Name: "email", Validate: email}) // the library's knows no international domains
	return c
}

func email(v any) error {
	address, ok := v.(string)
	local, domain, at := strings.Cut(address, "@")
	if ok && (!at || local == "" || !strings.Contains(domain, ".") || strings.ContainsAny(address, " \t\r\n")) {
		return errors.New("no local part and domain")
	}
	return nil
}

// index finds the operations by their id.
func (v *Validator) index() error {
	var errs []error
	for path := range child(v.document, "paths") {
		for method := range child(child(v.document, "paths"), path) {
			op := operation{child(child(child(v.document, "paths"), path), method), strings.ToUpper(method), path}
			id := text(op.node, "operationId")
			if _, taken := v.operations[id]; taken || id == "" {
				errs = append(errs, fmt.Errorf("%s %s: operationId %q is none, or there twice", op.method, path, id))
			}
			v.operations[id] = op
		}
	}
	return errors.Join(errs...)
}

func (v *Validator) compileComponents() error {
	schemas := child(child(v.document, "components"), "schemas")
	for _, schema := range schemas {
		inside(schema)
	}
	errs := []error{v.compiler.AddResource(location, node{"components": node{"schemas": schemas}})}
	for name := range schemas {
		schema, err := v.compile(name, node{"$ref": "#/components/schemas/" + name})
		v.schemas[name] = schema
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// compile compiles a schema that stands for a value.
func (v *Validator) compile(at string, schema any) (*jsonschema.Schema, error) {
	own := location + "/" + url.PathEscape(at)
	if err := v.compiler.AddResource(own, closed(schema)); err != nil {
		return nil, err
	}
	return v.compiler.Compile(own)
}

// compileAll puts compiled schemas in the place of those that stand for values.
func (v *Validator) compileAll(at string, value any) error {
	var errs []error
	switch value := value.(type) {
	case []any:
		for i, item := range value {
			errs = append(errs, v.compileAll(fmt.Sprintf("%s/%d", at, i), item))
		}
	case node:
		if reference := text(value, "$ref"); reference != "" && v.lookup(reference) == nil {
			errs = append(errs, fmt.Errorf("%s: %s leads nowhere", at, reference))
		}
		for key, inner := range value {
			switch key {
			case "schema":
				schema, err := v.compile(at, inner)
				value[key] = schema
				errs = append(errs, err)
			case "example", "examples", "schemas":
			default:
				errs = append(errs, v.compileAll(at+"/"+key, inner))
			}
		}
	}
	return errors.Join(errs...)
}

// lookup finds a component, nil if there is none.
func (v *Validator) lookup(reference string) node {
	path := strings.Split(reference, "/")
	if len(path) != 4 || path[0] != "#" || path[1] != "components" {
		return nil
	}
	return child(child(child(v.document, "components"), path[2]), path[3])
}

// resolve follows the node's reference, if it is one.
func (v *Validator) resolve(n node) node {
	if reference := text(n, "$ref"); reference != "" {
		return v.lookup(reference)
	}
	return n
}
