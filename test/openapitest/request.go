package openapitest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Request checks a request that the operation is meant to accept: method and path, every parameter, the body and its
// type. body is what was sent, since r.Body can be read once. It returns an error that names everything the document
// does not allow, and one for an operation the document does not have.
//
// Who is calling is not checked: tests of the refusals send the same requests.
func (v *Validator) Request(opID string, r *http.Request, body []byte) error {
	op, ok := v.operations[opID]
	if !ok {
		return fmt.Errorf("openapitest: no operation %s", opID)
	}
	errs := []error{v.route(op, r), v.query(op, r.URL.Query())}
	for _, p := range v.parameters(op, "header") {
		errs = append(errs, parameter(p, r.Header.Values(text(p, "name"))))
	}
	if err := errors.Join(append(errs, v.requestBody(op, r.Header, body))...); err != nil {
		return fmt.Errorf("openapitest: request of %s: %w", opID, err)
	}
	return nil
}

// parameters are the operation's parameters in that place.
func (v *Validator) parameters(op operation, in string) []node {
	var all []node
	parameters, _ := op.node["parameters"].([]any)
	for _, p := range parameters {
		n, _ := p.(node)
		if n = v.resolve(n); text(n, "in") == in {
			all = append(all, n)
		}
	}
	return all
}

// route checks method and path.
func (v *Validator) route(op operation, r *http.Request) error {
	want, got := strings.Split(op.path, "/"), strings.Split(r.URL.EscapedPath(), "/")
	if r.Method != op.method || len(want) != len(got) {
		return fmt.Errorf("%s %s is not %s %s", r.Method, r.URL.Path, op.method, op.path)
	}
	values := map[string][]string{}
	for i, segment := range want {
		text, err := url.PathUnescape(got[i])
		if err != nil {
			return fmt.Errorf("path: %w", err)
		}
		if strings.HasPrefix(segment, "{") {
			values[strings.Trim(segment, "{}")] = []string{text}
		} else if text != segment {
			return fmt.Errorf("%s is not %s", r.URL.Path, op.path)
		}
	}
	var errs []error
	for _, p := range v.parameters(op, "path") {
		errs = append(errs, parameter(p, values[text(p, "name")]))
	}
	return errors.Join(errs...)
}

// query checks the query parameters, of which there may be no others.
func (v *Validator) query(op operation, given url.Values) error {
	var errs []error
	known := map[string]bool{}
	for _, p := range v.parameters(op, "query") {
		known[text(p, "name")] = true
		errs = append(errs, parameter(p, given[text(p, "name")]))
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !known[name] {
			errs = append(errs, fmt.Errorf("query parameter %s is not in the document", name))
		}
	}
	return errors.Join(errs...)
}

// parameter checks a parameter, or a header of an answer, by its values.
func parameter(p node, values []string) error {
	name := text(p, "name")
	switch required, _ := p["required"].(bool); {
	case len(values) == 0 && required:
		return fmt.Errorf("%s is absent", name)
	case len(values) == 0:
		return nil
	case len(values) > 1:
		return fmt.Errorf("%s is there %d times", name, len(values))
	}
	schema, _ := p["schema"].(*jsonschema.Schema)
	return validate(name, schema, typed(schema, values[0]))
}

// typed is a parameter's text as the value that its schema means.
func typed(schema *jsonschema.Schema, value string) any {
	for schema.Ref != nil {
		schema = schema.Ref
	}
	if schema.Types == nil || slices.Contains(schema.Types.ToStrings(), "string") {
		return value
	}
	parsed, err := jsonschema.UnmarshalJSON(strings.NewReader(value))
	if n, ok := parsed.(json.Number); err != nil || ok && n.String() != value {
		return value
	}
	return parsed
}

func (v *Validator) requestBody(op operation, header http.Header, body []byte) error {
	of := child(op.node, "requestBody")
	if of == nil {
		if len(body) > 0 {
			return errors.New("has a body where the document has none")
		}
		return nil
	}
	if required, _ := of["required"].(bool); len(body) == 0 && required {
		return errors.New("has no body")
	}
	return content(child(of, "content"), header, body)
}

// content checks a body and its type.
func content(documented node, header http.Header, body []byte) error {
	media, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return fmt.Errorf("Content-Type %q: %w", header.Get("Content-Type"), err)
	}
	of := child(documented, media)
	if of == nil {
		return fmt.Errorf("Content-Type %s is not in the document", media)
	}
	if media != "application/json" && !strings.HasSuffix(media, "+json") {
		return nil
	}
	schema, _ := of["schema"].(*jsonschema.Schema)
	return check("body", schema, body)
}
