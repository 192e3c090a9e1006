package api

import (
	"mime"
	"slices"
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
	FormatText Format = "text" // in a request only
)

// UnmarshalText reads the header's value: CSV or plain text if it is preferred, by weight, to the others, otherwise
// JSON (RFC 9110, section 12.5.1). It never returns an error, since a client may accept anything.
func (f *Format) UnmarshalText(text []byte) error {
	csv, plain, json := weight(string(text), CSV), weight(string(text), TextBody), weight(string(text), JSONBody)
	*f = FormatJSON
	switch {
	case csv > json:
		*f = FormatCSV
	case plain > json:
		*f = FormatText
	}
	return nil
}

// weight is the quality, from 0 to 1, that an Accept header gives a media type: that of the range that names it most
// closely. What cannot be parsed names nothing.
func weight(accept, media string) (quality float64) {
	kind, _, _ := strings.Cut(media, "/")
	ranges, closest := []string{"*/*", kind + "/*", media}, -1
	for part := range strings.SplitSeq(accept, ",") {
		named, parameters, err := mime.ParseMediaType(part)
		at := slices.Index(ranges, named)
		if err != nil || at < 0 || at < closest {
			continue
		}
		q := 1.0
		if text, given := parameters["q"]; given {
			if q, err = strconv.ParseFloat(text, 64); err != nil || !(q >= 0 && q <= 1) {
				continue
			}
		}
		if at > closest {
			closest, quality = at, q
		}
		quality = max(quality, q)
	}
	return quality
}
