package openapitest

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
)

// contractHeaders are headers that callers act upon: an answer may have them
// only where the document says so.
func contractHeaders() []string {
	return []string{"ETag", "Idempotency-Replayed", "Location", "Retry-After", "Set-Cookie", "WWW-Authenticate",
		"X-Next-Cursor"}
}

// Response checks an answer of the operation: its status, headers, media type
// and body, and with a problem its code. It returns an error that names
// everything that is not in the document, and one for an operation that is not.
func (v *Validator) Response(opID string, status int, header http.Header, body []byte) error {
	op, ok := v.operations[opID]
	if !ok {
		return fmt.Errorf("openapitest: no operation %s", opID)
	}
	of := v.resolve(child(child(op.node, "responses"), strconv.Itoa(status)))
	if of == nil {
		return fmt.Errorf("openapitest: answer of %s: status %d is not in the document", opID, status)
	}
	errs := []error{v.headers(child(of, "headers"), header)}
	switch {
	case child(of, "content") != nil:
		errs = append(errs, content(child(of, "content"), header, body))
	case len(body) > 0 || header.Get("Content-Type") != "":
		errs = append(errs, errors.New("has a body where the document has none"))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("openapitest: answer %d of %s: %w", status, opID, err)
	}
	return nil
}

func (v *Validator) headers(documented node, given http.Header) error {
	var errs []error
	known := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(documented)) {
		known[http.CanonicalHeaderKey(name)] = true
		of := maps.Clone(v.resolve(child(documented, name)))
		of["name"] = name
		values := given.Values(name)
		if name == "Set-Cookie" { // one for each cookie (RFC 6265, section 3)
			values = values[:min(len(values), 1)]
		}
		errs = append(errs, parameter(of, values))
	}
	for _, name := range contractHeaders() {
		if len(given.Values(name)) > 0 && !known[http.CanonicalHeaderKey(name)] {
			errs = append(errs, fmt.Errorf("header %s is not in the document", name))
		}
	}
	return errors.Join(errs...)
}
