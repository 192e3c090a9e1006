package api

import (
	"mime"
	"strconv"
	"strings"

	"usher/pkg/lib/invalid"
)

// IfMatch is the validated condition of an If-Match header (RFC 9110, section 13.1.1): empty for none, "*", or a list
// of ETags.
type IfMatch string

var errIfMatch = invalid.New(invalid.Malformed, `must be "*" or an ETag as it was received, quotes included`)

// UnmarshalText reads the header's value. It returns an *invalid.Error if that is not a condition.
func (i *IfMatch) UnmarshalText(text []byte) error {
	value := string(text)
	if value != "" && value != "*" {
		for tag := range strings.SplitSeq(value, ",") {
			if !isETag(strings.TrimSpace(tag)) {
				return errIfMatch
			}
		}
	}
	*i = IfMatch(value)
	return nil
}

func isETag(tag string) bool {
	tag = strings.TrimPrefix(tag, "W/")
	return len(tag) >= 2 && tag[0] == '"' && tag[len(tag)-1] == '"' && !strings.Contains(tag[1:len(tag)-1], `"`)
}

// Given reports whether there is a condition.
func (i IfMatch) Given() bool { return i != "" }

// Matches reports whether a resource of this version meets the condition. A weak ETag never matches, since the
// comparison is strong.
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

// Format is the form of a list in a request, as Content-Type says, or in a response, as Accept asks.
type Format string

// The formats.
const (
	FormatJSON Format = "json"
	FormatCSV  Format = "csv"
)

// UnmarshalText reads the header's value: CSV if it names CSV and not JSON, otherwise JSON. It never returns an error,
// since a client may accept anything.
func (f *Format) UnmarshalText(text []byte) error {
	csv, json := false, false
	for part := range strings.SplitSeq(string(text), ",") {
		media, _, _ := mime.ParseMediaType(part) // what cannot be parsed is neither
		csv, json = csv || media == CSV, json || media == JSONBody
	}
	*f = FormatJSON
	if csv && !json {
		*f = FormatCSV
	}
	return nil
}
