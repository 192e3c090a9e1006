// Package page makes and reads the cursors of lists. A cursor is a position in one list: it is bound to the list and
// its filters by a short hash, so that a cursor of another list is refused rather than misread. It is not signed: a
// forged one can only name another position in a list that its bearer may read.
package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/lib/id"
	"usher/pkg/lib/invalid"
)

const (
	bindingSize = 8
	// maxPosition is what a position may have in bytes: of the 1,024 that DynamoDB takes for a sort key, some are left
	// for what a list reads on with: the kind before it, a character behind it.
	maxPosition = 1000
)

// List is what a cursor belongs to: the operation, the organization and the filters, in a fixed order.
type List []string

// binding identifies the list. It includes the lengths so that no two lists share one, whatever their parts hold.
func (l List) binding() []byte {
	h := sha256.New()
	for _, part := range l {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return h.Sum(nil)[:bindingSize:bindingSize]
}

// Make returns the cursor that continues after the item at position.
func Make(l List, position string) string {
	return base64.RawURLEncoding.EncodeToString(append(l.binding(), position...))
}

// Read returns the position of a cursor of this list; "" for an empty cursor. It returns
// the problem invalid_request for anything that Make did not make for this list.
func Read(l List, cursor string) (string, error) {
	if cursor == "" {
		return "", nil
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(raw) <= bindingSize || len(raw) > bindingSize+maxPosition ||
		strings.ContainsAny(cursor, "\r\n") ||
		!bytes.Equal(raw[:bindingSize], l.binding()) || !utf8.Valid(raw[bindingSize:]) {
		return "", errCursor()
	}
	return string(raw[bindingSize:]), nil
}

// ReadID is Read for a list whose positions are ids, of which it gives the text.
func ReadID[K id.Kind](l List, cursor string) (string, error) {
	position, err := Read(l, cursor)
	if err == nil && position != "" && id.Parse[K](position).String() != position {
		err = errCursor()
	}
	return position, err
}

func errCursor() error {
	return problem.Invalid(problem.Field{Field: "cursor", Code: invalid.InvalidCursor,
		Message: "is not a cursor of this list with these filters; start again without one"})
}

// Page makes a page of at most limit items. records holds one more if the list goes on;
// position returns where to continue after an item.
func Page[Record, View any](
	l List, records []Record, limit int, view func(*Record) View, position func(*Record) string,
) api.Page[View] {
	page := api.Page[View]{Data: []View{}}
	for i := range records[:min(len(records), limit)] {
		page.Data = append(page.Data, view(&records[i]))
	}
	if len(records) > limit {
		next := Make(l, position(&records[limit-1]))
		page.NextCursor = &next
	}
	return page
}
