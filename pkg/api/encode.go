package api

import (
	"bytes"
	"encoding/json"
)

// Encode is an answer as JSON. Unlike json.Marshal it leaves <, > and & as they are: no answer is part of an HTML page,
// and each escape would take six times the room that the character does.
func Encode(answer any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	err := e.Encode(answer)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}
