// Package etag keeps two people from undoing each other's changes: If-Match against the version that a resource has,
// and the condition that it still has it.
package etag

import (
	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/store"
)

// Match holds a request's If-Match to the current version (RFC 9110, section 13.1.1). It returns version_conflict where
// none of its entity tags is the version's.
func Match(condition api.IfMatch, version int) error {
	if condition.Matches(version) {
		return nil
	}
	return conflict()
}

func conflict() error {
	return problem.New(problem.VersionConflict,
		"Somebody has changed it since you read it. Read it again and decide again.")
}

// Conflict is for a condition on a version: the resource is gone, or it has changed. With If-Match that is the caller's
// to resolve; without, the use case is run again (store.Retry).
func Conflict(condition api.IfMatch) store.OnConflict {
	return func(now store.Item) error {
		switch {
		case now == nil:
			return problem.Missing()
		case condition.Given():
			return conflict()
		}
		return store.ErrStale
	}
}

// Changed is Conflict for a change that the caller put no condition on.
func Changed() store.OnConflict { return Conflict("") }
