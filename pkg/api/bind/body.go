package bind

import (
	"bytes"
	"errors"
	"io"
	"reflect"

	"github.com/go-json-experiment/json/jsontext"

	"usher/pkg/api"
	"usher/pkg/lib/invalid"
)

// member is one name and raw value of an object.
type member struct {
	name  string
	value jsontext.Value
}

// body fills the json fields from a body, which must be one JSON object.
func (d *decoder) body(v reflect.Value, body []byte) {
	members, ok := d.object("", body)
	if ok {
		d.members(v, "", members)
	}
}

// maxDepth bounds nesting; the deepest value that a caller may store is a flow's definition.
const maxDepth = 64

var errDepth = errors.New("nested too deeply")

// object reads one JSON object strictly: valid UTF-8, no name twice, no unpaired
// surrogate, nothing after it (RFC 8259, RFC 7493).
func (d *decoder) object(field string, raw []byte) ([]member, bool) {
	members, err := readObject(raw)
	switch {
	case err == nil:
		return members, true
	case errors.Is(err, errNotObject) && field == "":
		d.bad("", invalid.WrongType, "the body must be a JSON object")
	case errors.Is(err, errNotObject):
		d.bad(field, invalid.WrongType, "must be an object")
	default:
		d.bad(field, invalid.MalformedJSON, "the body is not valid JSON: "+explain(err))
	}
	return nil, false
}

var errNotObject = errors.New("not an object")

func readObject(raw []byte) ([]member, error) {
	if err := wellFormed(raw); err != nil {
		return nil, err
	}
	dec := decoderOf(raw)
	if dec.PeekKind() != '{' {
		return nil, errNotObject
	}
	if _, err := dec.ReadToken(); err != nil {
		return nil, err
	}
	var members []member
	for dec.PeekKind() != '}' {
		name, err := dec.ReadToken()
		if err != nil {
			return nil, err
		}
		text := name.String()
		value, err := dec.ReadValue()
		if err != nil {
			return nil, err
		}
		members = append(members, member{text, bytes.Clone(value)})
	}
	return members, nil
}

// decoderOf reads the bytes in place: jsontext copies from any reader other than a bytes.Buffer.
func decoderOf(raw []byte) *jsontext.Decoder { return jsontext.NewDecoder(bytes.NewBuffer(raw)) }

// wellFormed reads all tokens, so that an error anywhere is found before anything is used.
func wellFormed(raw []byte) error {
	dec := decoderOf(raw)
	for read := 0; ; read++ {
		_, err := dec.ReadToken()
		if errors.Is(err, io.EOF) && read > 0 && dec.StackDepth() == 0 {
			return nil
		}
		if err != nil {
			return err
		}
		if dec.StackDepth() > maxDepth {
			return errDepth
		}
		if dec.StackDepth() == 0 {
			return trailing(dec)
		}
	}
}

func trailing(dec *jsontext.Decoder) error {
	if _, err := dec.ReadToken(); !errors.Is(err, io.EOF) {
		return errors.New("there is something after the first value")
	}
	return nil
}

// explain says what is wrong with JSON without echoing it.
func explain(err error) string {
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.Is(err, errDepth):
		return errDepth.Error()
	case errors.Is(err, jsontext.ErrDuplicateName):
		return "an object has the same name twice"
	case errors.As(err, &syntactic) && syntactic.Err != nil:
		return clip(syntactic.Err.Error())
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "it ends too early"
	}
	return clip(err.Error())
}

// members fills a struct's json fields from an object's members.
func (d *decoder) members(v reflect.Value, prefix string, members []member) {
	given := map[string]jsontext.Value{}
	for _, m := range members {
		given[m.name] = m.value
	}
	known := map[string]bool{}
	for _, f := range api.Fields(v.Type()) {
		if f.In != api.InBody {
			continue
		}
		known[f.Name] = true
		value, there := given[f.Name]
		switch {
		case there:
			d.value(v.Field(f.Index), f.Rules, prefix+f.Name, value)
		case !f.Optional:
			d.bad(prefix+f.Name, invalid.Required, "must be there")
		}
	}
	for _, m := range members {
		if !known[m.name] {
			d.bad(prefix+clip(m.name), invalid.UnknownField, "is not a field of this operation")
		}
	}
}
