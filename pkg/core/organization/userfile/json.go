package userfile

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/lib/invalid"
)

func (r reader) json(body []byte) (*List, error) {
	var elements []jsontext.Value
	if !json.Valid(body) {
		return nil, problem.Invalid(problem.Field{Code: invalid.MalformedJSON, Message: "the body is not valid JSON"})
	}
	if err := json.Unmarshal(body, &elements); err != nil || elements == nil {
		return nil, problem.Invalid(problem.Field{Code: invalid.WrongType, Message: "the body must be a JSON array of users"})
	}
	if err := bounded(len(elements)); err != nil {
		return nil, err
	}
	list := &List{Rows: make([]Row, len(elements)), Charset: api.CharsetUTF8}
	for i, element := range elements {
		list.Rows[i] = r.newRow(i+1, withRole(element, r.role), nil)
	}
	return list, nil
}

// withRole is an object with this role, unless it has one or is no object.
func withRole(object []byte, role api.Role) []byte {
	var has struct {
		Role json.RawMessage `json:"role"`
	}
	if role == "" || json.Unmarshal(object, &has) != nil || has.Role != nil {
		return object
	}
	members := bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(object), []byte("{")))
	if len(members) > 1 { // more than the closing brace
		members = append([]byte(","), members...)
	}
	return fmt.Appendf(nil, `{"role":%q%s`, role, members)
}
