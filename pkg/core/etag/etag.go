// Package etag keeps two people from undoing each other's changes: If-Match
// against the version a thing has, and the condition that it still has it.
package etag

import (
	"strconv"
	"strings"

	"usher/pkg/api/problem"
	"usher/pkg/store"
)

// Match judges an If-Match header (RFC 9110, section 13.1.1) against the
// present version: nil when there is none, or it is "*", or one of its entity
// tags is the version's. A weak tag never matches, as the comparison is strong.
func Match(header string, version int) error {
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
	return conflict()
}

func isEntityTag(tag string) bool {
	tag = strings.TrimPrefix(tag, "W/")
	return len(tag) >= 2 && tag[0] == '"' && tag[len(tag)-1] == '"' && !strings.Contains(tag[1:len(tag)-1], `"`)
}

func conflict() error {
	return problem.New(problem.VersionConflict, "Somebody has changed it since you read it. Read it again and decide anew.")
}

// Conflict answers a failed condition on a version: the thing is gone, or it
// changed. With If-Match that is the caller's to resolve, otherwise it is read
// again (table.Retry).
func Conflict(demanded bool) store.OnConflict {
	return func(now store.Item) error {
		switch {
		case now == nil:
			return problem.New(problem.NotFound, "There is no such thing here, or it is not yours to see.")
		case demanded:
			return conflict()
		}
		return store.ErrStale
	}
}
