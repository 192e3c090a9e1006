package org

import (
	"strconv"
	"strings"

	"usher/pkg/problem"
)

// match judges an If-Match header (RFC 9110, section 13.1.1) against the
// present version: nil when there is none, or it is "*", or one of its entity
// tags is the version's. A weak tag never matches, as the comparison is strong.
func match(header string, version int) error {
	if header == "" || header == "*" {
		return nil
	}
	for tag := range strings.SplitSeq(header, ",") {
		tag = strings.TrimSpace(tag)
		if !isEntityTag(tag) {
			return problem.Invalid(problem.Field{Field: "If-Match", Code: "invalid",
				Message: `must be "*" or the ETag that came with the thing, quotes included`})
		}
		if tag == `"`+strconv.Itoa(version)+`"` {
			return nil
		}
	}
	return errVersion()
}

func isEntityTag(tag string) bool {
	tag = strings.TrimPrefix(tag, "W/")
	return len(tag) >= 2 && tag[0] == '"' && tag[len(tag)-1] == '"' && !strings.Contains(tag[1:len(tag)-1], `"`)
}
