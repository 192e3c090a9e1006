package api

import (
	"mime"
	"strconv"
	"strings"

	"usher/pkg/lib/invalid"
)

// IfMatch is the condition of an If-Match header, checked to be one (RFC 9110, section 13.1.1): empty for none, "*", or
// a list of entity tags.
type IfMatch string

var errIfMatch = invalid.New("invalid", `must be "*" or the ETag that was answered, quotes included`)

// UnmarshalText reads the header's value. It returns an *invalid.Error for what is not one.
func (i *IfMatch) UnmarshalText(text []byte) error {
	value := string(text)
	if value != "" && value != "*" {
		for tag := range strings.SplitSeq(value, ",") {
			if !isEntityTag(strings.TrimSpace(tag)) {
				return errIfMatch
			}
		}
	}
	*i = IfMatch(value)
	return nil
}

func isEntityTag(tag string) bool {
	tag = strings.TrimPrefix(tag, "W/")
	return len(tag) >= 2 && tag[0] == '"' && tag[len(tag)-1] == '"' && !strings.Contains(tag[1:len(tag)-1], `"`)
}

// Given reports whether there is a condition.
func (i IfMatch) Given() bool { return i != "" }

// Matches reports whether a resource of this version meets the condition. A weak tag never matches, as the comparison
// is strong.
func (i IfMatch) Matches(version int) bool {
	if i == "" || i == "*" {
		return true
	}
	for tag := range strings.SplitSeq(string(i), ",") {
		if strings.TrimSpace(tag) == `"`+strconv.Itoa(version)+`"` {
			return true
		}
	}
	return false
}

// Format is the form of a list that is sent or answered: as Content-Type says, or as Accept asks.
type Format string

// The formats.
const (
	FormatJSON Format = "json"
	FormatCSV  Format = "csv"
)

// UnmarshalText reads the header's value: CSV where that is named and JSON is not, and otherwise JSON. It returns no
// error, since a client may accept anything.
func (f *Format) UnmarshalText(text []byte) error {
	csv, json := false, false
	for part := range strings.SplitSeq(string(text), ",") {
		media, _, _ := mime.ParseMediaType(part) //nolint:errcheck // what is not a media type names neither
		csv, json = csv || media == CSV, json || media == JSONBody
	}
	*f = FormatJSON
	if csv && !json {
		*f = FormatCSV
	}
	return nil
}
